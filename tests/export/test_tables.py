"""CSV and Parquet tables: headings, types, cells as they are."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

from paperweft.errors import PaperweftError
from paperweft.export import export_graph
from tests.export.graphs import AUTHOR, GRAPH, LINKS, MODEL, NETWORK, ODD, OTHER, PAPER
from tests.export.reading import csv_tables, parquet


def test_cells_that_look_like_formulas_stay_as_they_are(tmp_path: Path) -> None:
    read = csv_tables(*export_graph(tmp_path / "g.csv", GRAPH).files)
    assert read.nodes[AUTHOR]["name"] == "=cmd|' /C calc'!A0"
    assert (read.nodes[MODEL]["name"], read.nodes[OTHER]["title"], read.nodes[OTHER]["short"]) == ("+X", "@sum", "-2+3")


def test_pandas_reads_both(tmp_path: Path) -> None:
    nodes, links = (pd.read_csv(file) for file in export_graph(tmp_path / "g.csv", GRAPH).files)
    assert list(nodes.columns[:4]) == ["id", "label", "short", "name"] and len(nodes) == 5
    assert list(links.columns[:4]) == ["source", "target", "kind", "weight"] and len(links) == len(LINKS)
    tables = [pd.read_parquet(file) for file in export_graph(tmp_path / "g.parquet", GRAPH).files]
    assert [len(table) for table in tables] == [5, len(LINKS)]
    assert tables[0].set_index("id").loc[PAPER, "year"] == 2020


def test_gephi_and_cytoscape_find_their_columns(tmp_path: Path) -> None:
    nodes, links = export_graph(tmp_path / "g.csv", GRAPH, tool="gephi").files
    assert nodes.read_text(encoding="utf-8").startswith("Id,Kind,Label,title,")
    assert links.read_text(encoding="utf-8").startswith("Source,Target,Type,Kind,Label,Weight,confidence,")
    assert {row["Type"] for *_, row in csv_tables(nodes, links).links} == {"directed"}
    network = csv_tables(*export_graph(tmp_path / "n.csv", NETWORK, tool="gephi").files)
    assert network.links[0][2]["Type"] == "undirected" and network.links[0][2]["Weight"] == "2.5"
    nodes, links = export_graph(tmp_path / "c.csv", GRAPH, tool="cytoscape").files
    assert nodes.read_text(encoding="utf-8").startswith("id,type,name,title,")
    assert links.read_text(encoding="utf-8").startswith("source,target,interaction,weight,")


def test_parquet_has_types_and_lists(tmp_path: Path) -> None:
    from pyarrow.parquet import read_schema

    files = export_graph(tmp_path / "g.parquet", GRAPH).files
    types = {field.name: str(field.type) for file in files for field in read_schema(file)}
    assert (types["year"], types["confidence"], types["title"]) == ("int64", "double", "string")
    assert types["authors"].startswith("list<") and types["sources"].startswith("list<")
    read = parquet(*files)
    assert read.nodes[PAPER]["authors"] == ["A|B", "C"] and read.nodes[MODEL]["year"] is None
    assert read.nodes[PAPER]["title"] == ODD.replace("\ud800", "\ufffd")


def test_without_pyarrow_a_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PaperweftError, match=r"pip install 'paperweft\[parquet\]'"):
        export_graph(tmp_path / "g.parquet", GRAPH)
    assert list(tmp_path.iterdir()) == []
