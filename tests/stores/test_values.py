"""How the values of a query are shown."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from paperweft.stores.cypher_errors import explained
from paperweft.stores.values import NodeValue, PathValue, RelationshipValue, cell, jsonable

PAPER = NodeValue(["Paperweft", "Paper"], {"id": "arxiv:1", "label": "Gu 2023", "title": "It's a title", "year": 2023})
MODEL = NodeValue(["Model", "Entity"], {"id": "model:x", "name": "X"})
USES = RelationshipValue("USES", "arxiv:1", "model:x", {"confidence": 0.75, "evidence": "long"})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (PAPER, "(:Paper {id: 'arxiv:1', title: 'It\\'s a title'})"),
        (NodeValue([], {}), "()"),
        (NodeValue(["Note"], {"text": "x" * 90, "on": date(2024, 1, 2)}), "(:Note {text: '" + "x" * 59 + "…', on: 2024-01-02})"),
        (USES, "[:USES {confidence: 0.75}]"),
        (PathValue([PAPER, MODEL, PAPER], [(USES, True), (USES, False)]), "(Gu 2023)-[:USES]->(X)<-[:USES]-(Gu 2023)"),
        ([MODEL, 1], "(:Model {id: 'model:x', name: 'X'}), 1"),
        ([1, [2, None], "a"], "1, [2, ], a"),
        ({"a": date(2024, 1, 2), "b": [MODEL]}, '{"a": "2024-01-02", "b": [{"labels": ["Entity", "Model"], "id": "model:x", "name": "X"}]}'),
        (date(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2, 3, 4, tzinfo=timezone.utc), "2024-01-02 03:04:00+00:00"),
        (0.123456, "0.1235"),
        (1234567.5, "1234568"),
        (True, "True"),
    ],
)  # fmt: skip
def test_cells(value: object, text: str) -> None:
    assert cell(value) == text


def test_csv_keeps_all_digits() -> None:
    assert cell([0.123456789, 1234567.5], exact=True) == "0.123456789, 1234567.5"


def test_json_of_graph_values_and_of_what_json_lacks() -> None:
    assert jsonable([USES, float("nan"), datetime(2024, 1, 2), b"\x01"]) == [
        {"source": "arxiv:1", "type": "USES", "target": "model:x", "confidence": 0.75, "evidence": "long"},
        None,
        "2024-01-02T00:00:00",
        "01",
    ]


def test_a_long_line_is_cut_around_the_place() -> None:
    cypher = "RETURN " + "1 + " * 100 + "nosuch(1)" + " + 1" * 50
    message, line, caret = explained("Cypher execution error: Unknown function: nosuch", cypher).split("\n")
    assert message == f"Unknown function: nosuch (line 1, column {cypher.index('nosuch') + 1})"
    assert len(line) <= 102 and line[caret.index("^") :].startswith("nosuch(1)")
