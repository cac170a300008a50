"""Data that means harm runs nothing, with the page's policy and without it, and stays within its place."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from paperweft.graph.neighbourhood import Neighbourhood
from paperweft.model import Link, Node
from paperweft.pages import render, write_page
from tests.browser.conftest import Page

HOSTILE = [
    "<script>window.hit=1</script>", "</script><script>window.hit=2</script>", "<img src=x onerror=window.hit=3>", "\"><svg onload=window.hit=4>",
    "<!--<script>", "javascript:window.hit=5", "{{7*7}}{% raw %}", "\u202egnp.exe\u2066", "${window.hit=6}`", "x" * 1_000_000, "' onmouseover='window.hit=7",
    "\x00\x1b[31m\x07 \ud800 \u2028\u2029", "data:text/html,<script>window.hit=8</script>", "<a href=javascript:window.hit=9>go</a>", "</style><style>*{display:none}",
    "$(touch hit); `touch hit` && rm -rf '\n--library /etc/passwd", "__proto__", "constructor", " ", "%E0%A4%A",
]  # fmt: skip


def around_hostile() -> Neighbourhood:
    """A paper for each hostile text, which it is everywhere: id, title, abstract, evidence, address, author, venue."""
    papers = [
        Node(
            f"{n}{text[:2000]}",
            ("Paper",),
            {"title": text, "label": text, "abstract": text, "url": text, "venue": text, "authors": [text], "year": 2000 + n, "doi": text[:300], "arxiv_id": text[:300]},
        )
        for n, text in enumerate(HOSTILE)
    ]  # fmt: skip
    entities = [
        Node(f"model:{text[:200]}", ("Entity", "Model"), {"name": text, "aliases": HOSTILE[:9], "papers": 1})
        for text in HOSTILE
    ]
    links = [
        Link(paper.id, entity.id, "USES", {"confidence": 0.5, "evidence": paper.properties["abstract"], "field": "abstract", "start": 0, "end": 3})
        for paper, entity in zip(papers, entities, strict=True)
    ] + [Link(a.id, b.id, "CITES", {"sources": HOSTILE[:3]}) for a, b in itertools.pairwise(papers)]  # fmt: skip
    links += [Link(entity.id, entities[0].id, "EXTENDS", {"confidence": 1, "paper_ids": [papers[0].id, "<b>"]}) for entity in entities[1:]]  # fmt: skip
    nodes = (*entities, *papers)
    ids = {node.id: 1 for node in nodes}
    return Neighbourhood(entities[0], nodes, tuple(links), ids, ids, len(nodes))


@pytest.mark.parametrize("policy", [True, False])
def test_hostile_data_runs_nothing(page: Page, tmp_path: Path, policy: bool) -> None:
    around = around_hostile()
    text = render(around, place=["--library", "a'b;$(x).db"])
    assert "Content-Security-Policy" in text
    write_page(tmp_path / "hostile.html", text if policy else text.replace("Content-Security-Policy", "X-None"))
    page.open(tmp_path / "hostile.html")
    assert page.one("h1").text == HOSTILE[0]
    shown = 0
    for _ in around.nodes:
        page.one("#nodes").send_keys("\ue00f")  # PageDown
        shown += 1
        for mend in page.all(".mend:not([open]) summary"):
            mend.click()
        addresses = [a.get_attribute("href") or "" for a in page.all("a")]
        assert all(address.startswith(("http://", "https://")) for address in addresses), addresses
    assert shown == 2 * len(HOSTILE)
    page.press("/", "hit")
    assert page.all("#found li")
    for label in ("#legend button", "#relationships summary"):
        page.one(label).click()
    page.js("dispatchEvent(new Event('beforeprint'))")
    assert page.js("return window.hit") is None and page.js("return document.title").startswith(HOSTILE[0])
    unwanted = page.all(
        "aside script, aside img, aside svg, aside style, header script, #printed script, #printed a, [onmouseover], [onerror]"
    )
    assert unwanted == [] and len(page.all("script")) == 5 and len(page.all("style")) == 1
    page.js("dispatchEvent(new Event('afterprint'))")
    assert page.complaints() == []
    page.screenshot(f"hostile-{policy}")


def test_no_command_is_offered_for_an_id_that_would_act_where_it_is_pasted(page: Page, tmp_path: Path) -> None:
    names = {"a\x03rm -rf x": 0, "b\nrm": 0, "c\u202ed": 0, "it's; $(rm) `x`": 3}
    for name, commands in names.items():
        node = Node(f"model:{name}", ("Entity", "Model"), {"name": name, "aliases": [], "papers": 1})
        other = Node("model:other", ("Entity", "Model"), {"name": "Other", "aliases": [], "papers": 1})
        ids = {node.id: 0, other.id: 0}
        write_page(tmp_path / "page.html", render(Neighbourhood(node, (node, other), (), ids, ids, 2)))
        page.open(tmp_path / "page.html")
        found = page.texts(".mend code")
        assert len(found) == commands, name
        if found:
            assert found[0] == "paperweft alias forbid 'model:it'\"'\"'s; $(rm) `x`'"


def test_the_picture_of_hostile_data_is_plain_xml(page: Page, tmp_path: Path) -> None:
    from xml.etree import ElementTree

    write_page(tmp_path / "hostile.html", render(around_hostile(), title="hostile"))
    page.open(tmp_path / "hostile.html")
    page.one("#save summary").click()
    page.one("[data-save=svg]").click()
    root = ElementTree.parse(page.downloaded("hostile.svg")).getroot()
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "rect", "g", "path", "circle", "text"}
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]


def test_the_data_of_a_page_is_letters_and_digits(tmp_path: Path) -> None:
    text = render(around_hostile())
    for part in ("library", "drawing", "details-data"):
        body = text.split(f'<script id="{part}" type="text/plain">')[1].split("</script>")[0]
        assert body.replace("+", "").replace("/", "").rstrip("=").isalnum() and body.isascii()
    assert json.dumps(HOSTILE[1]) not in text and HOSTILE[1] not in text
