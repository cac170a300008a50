"""What every exporter does: all nodes and links, ids as they are, the same bytes each time, nothing left of a failure."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from paperweft.errors import PaperweftError
from paperweft.export import FORMATS, ExportGraph, export_graph, looks, parquet
from paperweft.model import Link, Node
from paperweft.workspace import Library
from tests.export.graphs import EMPTY, GRAPH, LINKS, NETWORK, NODES, PAPER
from tests.export.reading import READERS, Read

_SUFFIXES = {name: form.suffixes[0] if form.suffixes else ".json" for name, form in FORMATS.items()}
_GRAPHS = [name for name in FORMATS if name != "vosviewer"]


def written(folder: Path, name: str, graph: ExportGraph) -> Read:
    done = export_graph(folder / f"g{_SUFFIXES[name]}", graph, name)
    read = READERS[name](*done.files)
    assert (done.nodes, done.links) == (len(read.nodes), len(read.links))
    assert sorted(folder.iterdir()) == sorted(done.files)
    return read


def ends(links: list[Link], name: str) -> list[tuple[str, str]]:
    """What is expected of the links: in RDF a paper has an author, not the other way round."""
    turned = name in ("nt", "ttl")
    return sorted((x.target, x.source) if turned and x.kind == "WROTE" else (x.source, x.target) for x in links)


def test_every_format_is_read_here() -> None:
    assert set(READERS) == set(FORMATS)
    suffixes = [suffix for form in FORMATS.values() for suffix in form.suffixes]
    assert len(set(suffixes)) == len(suffixes)


@pytest.mark.parametrize("name", _GRAPHS)
def test_hostile_graphs_keep_their_nodes_links_and_ids(name: str, tmp_path: Path) -> None:
    read = written(tmp_path, name, GRAPH)
    assert set(read.nodes) == {node.id for node in NODES}
    assert read.ends == ends(LINKS, name)
    length = 500_000 if name == "gexf" else 1_000_000  # Gephi's parser takes no more
    assert any("x" * length in value for value in read.nodes[PAPER].values() if isinstance(value, str | list))


@pytest.mark.parametrize("name", FORMATS)
def test_networks_are_undirected_and_weighted(name: str, tmp_path: Path) -> None:
    read = written(tmp_path, name, NETWORK)
    assert set(read.nodes) == {node.id for node in NETWORK.nodes()}
    assert read.ends == ends(list(NETWORK.links()), name)
    assert not read.directed
    values = read.links[0][2]
    if name not in ("nt", "ttl"):  # there a statement says so
        assert float(values.get("weight", values.get("strength"))) == 2.5
        papers = values["papers"]
        assert len(papers if isinstance(papers, list) else papers.split("|")) >= 2 and PAPER in papers


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_graph_is_a_file_too(name: str, tmp_path: Path) -> None:
    read = written(tmp_path, name, replace(EMPTY, directed=name != "vosviewer"))
    assert (read.nodes, read.links) == ({}, [])


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_graph_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    graph = replace(GRAPH, directed=name != "vosviewer")
    bytes_of = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        done = export_graph(tmp_path / folder / f"g{_SUFFIXES[name]}", graph, name)
        bytes_of.append([file.read_bytes() for file in done.files])
    assert bytes_of[0] == bytes_of[1]


@pytest.mark.parametrize("name", FORMATS)
def test_a_failure_leaves_what_was_there(name: str, tmp_path: Path) -> None:
    graph = replace(GRAPH, links=_broken, directed=name != "vosviewer")
    path = tmp_path / f"g{_SUFFIXES[name]}"
    with pytest.raises(RuntimeError):
        export_graph(path, graph, name)
    assert list(tmp_path.iterdir()) == []
    before = {}
    for file in export_graph(path, replace(EMPTY, directed=name != "vosviewer"), name).files:
        before[file] = file.read_bytes()
    with pytest.raises(RuntimeError):
        export_graph(path, graph, name)
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.parts])
def test_tables_go_into_a_folder_too(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    with pytest.raises(RuntimeError):
        export_graph(folder, replace(GRAPH, links=_broken), name)
    assert not folder.exists()
    done = export_graph(folder, GRAPH, name)
    assert sorted(folder.iterdir()) == sorted(done.files)
    assert set(READERS[name](*done.files).nodes) == {node.id for node in NODES}
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PaperweftError, match="cannot be written"):
        export_graph(tmp_path / "file", GRAPH, name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_missing_folder_is_one_clear_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(PaperweftError, match="cannot be written"):
        export_graph(tmp_path / "no" / f"g{_SUFFIXES[name]}", replace(GRAPH, directed=name != "vosviewer"), name)


@pytest.mark.parametrize("name", _GRAPHS)
def test_the_sample_is_whole(name: str, sample: Library, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / f"g{_SUFFIXES[name]}"
    size = sample.export(path, format=name)
    files = sorted((tmp_path / "out").iterdir(), reverse=True)  # nodes before edges
    read = READERS[name](*files)
    truth = sample.to_networkx()
    assert size == (len(read.nodes), len(read.links)) == (truth.number_of_nodes(), truth.number_of_edges())
    assert set(read.nodes) == set(truth.nodes)


def _broken() -> Iterator[Any]:
    yield LINKS[0]
    raise RuntimeError


def test_properties_that_are_not_declared_are_not_dropped(tmp_path: Path) -> None:
    graph = ExportGraph(lambda: [Node("a:b", ("Paper",), {"unheard_of": 1})], list)
    with pytest.raises(KeyError):
        export_graph(tmp_path / "g.graphml", graph)


@pytest.mark.parametrize("name", FORMATS)
def test_memory_does_not_grow_with_the_graph(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two graphs that are both too large to be laid out, and larger than what is written at once."""
    monkeypatch.setattr(looks, "MOST_NODES", 500)
    monkeypatch.setattr(parquet, "_GROUP", 500)

    def graph(size: int) -> ExportGraph:
        def nodes() -> Iterator[Node]:
            return (Node(f"model:{n:06}", ("Entity", "Model"), {"name": f"M{n}", "papers": n}) for n in range(size))

        def links() -> Iterator[Link]:
            ends = ((f"model:{n:06}", f"model:{n * 7 % size:06}") for n in range(size))
            return (Link(*pair, "EXTENDS", {"confidence": 0.5, "paper_ids": ["a", "b"]}) for pair in ends)

        return ExportGraph(nodes, links, directed=name != "vosviewer")

    export_graph(tmp_path / f"g{_SUFFIXES[name]}", graph(10), name)  # what is imported at first use
    peaks = []
    for size in (1_000, 6_000):
        tracemalloc.start()
        export_graph(tmp_path / f"g{_SUFFIXES[name]}", graph(size), name)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 200_000, peaks  # the ids alone of those 5,000 nodes take 300,000
