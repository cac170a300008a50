"""CSV files for neo4j-admin: read by the real tool, and then nothing is left to push."""

from __future__ import annotations

import csv
import shlex
from collections import Counter
from pathlib import Path

import pytest

from paperweft.errors import PaperweftError
from paperweft.model import PROPERTIES, Link, Node
from paperweft.workspace import Library
from tests.conftest import put
from tests.neo4j_server import LocalServer

ODD = Node(
    "title:odd", ("Paper",), {"title": 'A "quoted", title;\nwith \\ lines', "label": "Odd", "authors": ["A; B", 'C "D"'], "year": 1999}
)  # fmt: skip


def test_every_property_has_a_column(sample: Library) -> None:
    graph = sample._record.graph
    for label, properties in [(n.label, n.properties) for n in graph.nodes()] + [
        (x.kind, x.properties) for x in graph.links()
    ]:
        assert properties.keys() <= PROPERTIES[label].keys(), label


def test_files_and_command_agree(sample: Library, tmp_path: Path) -> None:
    words = shlex.split(sample.export_for_neo4j(tmp_path / "out folder"))
    assert words[:5] == ["neo4j-admin", "database", "import", "full", "neo4j"]
    nodes, links = sample.counts()
    named = {
        word.rpartition("=")[0]: Path(word.rpartition("=")[2])
        for word in words
        if word.startswith(("--nodes", "--rel"))
    }
    assert set(named.values()) == set((tmp_path / "out folder").iterdir())
    rows = {key: len(list(csv.reader(path.open(encoding="utf-8")))) - 1 for key, path in named.items()}
    assert rows["--nodes=Paperweft:Paper"] == nodes["Paper"] and rows["--relationships=CITES"] == links["CITES"]
    assert sum(rows.values()) == sum(nodes.values()) + sum(links.values())


def test_a_folder_that_cannot_be_made(sample: Library, tmp_path: Path) -> None:
    for place in (tmp_path / "no" / "folder", sample.path):
        with pytest.raises(PaperweftError, match="cannot be made a folder"):
            sample.export_for_neo4j(place)


def test_the_real_tool_imports_it_and_a_push_finds_nothing_to_change(
    sample: Library, tmp_path: Path, own_neo4j: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = sample._record
    put(
        record,
        [*record.graph.nodes(), ODD],
        [*record.graph.links(), Link(ODD.id, "arxiv:1706.03762", "CITES", {"sources": ["x"]})],
    )
    command = shlex.split(sample.export_for_neo4j(tmp_path / "csv"))
    done = own_neo4j.admin(*command[1:])
    assert done.returncode == 0, done.stdout + done.stderr
    assert own_neo4j.start() is None
    monkeypatch.setenv("NEO4J_PASSWORD", own_neo4j.password)
    nodes, links = sample.counts()
    there = sample.query("MATCH (n:Paperweft) RETURN labels(n) AS labels", store=own_neo4j.uri).values
    assert Counter(next(x for x in row[0] if x in nodes) for row in there) == nodes
    assert dict(sample.query("MATCH ()-[r]->() RETURN type(r), count(*)", store=own_neo4j.uri).values) == links
    odd = sample.query("MATCH (p:Paper {id: $id}) RETURN p", store=own_neo4j.uri, id=ODD.id).values[0][0]
    assert {key: odd[key] for key in ODD.properties} == ODD.properties
    lists = sample.query("MATCH (n:Entity) WHERE n.aliases IS NULL RETURN count(n) AS n", store=own_neo4j.uri).values
    assert lists[0][0] == sum(1 for n in record.graph.nodes() if n.properties.get("aliases") == [])
    assert not sample.push(own_neo4j.uri).anything
