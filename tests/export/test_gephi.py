"""The real Gephi, without its windows, reads what is written for it: counts, types, labels, colours, places."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from paperweft.export import export_graph
from paperweft.pages.palette import NODE_COLOURS
from paperweft.workspace import Library
from tests.conftest import lacking
from tests.export.graphs import CLEAN, GRAPH, LINKS, MODEL, NETWORK, NODES, OTHER, PAPER, TASK
from tests.maven import fetched_jar

_TYPES = {"string": "String", "string[]": "String", "long": "Integer", "double": "Double"}
_OWN = {"Id": "String", "Label": "String", "Interval": "IntervalSet"}


def gephi(*files: Path) -> list[dict[str, Any]]:
    """What Gephi made of each file."""
    if not shutil.which("javac"):
        lacking("network", "Gephi's toolkit needs a JDK of version 17")
    toolkit = fetched_jar("org.gephi", "gephi-toolkit", "0.10.1", "all")
    if isinstance(toolkit, str):
        lacking("network", toolkit)
    source = Path(__file__).with_name("Gephi.java")
    command = ["java", "-Djava.awt.headless=true", "-cp", str(toolkit), str(source), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_gephi_reads_every_node_link_and_attribute(sample: Library, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("s.gexf", "s.graphml", "h.gexf", "h.graphml", "n.gexf", "n.graphml")]
    for path in files[:2]:
        sample.export(path, tool="gephi")
    for path in files[2:4]:
        export_graph(path, GRAPH, tool="gephi")
    for path in files[4:]:
        export_graph(path, NETWORK, tool="gephi")
    read = dict(zip((path.name for path in files), gephi(*files), strict=True))
    assert [found["issues"] for found in read.values()] == [0] * 6

    truth = sample.to_networkx()
    for name in ("s.gexf", "s.graphml"):
        found = read[name]
        assert set(found["nodes"]) == set(truth.nodes) and found["directed"]
        for identifier, (label, colour, x, y, size, values) in found["nodes"].items():
            expected = truth.nodes[identifier]
            assert label == (expected.get("short") or expected["name"])
            assert colour == NODE_COLOURS[expected["label"]] and size > 0 and (x, y) != (0, 0)
            assert values["kind"] == expected["label"] and values.get("year") == expected.get("year")
            assert values.get("aliases") == ("|".join(expected.get("aliases", [])) or None)
            assert values.get("abstract") == expected.get("abstract")
        links = sorted((a, b, data["kind"]) for a, b, data in truth.edges(data=True))
        if name == "s.graphml":  # which knows no types of edges: parallel ones become one
            links = sorted({(a, b): kind for a, b, kind in links}.items())
            assert [tuple(edge[:2]) for edge in sorted(found["edges"])] == [pair for pair, _ in links]
        else:
            assert sorted((a, b, label) for a, b, label, *_ in found["edges"]) == links
            evidence = {data["evidence"] for *_, data in truth.edges(data=True) if "evidence" in data}
            assert evidence == {values["evidence"] for *_, values in found["edges"] if "evidence" in values}

    for name in ("h.gexf", "h.graphml"):
        found = read[name]
        assert set(found["nodes"]) == {node.id for node in NODES}
        assert found["nodes"][PAPER][5]["authors"] == "A|B|C" and len(found["nodes"][PAPER][5]["abstract"]) >= 500_000
        assert found["nodes"][OTHER][0] == "-2+3" and found["nodes"][MODEL][5]["kind"] == "Model"
        assert len(found["edges"]) == len(LINKS) - (name == "h.graphml")
        for table, shaped in (("node_types", {"year": "long", "authors": "string[]", "kind": "string"}),
                              ("edge_types", {"confidence": "double", "count": "long", "sources": "string[]"})):  # fmt: skip
            assert _OWN.items() <= found[table].items()
            assert {column: found[table][column] for column in shaped} == {c: _TYPES[t] for c, t in shaped.items()}
    assert read["h.gexf"]["nodes"][PAPER][5]["title"] == CLEAN

    for name in ("n.gexf", "n.graphml"):
        ((source, target, _, weight, values),) = read[name]["edges"]
        assert {source, target} == {MODEL, TASK} and weight == 2.5
        assert values["papers"] == f"{PAPER}|{OTHER}" and values["count"] == 2
        assert read[name]["undirected"]


@pytest.mark.parametrize("suffix", ["gexf", "graphml"])
def test_no_attribute_has_a_name_that_gephi_keeps_for_itself(suffix: str, tmp_path: Path) -> None:
    text = export_graph(tmp_path / f"g.{suffix}", GRAPH, tool="gephi").files[0].read_text(encoding="utf-8")
    for name in ("id", "Id", "timeset"):
        assert f'attr.name="{name}"' not in text and f'title="{name}"' not in text
