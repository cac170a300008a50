"""Reads what exporters write by other means than theirs: nodes by id with their attributes, links as triples."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import rdflib

csv.field_size_limit(sys.maxsize)
_SCHEMA = rdflib.Namespace("https://schema.org/")
_PW = rdflib.Namespace("urn:paperweft:terms:")


@dataclass
class Read:
    """``nodes`` maps ids to attributes, ``links`` lists (source, target, attributes) in the order of the file."""

    nodes: dict[str, dict[str, Any]]
    links: list[tuple[str, str, dict[str, Any]]]
    directed: bool | None = None

    @property
    def ends(self) -> list[tuple[str, str]]:
        return sorted((source, target) for source, target, _ in self.links)


def graphml(path: Path) -> Read:
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ElementTree.parse(path).getroot()
    keys = {key.get("id"): key for key in root.iter(f"{space}key")}
    types: dict[str, Callable[[str], Any]] = {"int": int, "double": float, "string": str}

    def values(element: ElementTree.Element) -> dict[str, Any]:
        out = {}
        for data in element.iter(f"{space}data"):
            key = keys[data.get("key")]
            if key.get("attr.name"):
                out[str(key.get("attr.name"))] = types[str(key.get("attr.type"))](data.text or "")
        return out

    graph = root.find(f"{space}graph")
    assert graph is not None
    nodes = {str(node.get("id")): values(node) for node in graph.iter(f"{space}node")}
    links = [(str(e.get("source")), str(e.get("target")), values(e)) for e in graph.iter(f"{space}edge")]
    return Read(nodes, links, graph.get("edgedefault") == "directed")


def gexf(path: Path) -> Read:
    space = "{http://gexf.net/1.3}"
    root = ElementTree.parse(path).getroot()
    types: dict[str, Callable[[str], Any]] = {"integer": int, "double": float, "string": str}
    declared = {
        group.get("class"): {a.get("id"): types[str(a.get("type"))] for a in group}
        for group in root.iter(f"{space}attributes")
    }

    def values(element: ElementTree.Element, domain: str) -> dict[str, Any]:
        out: dict[str, Any] = {
            name: element.get(name) for name in ("label", "weight", "kind") if element.get(name) is not None
        }
        for value in element.iter(f"{space}attvalue"):
            out[str(value.get("for"))] = declared[domain][value.get("for")](str(value.get("value")))
        return out

    graph = root.find(f"{space}graph")
    assert graph is not None
    nodes = {str(node.get("id")): values(node, "node") for node in graph.iter(f"{space}node")}
    links = [(str(e.get("source")), str(e.get("target")), values(e, "edge")) for e in graph.iter(f"{space}edge")]
    return Read(nodes, links, graph.get("defaultedgetype") == "directed")


def cx2(path: Path) -> Read:
    aspects: dict[str, Any] = {}
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document[0] == {"CXVersion": "2.0", "hasFragments": False} and document[-1] == {
        "status": [{"success": True}]
    }
    for aspect in document[1:]:
        aspects |= aspect
    counts = {entry["name"]: entry["elementCount"] for entry in aspects["metaData"]}
    assert counts == {name: len(aspects[name]) for name in counts}
    kinds = {"string": str, "long": int, "double": float, "list_of_string": list}
    for domain in ("nodes", "edges"):
        declared = aspects["attributeDeclarations"][0][domain]
        for item in aspects[domain]:
            assert all(isinstance(value, kinds[declared[name]["d"]]) for name, value in item["v"].items())
    keys = {node["id"]: node["v"]["key"] for node in aspects["nodes"]}
    assert list(keys) == list(range(len(keys)))  # CX2's ids are numbers
    nodes = {node["v"]["key"]: node["v"] | {k: node[k] for k in "xy" if k in node} for node in aspects["nodes"]}
    return Read(nodes, [(keys[edge["s"]], keys[edge["t"]], edge["v"]) for edge in aspects["edges"]])


def cyjs(path: Path) -> Read:
    elements = json.loads(path.read_text(encoding="utf-8"))["elements"]
    nodes = {node["data"]["id"]: node["data"] | node.get("position", {}) for node in elements["nodes"]}
    links = [(edge["data"]["source"], edge["data"]["target"], edge["data"]) for edge in elements["edges"]]
    assert len({edge["data"]["id"] for edge in elements["edges"]} | set(nodes)) == len(links) + len(nodes)
    return Read(nodes, links)


def csv_tables(nodes: Path, links: Path) -> Read:
    def rows(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream, strict=True))

    def ends(row: dict[str, str]) -> tuple[str, str]:
        source, target, *_ = row.values()
        return source, target

    return Read(
        {next(iter(row.values())): dict(row) for row in rows(nodes)}, [(*ends(row), row) for row in rows(links)]
    )


def parquet(nodes: Path, links: Path) -> Read:
    from pyarrow.parquet import read_table

    found = read_table(links).to_pylist()
    return Read(
        {row["id"]: row for row in read_table(nodes).to_pylist()},
        [(row["source"], row["target"], row) for row in found],
    )


def jsonl(path: Path) -> Read:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    nodes = {line["id"]: line["properties"] for line in lines if "id" in line}
    links = [(x["source"], x["target"], x["properties"] | {"kind": x["type"]}) for x in lines if "type" in x]
    return Read(nodes, links)


def rdf(path: Path) -> Read:
    graph = rdflib.Graph().parse(path, format="nt" if path.suffix == ".nt" else "turtle")
    ids = {subject: str(value) for subject, value in graph.subject_objects(_SCHEMA.identifier)}
    nodes = {
        name: {str(p): [str(o) for o in graph.objects(subject, p)] for p in graph.predicates(subject, unique=True)}
        for subject, name in ids.items()
    }
    links = [
        (ids[subject], ids[value], {"kind": str(predicate)})
        for subject, predicate, value in graph
        if subject in ids and value in ids and predicate not in (_SCHEMA.sameAs, _SCHEMA.url)
    ]
    return Read(nodes, links)


def vosviewer(path: Path) -> Read:
    network = json.loads(path.read_text(encoding="utf-8"))["network"]
    links = [(link["source_id"], link["target_id"], link) for link in network["links"]]
    return Read({item["id"]: item for item in network["items"]}, links, directed=False)


#: Format -> how to read it.
READERS: dict[str, Callable[..., Read]] = {
    "graphml": graphml, "gexf": gexf, "cx2": cx2, "cyjs": cyjs, "csv": csv_tables, "parquet": parquet, "jsonl": jsonl,
    "nt": rdf, "ttl": rdf, "vosviewer": vosviewer,
}  # fmt: skip
