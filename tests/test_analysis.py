"""Analyses of a library from Python: rows that agree with the graph, measures that know which graph they are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from paperweft.errors import AmbiguousNodeError, NodeNotFoundError, PaperweftError
from paperweft.graph.significance import log_likelihood, mutual_information
from paperweft.model import RELATIONSHIP_OF_ROLE, Link, Node
from paperweft.workspace import Library
from tests.conftest import put
from tests.graph.test_projections import by_hand, random_library

_NAMES = set(RELATIONSHIP_OF_ROLE.values())


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "random.db") as opened:
        random_library(opened, 5)
        yield opened


def graph_of(library: Library) -> tuple[list[Node], list[Link]]:
    return list(library._record.graph.nodes()), list(library._record.graph.links())


def test_measures_are_computed_once_a_graph(library: Library) -> None:
    first = library.analyze()
    assert first.anew and first.measures == ("pagerank", "citation_pagerank", "community") and not first.dropped
    assert not library.analyze().anew
    with_betweenness = library.analyze(betweenness=True)
    assert with_betweenness.anew and "betweenness" in with_betweenness.measures
    assert not library.analyze().anew and not library.analyze(betweenness=True).anew
    nodes, links = graph_of(library)
    put(library._record, [*nodes, Node("arxiv:x", ("Paper",), {"title": "New"})], links)
    again = library.analyze()
    assert again.anew and again.dropped == ("betweenness",)
    assert library.measures(["arxiv:x"])["arxiv:x"].keys() == {"pagerank", "citation_pagerank", "community"}


def test_measuring_leaves_the_graph_as_it_was(library: Library) -> None:
    before = (library.graph_hash, graph_of(library))
    library.analyze(betweenness=True)
    assert (library.graph_hash, graph_of(library)) == before
    assert library.measures().keys() == {node.id for node in before[1][0]}


def test_queries_have_the_measures_and_say_when_they_are_old(library: Library) -> None:
    text = "MATCH (p:Paper) RETURN p.id AS id, p.pagerank AS rank, p.community AS community ORDER BY id"
    assert library.lacking_measures(text) == "no node has the measure community; `paperweft analyze` computes it"
    assert library.lacking_measures("MATCH (p:Paper) RETURN p.title AS pagerank") is None
    assert {row["rank"] for row in library.query(text)} == {None}
    library.analyze()
    assert library.lacking_measures(text) is None
    assert "--betweenness" in str(library.lacking_measures("RETURN n.betweenness"))
    values = library.measures()
    for row in library.query(text):
        assert (row["rank"], row["community"]) == (values[row["id"]]["pagerank"], values[row["id"]]["community"])
    assert len(library.query(text, min_confidence=0.5)) == 40
    nodes, links = graph_of(library)
    put(library._record, nodes, links[1:])
    assert "older graph" in str(library.lacking_measures(text))
    assert {row["rank"] for row in library.query(text)} == {
        values[n.id]["pagerank"] for n in nodes if n.label == "Paper"
    }


def test_central_ranks_each_kind_and_counts_its_papers(library: Library) -> None:
    found = library.central(top=4)
    nodes, links = graph_of(library)
    cited = Counter(link.target for link in links if link.kind == "CITES" or link.kind in _NAMES)
    written = Counter(link.source for link in links if link.kind == "WROTE")
    values = library.measures()
    assert Counter(row["label"] for row in found) == {"Paper": 4, "Model": 4, "Author": 4}
    for row in found:
        assert row["papers"] == (written if row["label"] == "Author" else cited)[row["id"]]
        assert row["pagerank"] == values[row["id"]]["pagerank"]
    for label, measure in (("Paper", "citation_pagerank"), ("Model", "pagerank"), ("Author", "pagerank")):
        ranked = sorted((n.id for n in nodes if n.label == label), key=lambda i: (-values[i][measure], i))
        assert [row["id"] for row in found if row["label"] == label] == ranked[:4]
    by_paths = library.central(top=3, by="betweenness")
    highest = sorted(values["betweenness"] for values in library.measures().values() if "betweenness" in values)[-1]
    assert max(row["betweenness"] for row in by_paths) == highest
    assert {row["label"] for row in by_paths} == {"Paper", "Model"}


def test_communities_hold_the_nodes_that_they_say(library: Library) -> None:
    found = library.communities(top=50)
    sizes = Counter(values["community"] for values in library.measures().values() if "community" in values)
    assert {row["community"]: row["size"] for row in found} == {k: v for k, v in sizes.items() if v > 1}
    assert all(row["papers"] + row["entities"] == row["size"] for row in found)
    first = next(iter(library.communities(top=1)))
    some = next(node for node, values in library.measures().items() if values.get("community") == 1)
    members = library.communities(some, top=500)
    assert len(members) == first["size"] and {row["community"] for row in members} == {1}
    assert [row["pagerank"] for row in members] == sorted((row["pagerank"] for row in members), reverse=True)
    assert library.communities(some, top=1).notes == (f"{first['size'] - 1} more in community 1",)
    author = library.communities("author:1")
    assert not author and "authors" in author.notes[0]


def test_entities_named_together_come_with_their_significance(library: Library) -> None:
    _, links = graph_of(library)
    papers: dict[str, set[str]] = {}
    for link in links:
        if link.kind in _NAMES:
            papers.setdefault(link.source, set()).add(link.target)
    named = Counter(entity for entities in papers.values() for entity in entities)
    expected = []
    for (one, other), (_, support) in by_hand(papers, 1).items():
        counts = (len(support), named[one], named[other], len(papers))
        expected.append((-log_likelihood(*counts), -len(support), one, other, mutual_information(*counts)))
    expected.sort()
    rows = library.pairs("cooccurrence", top=12)
    assert [(row["id"], row["other_id"]) for row in rows] == [item[2:4] for item in expected[:12]]
    for row, item in zip(rows, expected, strict=False):
        assert (row["log_likelihood"], row["pmi"]) == (round(-item[0], 2), round(item[4], 2))
        assert row["papers"] == len(row["shared"])
    assert [row["pmi"] for row in library.pairs("cooccurrence", normalise="salton", top=3)]
    weights = [row["weight"] for row in library.pairs("cooccurrence", normalise="salton", top=30)]
    assert weights == sorted(weights, reverse=True)


def test_pairs_of_one_node_have_it_first(library: Library) -> None:
    everything = {(row["id"], row["other_id"]): row["works"] for row in library.pairs("coupling", top=10_000)}
    paper = max(Counter(end for pair in everything for end in pair).items(), key=lambda item: item[1])[0]
    rows = library.pairs("coupling", paper, top=10_000)
    assert {row["id"] for row in rows} == {paper}
    assert {row["other_id"]: row["works"] for row in rows} == {
        (pair[0] if pair[1] == paper else pair[1]): count for pair, count in everything.items() if paper in pair
    }
    assert rows.to_pandas()["works"].is_monotonic_decreasing


def test_cited_works_outside_come_when_asked_for(library: Library) -> None:
    inside = library.pairs("cocitation", top=10_000)
    assert "not in the library; --cited" in inside.notes[0]
    assert not any(row["id"].startswith("doi:") for row in inside)
    outside = library.pairs("cocitation", top=10_000, cited=True)
    assert any(row["id"].startswith("doi:") and row["paper"] == row["id"] for row in outside)
    assert not outside.notes
    assert library.pairs("cocitation", top=1, years="2001:2002").notes[0] == "left out 6 papers without a year"


def test_a_node_of_another_kind_is_told(library: Library) -> None:
    with pytest.raises(PaperweftError, match="M3 is a node of the kind Model; coupling joins nodes of the kind Paper"):
        library.pairs("coupling", "M3")
    with pytest.raises(NodeNotFoundError):
        library.pairs("coauthors", "Nobody")
    with pytest.raises(PaperweftError, match="write 2019:2023"):
        library.pairs("coauthors", years="soon")


def test_an_ambiguous_name_lists_the_candidates(library: Library) -> None:
    nodes, links = graph_of(library)
    put(library._record, [*nodes, Node("task:m3", ("Entity", "Task"), {"name": "M3"})], links)
    with pytest.raises(AmbiguousNodeError, match="task:m3"):
        library.pairs("cooccurrence", "M3")


def test_a_library_without_a_graph_says_so(tmp_path: Path) -> None:
    with Library(tmp_path / "new.db") as library:
        for call in (library.analyze, library.overview, library.emerging, lambda: library.pairs("coauthors")):
            with pytest.raises(PaperweftError, match="no graph yet"):
                call()


def test_a_graph_of_nothing_has_no_rows(tmp_path: Path) -> None:
    with Library(tmp_path / "empty.db") as library:
        library.link()
        assert len(library.overview()) == len(library.central()) == len(library.communities()) == 0
        assert library.measures() == {}


def test_papers_without_citations_are_not_ranked(library: Library) -> None:
    nodes, links = graph_of(library)
    put(library._record, nodes, [link for link in links if link.kind != "CITES"])
    found = library.central(top=3)
    assert {row["label"] for row in found} == {"Model", "Author"} and "no citations" in found.notes[0]
    assert found.notes[0] in library.overview().notes
    assert {row["label"] for row in library.central(by="betweenness")} == {"Paper", "Model"}


def test_networks_of_nothing_say_why(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "A paper of no references", "year": 2020}\n')
    with Library(tmp_path / "bare.db") as library:
        library.add(tmp_path / "a.jsonl")
        library.link()
        assert library.pairs("coupling").notes == ("no paper has references: the library's sources gave none",)
        assert library.pairs("cooccurrence").notes == ("no paper names an entity",)
        assert library.pairs("coauthors").notes == ("no paper has authors",)


def test_the_overview_has_the_first_of_everything(library: Library) -> None:
    found = library.overview(top=2)
    assert len(set(map(str, found.values))) == len(found)
    assert list(dict.fromkeys(row["analysis"] for row in found))[:4] == [
        "papers by citation_pagerank", "entities by pagerank", "authors by pagerank", "communities by size",
    ]  # fmt: skip
    assert max(Counter(row["analysis"] for row in found).values()) == 2
    first = next(iter(library.pairs("coupling", top=1)))
    (row, *_) = (row for row in found if row["analysis"] == "citing alike by works")
    assert (row["value"], row["id"]) == (first["works"], [first["id"], first["other_id"]])
    assert any("without a year" in note for note in found.notes)
