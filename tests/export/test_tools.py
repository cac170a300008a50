"""What is written for a tool has the names, types and looks that the tool reads."""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from xml.etree import ElementTree

import igraph
import networkx as nx
import pytest
from networkx.readwrite import gexf as networkx_gexf

from paperweft.errors import PaperweftError
from paperweft.export import FORMATS, TOOLS, ExportGraph, export_graph
from paperweft.export.graph import LINK_PROPERTIES, NODE_PROPERTIES
from paperweft.export.looks import MOST_NODES
from paperweft.model import PROPERTIES, Node
from paperweft.pages.palette import NODE_COLOURS
from paperweft.workspace import Library
from tests.export.graphs import AUTHOR, CLEAN, GRAPH, LINKS, MODEL, NETWORK, NODES, OTHER, PAPER
from tests.export.reading import cx2, cyjs, graphml

_COMBINATIONS = [(tool, name) for tool, how in TOOLS.items() for name in how.formats]


def test_attributes_are_those_of_the_model() -> None:
    labels = {"Paper", "Author", "Model", "Method", "Dataset", "Task"}
    for names, kinds in ((NODE_PROPERTIES, labels), (LINK_PROPERTIES, PROPERTIES.keys() - labels)):
        for kind in kinds:
            assert PROPERTIES[kind].items() <= names.items(), kind


@pytest.mark.parametrize(("tool", "name"), _COMBINATIONS)
def test_no_node_attribute_is_called_id_and_each_link_has_a_weight(tool: str, name: str, tmp_path: Path) -> None:
    if FORMATS[name].suffixes[0] not in (".graphml", ".gexf"):
        return  # there the id has a place of its own
    text = export_graph(tmp_path / f"g.{name}", GRAPH, tool=tool).files[0].read_text(encoding="utf-8")
    assert 'attr.name="id"' not in text and 'title="id"' not in text
    assert 'attr.name="weight"' in text or text.count(' weight="1.0"') == len(LINKS)


def test_networkx_reads_types(tmp_path: Path) -> None:
    graph = nx.read_graphml(export_graph(tmp_path / "g.graphml", GRAPH, tool="networkx").files[0])
    assert isinstance(graph, nx.MultiDiGraph) and set(graph) == {node.id for node in NODES}
    paper = graph.nodes[PAPER]
    assert (paper["label"], paper["year"], paper["short"], paper["authors"]) == ("Paper", 2020, "Ü 2020", "A|B|C")
    assert paper["title"] == paper["name"] == CLEAN and "tags" not in paper
    assert graph.nodes[AUTHOR] == {"label": "Author", "name": "=cmd|' /C calc'!A0"}
    uses = next(data for _, _, data in graph.edges(data=True) if data["kind"] == "USES")
    assert (uses["weight"], uses["confidence"], uses["count"], uses["evidence"]) == (1.0, 0.25, 2, CLEAN)
    network = nx.read_graphml(export_graph(tmp_path / "n.graphml", NETWORK, tool="networkx").files[0])
    assert not network.is_directed() and next(iter(network.edges(data="weight")))[2] == 2.5


@pytest.mark.skipif("1.3" not in networkx_gexf.GEXF.versions, reason="this networkx reads no GEXF 1.3")
def test_networkx_reads_gexf(tmp_path: Path) -> None:
    graph = nx.read_gexf(export_graph(tmp_path / "g.gexf", GRAPH).files[0])
    assert set(graph) == {node.id for node in NODES} and graph.number_of_edges() == len(LINKS)
    assert graph.nodes[PAPER]["year"] == 2020 and graph.nodes[PAPER]["title"] == CLEAN
    colour = graph.nodes[MODEL]["viz"]["color"]
    assert f"#{colour['r']:02x}{colour['g']:02x}{colour['b']:02x}" == NODE_COLOURS["Model"]


