"""What a page embeds: text cut and cleaned, evidence marked, addresses and commands that are safe to offer."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode

import pytest

from paperweft.model import Link
from paperweft.pages.embedding import details, drawing, packed_json
from paperweft.pages.grouping import Arranger
from paperweft.pages.plain import caption, cut, one_line
from tests.pages.graphs import around, entity, paper


def evidence(text: str, sentence: str, mention: str, occurrence: int = 0) -> list[str]:
    """How the evidence of a mention in an abstract is embedded."""
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(mention, start + 1)
    source, target = paper("title:p", abstract=text), entity("model:m")
    properties = {"confidence": 0.5, "evidence": sentence, "field": "abstract", "start": start, "end": start + len(mention)}  # fmt: skip
    made = details(around([target, source], [Link(source.id, target.id, "USES", properties)]), ())
    found: list[str] = made["links"][0]["evidence"]
    return found


def test_evidence_is_cut_at_the_mention() -> None:
    text = "😀 First. We use BERT here. Then BERT again."
    assert evidence(text, "We use BERT here.", "BERT") == ["We use ", "BERT", " here."]
    assert evidence(text, "Then BERT again.", "BERT", 1) == ["Then ", "BERT", " again."]


def test_a_sentence_that_stands_twice_is_marked_where_the_mention_is() -> None:
    text = "BERT wins. GPT loses. BERT wins."
    assert evidence(text, "BERT wins.", "BERT", 1) == ["", "BERT", " wins."]


def test_evidence_that_is_not_in_the_text_is_shown_unmarked() -> None:
    assert evidence("We use BERT.", "Another text.", "BERT") == ["Another text.", "", ""]


def test_long_evidence_keeps_its_mention() -> None:
    text = "a" * 5000 + " BERT " + "b" * 5000
    before, mention, after = evidence(text, text, "BERT")
    assert mention == "BERT" and before.startswith("…") and after.endswith("…") and len(before + after) < 2000


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"url": "https://example.org/a"}, [["Open record", "https://example.org/a"]]),
        ({"url": "HTTP://example.org"}, [["Open record", "HTTP://example.org"]]),
        ({"url": "javascript:alert(1)"}, None),
        ({"url": " data:text/html,x"}, None),
        ({"url": "//example.org"}, None),
        ({"url": "https://doi.org/10.1/x", "doi": "10.1/x"}, [["Open record", "https://doi.org/10.1/x"]]),
        ({"arxiv_id": "2001.00001"}, [["arXiv", "https://arxiv.org/abs/2001.00001"]]),
    ],
)
def test_addresses_of_the_web_only(properties: dict[str, str], expected: list[list[str]] | None) -> None:
    node = paper("title:p", **properties)
    assert details(around([node], []), ())["nodes"][0].get("links") == expected


def test_ids_are_quoted_for_a_shell_or_not_offered() -> None:
    nodes = [entity("model:a b"), entity("model:x\ny"), entity("model:\u202ez"), entity("model:plain")]
    made = details(around(nodes, []), ["--library", "it's.db"])
    by_id = dict(zip([n.id for n in around(nodes, []).nodes], made["nodes"], strict=True))
    assert [by_id[n.id].get("quoted") for n in nodes] == ["'model:a b'", None, None, "model:plain"]
    assert made["place"] == "--library 'it'\"'\"'s.db'"


def test_the_measures_of_a_node_are_one_line() -> None:
    made = around([entity("model:a"), paper("title:p")], [])
    measures = {"title:p": {"community": 12, "pagerank": 0.00123456, "citation_pagerank": 0.25, "betweenness": 0.0}}
    by_id = dict(zip([n.id for n in made.nodes], details(made, (), measures)["nodes"], strict=True))
    assert by_id["title:p"]["measures"] == "PageRank 0.00123 · citation PageRank 0.25 · betweenness 0 · community 12"
    assert "measures" not in by_id["model:a"]


def test_the_drawing_is_what_pyvis_makes_for_vis_network() -> None:
    nodes = [entity("model:hub"), paper("title:a"), paper("title:b"), entity("dataset:d", "Dataset")]
    links = [Link("title:a", "model:hub", "USES", {}), Link("title:b", "model:hub", "USES", {}), Link("title:a", "dataset:d", "EVALUATES_ON", {})]  # fmt: skip
    made = around(nodes, links)
    data = drawing(made, made, Arranger(made).neighbourhood())
    ids = [node["id"] for node in data["nodes"]]
    assert [node["id"] for node in data["vis"]["nodes"]] == list(range(4)) and ids[data["centre"]] == "model:hub"
    assert [
        (ids[e["from"]], kind, ids[e["to"]]) for e, kind in zip(data["vis"]["edges"], data["kinds"], strict=True)
    ] == [(link.source, link.kind, link.target) for link in links]
    sizes = {ids[n["id"]]: n["size"] for n in data["vis"]["nodes"]}
    assert sizes["model:hub"] == sizes["title:a"] > sizes["title:b"] == sizes["dataset:d"]
    assert data["vis"]["edges"][2]["color"] == data["palette"]["Dataset"]


def test_packing_is_the_same_every_time_and_survives_odd_text() -> None:
    data = {"a": "</script>\u2028😀", "b": "lone \ud800"}
    assert packed_json(data) == packed_json(data)
    assert json.loads(gzip.decompress(b64decode(packed_json(data)))) == {"a": "</script>\u2028😀", "b": "lone ?"}


def test_plain_text() -> None:
    assert cut("abcdef", 4) == "abc…" and cut("abcd", 4) == "abcd"
    assert one_line("a\n\tb\u202ec\x00\u2066 d", 99) == "a bc d"
    assert caption("Attention is all you need for it") == "Attention is all\nyou need for it"
    assert caption("x" * 50) == "x" * 23 + "…"
    assert caption("one two three four five six seven eight nine") == "one two three four\nfive six seven…"
    assert caption("") == caption("\u202e") == ""
