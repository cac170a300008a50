"""The shipped queries: their rows on the sample, and their files."""

from __future__ import annotations

from typing import Any

import pytest

from paperweft.errors import QueryError
from paperweft.model import ENTITY_TYPES
from paperweft.saved_queries import load_query, parse_query, shipped_queries, typed_parameters
from paperweft.workspace import Library

#: Query -> parameters and a row that must be among the answers (its leading values).
ROWS: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {
    "models-on-dataset": ({"dataset": "imagenet"}, ("Transformer",)),
    "what-came-of": ({"entity": "LLaMA"}, ("Llama 2", 1)),
    "descends-from": ({"entity": "Llama 3"}, ("Llama", 1)),
    "methods-together": ({}, ("Proximal Policy Optimization", "RLHF")),
    "named-with": ({"entity": "MAE"}, ("Vision Transformer",)),
    "datasets-others-use": ({}, ("GLUE", "Wang 2018", 2018)),
    "datasets-used-once": ({}, ("WebShop", "ReAct: Synergizing Reasoning and Acting in Language Models")),
    "rising-methods": ({"since": 2021}, ("Direct Preference Optimization", 0)),
    "entity-by-year": ({"entity": "LSTM"}, (1997, 1)),
    "models-introduced": ({"since": 2024}, (2024, "Jamba", "Jamba: A Hybrid Transformer-Mamba Language Model")),
    "most-cited": ({}, ("Attention Is All You Need", 2017)),
    "citation-path": ({"later": "Mixtral of Experts", "earlier": "arxiv:1409.0473"}, (2, "Jiang 2024", "Bahdanau 2014", "Jiang 2024 → Vaswani 2017 → Bahdanau 2014")),
    "cited-together": ({"least": 20}, ("Attention Is All You Need", "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding")),
    "same-references": ({"paper": "arxiv:2401.09417"}, ("VMamba: Visual State Space Model", 2024)),
    "papers-alike": ({"paper": "VMamba: Visual State Space Model"}, ("A ConvNet for the 2020s",)),
    "compared-with": ({"entity": "BERT"}, ("ELMo", "compared with it at its introduction")),
    "papers-about": ({"entity": "Mamba"}, ("Mamba: Linear-Time Sequence Modeling with Selective State Spaces", 2023, "INTRODUCES")),
    "datasets-for-task": ({"task": "object detection"}, ("COCO",)),
    "coauthors": ({"least": 2}, ("Albert Gu", "Tri Dao", 3)),
    "new-since": ({"date": "1999-01-01"}, ()),
}  # fmt: skip


def test_every_query_has_a_row_here() -> None:
    assert set(ROWS) == {query.name for query in shipped_queries()} and len(ROWS) >= 15


@pytest.mark.parametrize("name", ROWS)
def test_rows(sample: Library, name: str) -> None:
    parameters, row = ROWS[name]
    rows = sample.query(name, **parameters)
    assert any(values[: len(row)] == row for values in rows.values), [values[:4] for values in rows.values][:30]


@pytest.mark.parametrize("query", shipped_queries(), ids=lambda query: query.name)
def test_files_say_what_they_answer_and_run_as_they_are(sample: Library, query: Any) -> None:
    assert query.question.count("?") >= 1 and "ORDER BY" in query.text
    rows = sample.run(query, query.parameters)
    assert rows and len(set(map(repr, rows.values))) == len(rows)
    assert list(rows.to_pandas().columns) == list(rows.columns)


def test_what_is_new_says_what_it_introduces(sample: Library) -> None:
    rows = {row["paper"]: row["introduces"] for row in sample.query("new-since")}
    assert "ConvNeXt" in rows["A ConvNet for the 2020s"]


def test_what_is_named_with_an_entity_has_one_type(sample: Library) -> None:
    assert {row["type"] for row in sample.query("named-with", entity="MAE")} <= set(ENTITY_TYPES)


def test_the_most_cited_paper_is_counted_right(sample: Library) -> None:
    cites = [link.target for link in sample._record.graph.links("CITES")]
    for row in sample.query("most-cited"):
        assert row["cited_by"] == cites.count(row["id"])


def test_parameters_have_the_type_of_their_example() -> None:
    query = parse_query(
        "q",
        "// Q?\n// :param a => 'x'\n// :param n => 3\n// :param f => 0.5\n// :param l => ['a']\n// :param b => true\nRETURN 1",
    )
    assert query.parameters == {"a": "x", "n": 3, "f": 0.5, "l": ["a"], "b": True} and query.question == "Q?"
    assert typed_parameters({"a": "7", "n": "7", "l": '["b"]', "b": "false"}, query.parameters) == {
        "a": "7",
        "n": 7,
        "f": 0.5,
        "l": ["b"],
        "b": False,
    }
    assert typed_parameters({"x": "7", "y": "seven", "z": "null"}, {}) == {"x": 7, "y": "seven", "z": None}
    for wrong in ({"n": "x"}, {"b": "1"}, {"l": "a"}, {"n": "true"}):
        with pytest.raises(QueryError, match="wants"):
            typed_parameters(wrong, query.parameters)
    with pytest.raises(QueryError, match="no value"):
        parse_query("q", "// :param a => x y\nRETURN 1")


def test_names_that_are_no_query() -> None:
    with pytest.raises(QueryError, match="did you mean"):
        load_query("most-cite")
    with pytest.raises(QueryError, match="--list"):
        load_query("zzz")