def test_igraph_finds_vertices_by_name_and_draws_them(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # igraph warns where an attribute clashes with its own
        graph = igraph.Graph.Read_GraphML(str(export_graph(tmp_path / "g.graphml", GRAPH, tool="igraph").files[0]))
    assert graph.vs.find(PAPER)["label"] == "Ü 2020" and graph.vs.find(MODEL)["kind"] == "Model"
    assert graph.vs["name"] == graph.vs["id"] == [node.id for node in NODES]
    assert [v["color"] for v in graph.vs] == [NODE_COLOURS[node.label] for node in NODES]
    assert graph.es["weight"] == [1.0] * len(LINKS) and graph.es["kind"] == [link.kind for link in LINKS]
    assert len(set(zip(graph.vs["x"], graph.vs["y"], strict=True))) == len(NODES) and min(graph.vs["size"]) > 0


def test_yed_draws_its_own_graphics(tmp_path: Path) -> None:
    path = export_graph(tmp_path / "g.graphml", GRAPH, tool="yed").files[0]
    root = ElementTree.parse(path).getroot()
    space, y = "{http://graphml.graphdrawing.org/xmlns}", "{http://www.yworks.com/xml/graphml}"
    keys = {key.get("id"): key.get("yfiles.type") for key in root.iter(f"{space}key") if key.get("yfiles.type")}
    assert keys == {"nodegraphics": "nodegraphics", "edgegraphics": "edgegraphics"}
    for node, truth in zip(root.iter(f"{space}node"), NODES, strict=True):
        (shape,) = node.iter(f"{y}ShapeNode")
        place = shape.find(f"{y}Geometry")
        assert place is not None and all(math.isfinite(float(place.attrib[k])) for k in ("x", "y", "width", "height"))
        fill, label = shape.find(f"{y}Fill"), shape.find(f"{y}NodeLabel")
        assert fill is not None and fill.get("color") == NODE_COLOURS[truth.label]
        assert label is not None and label.text == (truth.properties.get("label") or truth.name)
    assert [label.text for label in root.iter(f"{y}EdgeLabel")] == [link.kind for link in LINKS]
    graph = nx.read_graphml(path)  # which knows yEd's graphics
    assert graph.nodes[PAPER]["label"] == "Ü 2020" and graph.nodes[PAPER]["shape_type"] == "roundrectangle"
    assert graph.nodes[OTHER]["title"] == "@sum" and graph.nodes[MODEL]["papers"] == 1


def test_cytoscape_has_names_types_interactions_and_a_style(tmp_path: Path) -> None:
    path = export_graph(tmp_path / "g.cx2", GRAPH).files[0]
    for read in (cx2(path), cyjs(export_graph(tmp_path / "g.json", GRAPH).files[0])):
        assert {name: values["name"] for name, values in read.nodes.items()}[PAPER] == "Ü 2020"
        assert read.nodes[MODEL]["type"] == "Model" and read.nodes[PAPER]["authors"] == ["A|B", "C"]
        assert [values["interaction"] for *_, values in read.links] == [link.kind for link in LINKS]
        assert all({"x", "y"} <= values.keys() for values in read.nodes.values())
    text = path.read_text(encoding="utf-8")
    for label, colour in NODE_COLOURS.items():
        assert f'{{"v":"{label}","vp":"{colour.upper()}"}}' in text
    tables = graphml(export_graph(tmp_path / "g.graphml", GRAPH, tool="cytoscape").files[0])
    assert tables.nodes[PAPER]["name"] == "Ü 2020" and tables.links[1][2]["interaction"] == "USES"


def test_large_graphs_have_colours_but_no_places(tmp_path: Path) -> None:
    def nodes(count: int) -> list[Node]:
        return [Node(f"model:{n:05}", ("Entity", "Model"), {"name": str(n)}) for n in range(count)]

    for count, placed in ((3, True), (MOST_NODES + 1, False)):
        graph = ExportGraph(lambda count=count: nodes(count), list)  # type: ignore[misc]
        text = export_graph(tmp_path / "g.gexf", graph).files[0].read_text(encoding="utf-8")
        assert text.count("<viz:color") == count and text.count("<viz:position") == (count if placed else 0)


def test_the_same_sample_is_drawn_alike(sample: Library, tmp_path: Path) -> None:
    for name in ("a.gexf", "b.gexf"):
        sample.export(tmp_path / name, around="Mamba", hops=2)
    assert (tmp_path / "a.gexf").read_bytes() == (tmp_path / "b.gexf").read_bytes()


@pytest.mark.parametrize(
    ("file", "name", "tool", "says"),
    [
        ("g.xyz", None, None, r"\.graphml or \.gexf"), ("g", None, "yed", r"end the file's name in \.graphml"),
        ("g.gexf", None, "yed", "give it graphml"), ("g.nt", None, "gephi", "give it gexf or graphml or csv"),
        ("g.json", "vosviewer", None, "add --network"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_clear_line(
    file: str, name: str | None, tool: str | None, says: str, tmp_path: Path
) -> None:
    with pytest.raises(PaperweftError, match=says):
        export_graph(tmp_path / file, GRAPH, name, tool)
    assert list(tmp_path.iterdir()) == []
