"""The folder that ``report`` writes."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path

import pytest

from paperweft.errors import PaperweftError
from paperweft.model import Link, Node
from paperweft.record.graph_tables import GraphTables
from paperweft.record.schema import scratch_database
from paperweft.report import write_report
from paperweft.workspace import Library

_HOSTILE = "</script><img src=x onerror=alert(1)>\"'\u202e&"


def graph_of(nodes: list[Node], links: list[Link]) -> GraphTables:
    graph = GraphTables(scratch_database())
    graph.replace(sorted(nodes, key=lambda n: n.id), sorted(links, key=lambda x: (x.source, x.target, x.kind)))
    return graph


def drawn(identifier: str, path: Path) -> None:
    path.write_text(f"<title>{identifier} · paperweft</title>", encoding="utf-8")


def searched(index: Path) -> list[list[object]]:
    found = re.search(r'<script id="nodes" type="text/plain">([\w+/=]*)</script>', index.read_text(encoding="utf-8"))
    assert found
    return list(json.loads(gzip.decompress(base64.b64decode(found[1])))["nodes"])


def test_a_report_of_the_sample(sample: Library, tmp_path: Path) -> None:
    written = sample.write_report(tmp_path / "site", top=5)
    site = tmp_path / "site"
    assert written.entities == 20 and written.pages == 1 + 2 * 20 == len(list(site.rglob("*.html")))
    index = (site / "index.html").read_text(encoding="utf-8")
    for query, heading in (("Model", "Models"), ("Dataset", "Datasets")):
        rows = sample.query(
            f"MATCH (n:{query}) RETURN n.name AS name, n.papers AS papers ORDER BY papers DESC, n.id LIMIT 5"
        )
        part = index[index.index(f"{heading} that most papers name") :].split("</ol>")[0]
        assert [
            (n, int(p)) for n, p in re.findall(r">([^<]+)</a></span>\s*<svg.*?number\">(\d+)<", part, re.DOTALL)
        ] == list(rows.values)
    nodes, _ = sample.counts()
    assert len(searched(site / "index.html")) == sum(nodes.values())
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", text), path
        for target in re.findall(r'href="([^"]+)"', text):
            assert target.startswith(("https://", "http://")) or (path.parent / target).is_file(), (path, target)


def test_evidence_is_shown_with_its_mention_marked(sample: Library, tmp_path: Path) -> None:
    sample.write_report(tmp_path, top=3)
    page = (tmp_path / "entities" / "dataset-imagenet.html").read_text(encoding="utf-8")
    rows = sample.query("MATCH (p:Paper)-[r]->(d:Dataset {name: 'ImageNet'}) RETURN p.title AS title, type(r) AS role")
    assert page.count("<mark>") == len(rows.values) > 10
    assert f"named by {len(rows.values)} papers" in page


def test_a_later_report_replaces_what_it_wrote_and_nothing_else(tmp_path: Path) -> None:
    def entity(name: str) -> Node:
        return Node(f"model:{name}", ("Entity", "Model"), {"name": name, "aliases": [], "papers": 1})

    paper = Node("title:p", ("Paper",), {"title": "P", "label": "P"})
    uses = [Link("title:p", f"model:{name}", "USES", {"confidence": 1.0}) for name in ("a", "b")]
    write_report(tmp_path, graph_of([paper, entity("a"), entity("b")], uses), "t", drawn, limit=5)
    (tmp_path / "entities" / "mine.html").write_text("<p>not of a report</p>")
    write_report(tmp_path, graph_of([paper, entity("b")], uses[1:]), "t", drawn, limit=5)
    assert {p.name for p in (tmp_path / "entities").iterdir()} == {"model-b.html", "mine.html"}
    assert {p.name for p in (tmp_path / "graphs").iterdir()} == {"model-b.html"}


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>my site</p>")
    with pytest.raises(PaperweftError, match="not of a report"):
        write_report(tmp_path, graph_of([], []), "t", drawn, limit=5)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "<p>my site</p>"
    with pytest.raises(PaperweftError, match="is a file; give a folder"):
        write_report(tmp_path / "index.html", graph_of([], []), "t", drawn, limit=5)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "entities").write_text("")
    with pytest.raises(PaperweftError, match="entities is a file; give a folder"):
        write_report(tmp_path / "site", graph_of([], []), "t", drawn, limit=5)


def test_an_empty_graph_says_what_it_lacks(tmp_path: Path) -> None:
    assert write_report(tmp_path / "deep" / "site", graph_of([], []), "t", drawn, limit=5).pages == 1
    assert "No paper of this library has a year" in (tmp_path / "deep" / "site" / "index.html").read_text(
        encoding="utf-8"
    )


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    paper = Node("title:" + _HOSTILE, ("Paper",), {"title": _HOSTILE, "label": _HOSTILE, "url": "javascript:alert(1)", "abstract": _HOSTILE, "year": 2020})  # fmt: skip
    nodes = [paper, *(Node(f"{kind.lower()}:{_HOSTILE}", ("Entity", kind), {"name": _HOSTILE, "aliases": [_HOSTILE], "papers": 1}) for kind in ("Model", "Dataset"))]  # fmt: skip
    links = [
        Link(
            paper.id,
            node.id,
            "USES",
            {"confidence": 0.5, "evidence": _HOSTILE, "field": "abstract", "start": 0, "end": 9},
        )
        for node in nodes[1:]
    ]
    write_report(
        tmp_path,
        graph_of(nodes, [*links, Link(nodes[1].id, nodes[2].id, "EXTENDS", {"confidence": 0.5})]),
        _HOSTILE,
        drawn,
        limit=5,
    )
    pages = [*tmp_path.glob("*.html"), *tmp_path.glob("entities/*.html")]
    assert len(pages) == 3
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert "<img" not in text and "javascript:" not in text and text.count("</script>") == text.count("<script")
    assert not any("javascript" in str(row[4]) for row in searched(tmp_path / "index.html"))


def test_no_two_pages_have_one_file(tmp_path: Path) -> None:
    names = {"model:a": "One", "model:A": "Two", "model:a-2": "Three", "model:a 2": "Four"}
    entities = [Node(i, ("Entity", "Model"), {"name": n, "papers": 1, "aliases": []}) for i, n in names.items()]
    written = write_report(tmp_path / "site", graph_of(entities, []), "T", drawn, limit=12)
    pages = [p.read_text(encoding="utf-8") for p in (tmp_path / "site" / "entities").glob("*.html")]
    assert written.entities == len(pages) == 4
    assert {n for n in names.values() for page in pages if f"</svg>{n}</h1>" in page} == set(names.values())


def test_pages_show_the_measures_that_nodes_have(sample: Library, tmp_path: Path) -> None:
    sample.write_report(tmp_path / "before", top=1)
    assert "PageRank" not in (tmp_path / "before/entities/dataset-imagenet.html").read_text(encoding="utf-8")
    sample.analyze()
    sample.write_report(tmp_path / "site", top=1)
    measures = sample.measures(["dataset:imagenet"])["dataset:imagenet"]
    line = f"PageRank {measures['pagerank']:.3g} · community {measures['community']}"
    assert f'<p class="quiet">{line}</p>' in (tmp_path / "site/entities/dataset-imagenet.html").read_text(
        encoding="utf-8"
    )
