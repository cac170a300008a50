"""A report in a real browser: its search leads to pages, nothing asks the network, and axe finds nothing to mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from paperweft.model import Link, Node
from paperweft.report import write_report
from paperweft.workspace import Library
from tests.browser.conftest import Page
from tests.browser.test_hostile_pages import HOSTILE, around_hostile
from tests.report.test_report import drawn, graph_of


@pytest.fixture
def site(sample: Library, tmp_path: Path) -> Path:
    sample.write_report(tmp_path, top=3)
    return tmp_path


def found(page: Page, words: str) -> list[str]:
    """What the search lists for words typed into it."""
    page.one("#find").clear()
    page.one("#find").send_keys(words)
    page.until(lambda: page.all("#found li"))
    return page.texts("#found li")


def test_the_search_leads_to_a_page_by_keyboard_alone(page: Page, site: Path) -> None:
    page.read(site / "index.html")
    page.press("/")
    assert page.focus == "find"
    assert found(page, "imagenét")[0].startswith("ImageNetDataset")
    assert found(page, "no such thing at all") == ["Nothing has that name"]
    found(page, "ImageNet")
    page.press(Keys.ARROW_DOWN)
    assert page.one("#find").get_attribute("aria-activedescendant") == "found-0"
    page.press(Keys.ENTER)
    page.until(lambda: page.browser.current_url.endswith("/entities/dataset-imagenet.html"))
    assert page.one("h1").text == "ImageNet"
    page.screenshot("report-entity")
    page.one("a.act").click()
    page.until(lambda: page.js("return document.documentElement.dataset.ready") == "true")
    assert page.title == "ImageNet" and page.complaints() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "entities/dataset-imagenet.html"])
def test_a_page_is_accessible_and_asks_for_nothing(page: Page, site: Path, name: str, theme: str) -> None:
    page.read(site / name, theme=theme)
    page.screenshot(f"report-{Path(name).stem}-{theme}")
    assert page.violations() == []
    assert page.js("return performance.getEntriesByType('resource').length") == 0
    assert page.complaints() == []


def _stored(value: Any) -> Any:
    """A node, a text or a collection without the lone surrogates that no library can hold."""
    if isinstance(value, Node):
        return replace(value, id=_stored(value.id), properties=_stored(value.properties))
    if isinstance(value, Mapping):
        return {key: _stored(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_stored(item) for item in value]
    return value.replace("\ud800", "?") if isinstance(value, str) else value


@pytest.mark.parametrize("policy", [True, False])
def test_hostile_data_runs_nothing(page: Page, tmp_path: Path, policy: bool) -> None:
    nodes = [_stored(node) for node in around_hostile().nodes]
    links = [replace(x, source=_stored(x.source), target=_stored(x.target), properties=_stored(x.properties)) for x in around_hostile().links]  # fmt: skip
    datasets = [
        Node(f"dataset:{n}", ("Entity", "Dataset"), {"name": text, "aliases": [text], "papers": 1})
        for n, text in enumerate(_stored(HOSTILE))
    ]
    papers = sorted(node.id for node in nodes if node.label == "Paper")
    named = [Link(p, d.id, "USES", {"confidence": 0.5}) for p, d in zip(papers, datasets, strict=True)]
    graph = graph_of([*nodes, *datasets], [*links, *named])
    write_report(tmp_path, graph, "</title><script>window.hit=1</script>", drawn, limit=len(HOSTILE))
    pages = sorted((tmp_path / "entities").glob("*.html"))
    assert len(pages) == 2 * len(HOSTILE)
    for path in (tmp_path / "index.html", *pages):
        if not policy:
            text = path.read_text(encoding="utf-8")
            assert "Content-Security-Policy" in text
            path.write_text(text.replace("Content-Security-Policy", "X-None"), encoding="utf-8")
        page.read(path)
        protocols = page.js(
            "return [...document.querySelectorAll('a')].map(a => new URL(a.getAttribute('href'), document.baseURI).protocol)"
        )
        assert set(protocols) <= {"http:", "https:", "file:"}
        assert 'href="file:' not in path.read_text(encoding="utf-8")
        assert page.all("img, iframe, body style, [onload], [onerror], [onmouseover]") == []
        assert page.js("return window.hit") is None and page.complaints() == []
    page.read(tmp_path / "index.html")
    assert found(page, "hit")
    assert page.js("return window.hit") is None and page.complaints() == []


def test_captions_of_figures_are_whole_and_lines_lead_past_them(page: Page, tmp_path: Path) -> None:
    names = [
        "mmmmwwwwMMMM WWWW mmmm",
        "深度学习预训练语言模型综述与展望",
        "Ordinary name",
        "Child of the ordinary name",
    ]
    models = [Node(f"model:{n}", ("Entity", "Model"), {"name": name, "aliases": [], "papers": 1}) for n, name in enumerate(names)]  # fmt: skip
    data = [Node(f"dataset:{n}", ("Entity", "Dataset"), {"name": name, "aliases": [], "papers": 1}) for n, name in enumerate(names)]  # fmt: skip
    paper = Node("title:p", ("Paper",), {"title": "P", "label": "P"})
    links = [Link(paper.id, node.id, "USES", {"confidence": 0.9}) for node in (*models, *data)]
    links += [Link(f"model:{n + 1}", f"model:{n}", "EXTENDS", {"confidence": 0.9}) for n in range(3)]
    write_report(tmp_path, graph_of([*models, *data, paper], links), "T", drawn, limit=5)
    page.read(tmp_path / "index.html")
    assert (
        page.js("""
        return [...document.querySelectorAll(".wide svg")].flatMap(svg => {
            const whole = svg.getBoundingClientRect();
            return [...svg.querySelectorAll("text")].filter(text => {
                const box = text.getBoundingClientRect();
                return box.left < whole.left - 1 || box.top < whole.top - 1 || box.right > whole.right + 1;
            }).map(text => text.textContent);
        })""")
        == []
    )
    heights = page.js("return [...document.querySelectorAll('.tree')].map(text => Number(text.getAttribute('y')))")
    assert len(heights) == 4 and heights[:3] == [heights[0]] * 3 and heights[3] == heights[0] + 9
