"""Pages without a mouse, for screen readers, on paper and as pictures."""

from __future__ import annotations

import base64
from pathlib import Path
from xml.etree import ElementTree

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import MakeLibrary, Page, large_graph, small_graph


@pytest.fixture
def small(library: MakeLibrary, tmp_path: Path) -> Path:
    library(small_graph()).view("Ärmel", tmp_path / "small.html", hops=2)
    return tmp_path / "small.html"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, small: Path, theme: str) -> None:
    page.open(small, theme=theme)
    page.one(".mend summary").click()
    assert page.violations() == []
    page.one("#nodes").send_keys("?")
    assert page.violations() == []
    page.press(Keys.ESCAPE)
    page.press("/", "ar")
    assert page.violations() == []
    page.press(Keys.ESCAPE)
    page.one("#save summary").click()
    page.one("#relationships summary").click()
    assert page.violations() == []
    page.one("#nodes").send_keys(Keys.ESCAPE, Keys.ESCAPE, Keys.ESCAPE)
    assert page.violations() == []


def test_axe_finds_nothing_in_groups(page: Page, library: MakeLibrary, tmp_path: Path) -> None:
    library(large_graph(200)).view_all(tmp_path / "all.html")
    page.open(tmp_path / "all.html", "#group-0")
    assert page.violations() == []


def test_the_whole_page_by_keyboard(page: Page, small: Path) -> None:
    page.open(small)
    reached = []
    for _ in range(24):
        page.press(Keys.TAB)
        reached.append(
            page.js(
                "const e = document.activeElement; return e.id || e.dataset.zoom || e.dataset.label || e.textContent"
            )
        )
    for wanted in (
        "find",
        "theme",
        "Save",
        "nodes",
        "year",
        "Paper",
        "Author",
        "Links",
        "in",
        "fit",
        "details",
        "Is something wrong with it?",
    ):
        assert wanted in reached or any(str(r).startswith(wanted) for r in reached), wanted

    page.one("#nodes").send_keys(Keys.HOME)
    walked = {page.title}
    for _ in page.nodes:
        page.press(Keys.PAGE_DOWN)
        walked.add(page.title)
        chosen = page.one("#nodes [aria-selected=true]")
        assert page.one("#nodes").get_attribute("aria-activedescendant") == chosen.get_attribute("id")
        assert (chosen.get_attribute("textContent") or "").startswith(page.title)
    assert walked == set(page.nodes)
    page.press(Keys.HOME)
    assert page.title == "Ärmel"
    moved = set()
    for key in (Keys.ARROW_LEFT, Keys.ARROW_RIGHT, Keys.ARROW_UP, Keys.ARROW_DOWN):
        page.press(Keys.HOME, key)
        moved.add(page.title)
    assert len(moved) > 2
    page.press(Keys.ENTER)
    assert page.focus == "details"
    page.press("?")
    assert page.one("#keys").is_displayed()
    page.press(Keys.ESCAPE)
    assert not page.one("#keys").is_displayed()
    page.one("#nodes").send_keys(Keys.ESCAPE)
    assert page.all("#nodes [aria-selected=true]") == []
    assert page.complaints() == []


@pytest.mark.parametrize("graph", ["small", "large"])
def test_captions_in_the_picture_meet_no_circle_and_no_other(
    page: Page, library: MakeLibrary, tmp_path: Path, graph: str
) -> None:
    if graph == "small":
        library(small_graph()).view("Ärmel", tmp_path / "page.html", hops=3)
    else:
        library(large_graph(100)).view("Hub", tmp_path / "page.html", hops=2, limit=140)
    page.open(tmp_path / "page.html")
    page.one("#save summary").click()
    page.one("[data-save=svg]").click()
    name = "Ärmel.svg" if graph == "small" else "Hub.svg"
    saved = page.downloaded(name)
    root = ElementTree.parse(saved).getroot()
    circles = list(root.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(circles) == len(page.nodes) and root.get("viewBox")
    measured = page.js(
        """
        document.body.innerHTML = arguments[0];  // the browser's own boxes of what was saved
        const box = (e) => { const b = e.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; };
        return {texts: [...document.querySelectorAll('#layer-captions text')].map((e) => [e.textContent, ...box(e)]),
                circles: [...document.querySelectorAll('#layer-nodes circle')].map((e) => [+e.getAttribute('cx'), +e.getAttribute('cy'), +e.getAttribute('r')])};
    """,
        saved.read_text(encoding="utf-8").partition("?>")[2],
    )
    saved.unlink()
    assert len(measured["texts"]) >= 0.8 * len(circles)
    for text, left, top, right, bottom in measured["texts"]:
        for x, y, radius in measured["circles"]:
            apart = (max(left, min(x, right)) - x) ** 2 + (max(top, min(y, bottom)) - y) ** 2
            assert apart >= (radius - 1) ** 2, f"{text} meets a circle"
        for other, *box in measured["texts"]:
            assert (text, left, top) == (other, *box[:2]) or not (
                left < box[2] - 2 and box[0] < right - 2 and top < box[3] - 4 and box[1] < bottom - 4
            ), (text, other)


def test_the_picture_as_png(page: Page, small: Path) -> None:
    page.open(small, theme="dark")
    page.one("#save summary").click()
    page.one("[data-save=png]").click()
    saved = page.downloaded("Ärmel.png")
    assert saved.read_bytes().startswith(b"\x89PNG") and saved.stat().st_size > 5000
    saved.unlink()
    assert page.complaints() == []


def test_on_paper_the_drawing_is_there_and_light(page: Page, small: Path, tmp_path: Path) -> None:
    page.open(small, theme="dark")
    printed = base64.b64decode(page.browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
    assert printed.startswith(b"%PDF") and len(printed) > 10_000
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": dark})
    page.js("dispatchEvent(new Event('beforeprint'))")
    assert (
        page.js(
            "const all = [...document.querySelectorAll('[id]')].map((e) => e.id); return all.length - new Set(all).size"
        )
        == 0
    )
    assert len(page.all("#printed circle")) == len(page.nodes)
    assert page.one("#printed svg").is_displayed() and not page.one("#graph").is_displayed()
    assert page.js("return document.documentElement.dataset.theme") == "light"
    assert not page.one("#find").is_displayed() and page.one("#details h2").is_displayed()
    page.screenshot("printed")
    page.js("dispatchEvent(new Event('afterprint'))")
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": dark})
    assert page.js("return document.documentElement.dataset.theme") == "dark"


def test_in_a_notebook_the_page_works_and_reaches_nothing(page: Page, library: MakeLibrary, tmp_path: Path) -> None:
    shown = library(small_graph()).neighbourhood("Ärmel", hops=2)._repr_html_()
    notebook = tmp_path / "notebook.html"
    notebook.write_text(
        f'<!doctype html><meta charset="utf-8"><html data-ready="true"><body><h1>Notebook</h1>{shown}', encoding="utf-8"
    )
    page.open(notebook)
    frame = page.one("iframe")
    assert "allow-same-origin" not in (frame.get_attribute("sandbox") or "")
    page.browser.switch_to.frame(frame)
    page.until(lambda: page.js("return document.documentElement.dataset.ready") == "true")
    assert page.title == "Ärmel" and len(page.nodes) > 5
    page.one("#details li .name").click()
    assert page.title == "Ärmel and how it came about"
    page.one("#theme").click()
    reach = "try { return parent.document.body.textContent; } catch (error) { return error.name; }"
    assert page.js(reach) == "SecurityError"
    page.browser.switch_to.default_content()
    page.screenshot("notebook")
    assert page.complaints() == []
