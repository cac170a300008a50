"""``export`` as people use it: the graph, a part of it, a network."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from paperweft.workspace import Library
from tests.cli.conftest import Run
from tests.export.reading import csv_tables, cyjs, gexf, graphml


@pytest.fixture(autouse=True)
def _library(sample_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERWEFT_LIBRARY", str(sample_path))


def size(out: str) -> tuple[int, int]:
    match = re.search(r": (\d+) nodes?, (\d+) links?$", out.strip())
    assert match
    return int(match[1]), int(match[2])


def test_a_neighbourhood(run: Run, sample: Library) -> None:
    ran = run("export", "m.gexf", "--for", "gephi", "--around", "Mamba", "--hops", 2)
    read = gexf(Path("m.gexf"))
    around = sample.neighbourhood("Mamba", hops=2, limit=10_000)
    assert ran.status == 0 and size(ran.out) == (len(read.nodes), len(read.links))
    assert set(read.nodes) == {node.id for node in around.nodes}
    assert read.ends == sorted((link.source, link.target) for link in around.links)
    assert len(read.nodes) > size(run("export", "one.gexf", "--around", "Mamba").out)[0]
    assert "no node is called" in run("export", "m.gexf", "--around", "Mambaba").err


def test_what_a_query_selects(run: Run, sample: Library) -> None:
    recent = sample.query("MATCH (p:Paper) WHERE p.year >= 2023 RETURN p.id AS id").values
    expected = {row[0] for row in recent}
    cypher = "MATCH (p:Paper) WHERE p.year >= $from RETURN {}"
    for returned in ("p.id", "p", "collect(p.id)", "p.title, {paper: p.id}"):
        ran = run("export", "r.graphml", "--query", cypher.format(returned), "-p", "from=2023")
        assert ran.status == 0, ran.err
        read = graphml(Path("r.graphml"))
        assert set(read.nodes) == expected
        assert all({source, target} <= expected for source, target, _ in read.links) and read.links
    path = run("export", "p.graphml", "--query", "MATCH p = (:Paper {year: 2023})-[:INTRODUCES]->(:Model) RETURN p")
    assert size(path.out)[1] >= 10
    assert run("export", "n.graphml", "--query", "most-cited").status == 0
    Path("mine.cypher").write_text(
        "// Mine\n// :param name => 'Mamba'\nMATCH (m:Model {name: $name}) RETURN m.id AS id\n"
    )
    assert size(run("export", "f.graphml", "--query", "mine.cypher").out) == (1, 0)
    assert size(run("export", "f.graphml", "--query", "mine.cypher", "-p", "name=Llama").out) == (1, 0)


@pytest.mark.parametrize(
    ("cypher", "says"),
    [
        ("MATCH (p:Paper) RETURN p.year", "returns no ids of nodes; return them, as in: MATCH (p:Paper) RETURN p.id"),
        ("MATCH (p:Paper) WHERE p.year > 3000 RETURN p.id", "returns no rows"), ("MATCH (p:Paper RETURN p", "p"),
        ("no-such-query", "there is no query called"),
    ],
)  # fmt: skip
def test_a_query_that_selects_nothing_is_told_so(cypher: str, says: str, run: Run) -> None:
    ran = run("export", "g.graphml", "--query", cypher)
    assert ran.status == 1 and says in ran.err and not Path("g.graphml").exists()
    assert says == "p" or len(ran.err.strip().splitlines()) == 1


def test_networks(run: Run, sample: Library) -> None:
    for kind in ("cocitation", "coupling", "cooccurrence", "coauthors"):
        ran = run(
            "export",
            f"{kind}.gexf",
            "--network",
            kind,
            "--min-weight",
            2,
            "--normalise",
            "salton",
            "--years",
            "2015:2022",
        )
        read = gexf(Path(f"{kind}.gexf"))
        network = sample.network(kind, min_weight=2, normalise="salton", years="2015:2022")
        assert ran.status == 0 and size(ran.out) == network.size and read.links and not read.directed
        truth = {(edge.source, edge.target): edge for edge in network.edges}
        for source, target, values in read.links:
            assert float(values["weight"]) == truth[source, target].weight
            assert values["papers"].split("|") == list(truth[source, target].papers) and values["count"] >= 2
    vos = run("export", "map.json", "--format", "vosviewer", "--network", "coauthors")
    assert size(vos.out)[0] == len(json.loads(Path("map.json").read_text())["network"]["items"])
    assert size(run("export", "map.json", "--network", "coauthors").out)[1] == len(cyjs(Path("map.json")).links)
    ran = run("export", "c.gexf", "--network", "cocitation", "--cited")
    assert ran.status == 0 and "not in the library" not in ran.err
    empty = run("export", "e.gexf", "--network", "coauthors", "--min-weight", 99)
    assert empty.status == 1 and "has no edges of 99 or more" in empty.err and not Path("e.gexf").exists()
    assert run("export", "c.gexf", "--network", "cocitation", "--years", "old").err.startswith(
        "paperweft: 'old' are no years"
    )


def test_measures_are_among_the_attributes(run: Run, sample: Library) -> None:
    assert run("analyze").status == 0
    ranks = sample.measures()
    assert run("export", "m.graphml").status == 0
    read = graphml(Path("m.graphml"))
    assert {name: values.get("pagerank") for name, values in read.nodes.items()} == {
        name: ranks[name]["pagerank"] for name in read.nodes
    }
    assert read.nodes["model:mamba"]["community"] == ranks["model:mamba"]["community"]
    before = Path("m.jsonl")
    assert run("export", before).status == 0 and "pagerank" not in before.read_text(encoding="utf-8")
    sample.add(_more())
    sample.link()
    assert "measures are of an older graph" in run("export", "m.graphml").err
    assert "older" not in run("export", "m.jsonl").err


def _more() -> Path:
    Path("more.jsonl").write_text('{"title": "Another Paper about Widgets", "year": 2024, "authors": ["A. New"]}\n')
    return Path("more.jsonl")


def test_tables_into_a_folder(run: Run) -> None:
    ran = run("export", "tables", "--format", "csv", "--for", "gephi")
    read = csv_tables(Path("tables/nodes.csv"), Path("tables/edges.csv"))
    assert ran.status == 0 and size(ran.out) == (len(read.nodes), len(read.links))


def test_confidence_holds_for_every_export(run: Run, sample: Library) -> None:
    sure = sample.to_networkx(min_confidence=0.9)
    assert size(run("export", "s.gexf", "--min-confidence", 0.9).out) == (len(sure), sure.number_of_edges())
    ran = run("export", "import", "--for", "neo4j", "--min-confidence", 0.9)
    assert f"{len(sure)} nodes, {sure.number_of_edges()} links" in ran.err
    query = "MATCH (p:Paper)-[r:USES]->(m) RETURN p.id, m.id"
    weaker = size(run("export", "q.gexf", "--query", query).out)
    assert size(run("export", "q.gexf", "--query", query, "--min-confidence", 0.9).out)[1] < weaker[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--hops", "2"), ("-p", "a=1"), ("--min-weight", "2"), ("--normalise", "salton"), ("--years", "2019:"), ("--cited",), ("--network", "coupling", "--cited"),
        ("--around", "Mamba", "--network", "coupling"), ("--query", "most-cited", "--around", "Mamba"),
        ("--for", "neo4j", "--around", "Mamba"), ("--for", "neo4j", "--format", "csv"), ("--for", "word"), ("--format", "doc"),
        ("--network", "coupling", "--min-weight", "0"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_bad_usage(arguments: tuple[str, ...], run: Run) -> None:
    assert run("export", "g.graphml", *arguments).status == 2
    assert not Path("g.graphml").exists()


def test_what_cannot_be_written_is_told_in_a_line(run: Run) -> None:
    for arguments in (("g.xyz",), ("g.gexf", "--for", "yed"), ("no/g.gexf",), ("v.json", "--format", "vosviewer")):
        ran = run("export", *arguments)
        assert ran.status == 1 and len(ran.err.strip().splitlines()) == 1
