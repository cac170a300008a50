"""Pages in a real browser: they draw, answer, ask the network for nothing, and run nothing that data brings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from paperweft.graph.neighbourhood import Neighbourhood
from paperweft.model import Link, Node
from paperweft.pages import write_page
from paperweft.workspace import Library

_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
          "--disable-sync", "--no-first-run", "--window-size=1440,900")  # fmt: skip


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[webdriver.Chrome]:
    import shutil

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with tempfile.TemporaryDirectory() as profile:
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        yield driver
        driver.quit()


def visit(browser: webdriver.Chrome, path: Path, fragment: str = "") -> None:
    browser.get("about:blank")
    browser.get(path.resolve().as_uri() + fragment)
    WebDriverWait(browser, 20).until(
        lambda b: b.execute_script("return document.documentElement.dataset.drawn") == "true"
    )


def complaints(browser: webdriver.Chrome) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


@pytest.fixture
def page(sample: Library, tmp_path: Path) -> Path:
    sample.view("Mamba", tmp_path / "mamba.html", hops=2)
    return tmp_path / "mamba.html"


def test_a_page_draws_without_a_complaint_or_a_request(browser: webdriver.Chrome, page: Path) -> None:
    visit(browser, page)
    assert complaints(browser) == []
    assert (
        browser.execute_script(
            "return performance.getEntriesByType('resource').filter(e => !e.name.startsWith('blob:')).length"
        )
        == 0
    )
    assert browser.execute_script(
        "const c = document.querySelector('canvas'); return c.width > 0 && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v)"
    )
    assert browser.find_element(By.TAG_NAME, "h1").text == "Mamba"


def test_details_show_relations_with_marked_evidence(browser: webdriver.Chrome, page: Path) -> None:
    visit(browser, page)
    details = browser.find_element(By.ID, "details")
    assert details.find_element(By.TAG_NAME, "h2").text == "Mamba" and "Introduced by" in details.text
    assert "Mamba" in [mark.text for mark in details.find_elements(By.TAG_NAME, "mark")]
    next(
        b for b in details.find_elements(By.CSS_SELECTOR, "li button") if b.text.startswith("Mamba: Linear-Time")
    ).click()
    assert details.find_element(By.TAG_NAME, "h2").text.startswith("Mamba: Linear-Time") and "Cites" in details.text
    assert details.find_element(By.CSS_SELECTOR, "a.open").get_attribute("href") == "https://arxiv.org/abs/2312.00752"
    browser.back()
    WebDriverWait(browser, 5).until(lambda _: details.find_element(By.TAG_NAME, "h2").text == "Mamba")


def test_search_and_legend_and_theme(browser: webdriver.Chrome, page: Path) -> None:
    visit(browser, page)
    browser.find_element(By.TAG_NAME, "body").send_keys("/")
    find = browser.switch_to.active_element
    assert find.get_attribute("id") == "find"
    find.send_keys("TRANSF")
    assert browser.find_elements(By.CSS_SELECTOR, "#found li")
    find.send_keys(Keys.ENTER)
    assert "transf" in browser.find_element(By.CSS_SELECTOR, "#details h2").text.casefold()
    before = browser.find_element(By.ID, "counts").text
    authors = browser.find_element(By.CSS_SELECTOR, "#legend [data-label=Author]")
    assert authors.get_attribute("aria-pressed") == "false"
    authors.click()
    assert browser.find_element(By.CSS_SELECTOR, "#legend [data-label=Author]").get_attribute("aria-pressed") == "true"
    assert browser.find_element(By.ID, "counts").text != before
    browser.find_element(By.ID, "theme").click()
    assert browser.execute_script("return document.documentElement.dataset.theme") == "dark"
    assert complaints(browser) == []


def test_a_link_into_the_page_chooses_its_node(browser: webdriver.Chrome, page: Path) -> None:
    visit(browser, page, "#model%3Amamba-2")
    assert browser.find_element(By.CSS_SELECTOR, "#details h2").text == "Mamba-2"


HOSTILE = [
    "<script>window.hit=1</script>", "</script><script>window.hit=2</script>", "<img src=x onerror=window.hit=3>", "\"><svg onload=window.hit=4>",
    "<!--<script>", "javascript:window.hit=5", "{{7*7}}", "\u202egnp.exe", "${window.hit=6}", "x" * 100_000,
]  # fmt: skip


def test_hostile_data_runs_nothing(browser: webdriver.Chrome, tmp_path: Path) -> None:
    papers = [
        Node(
            f"title:{n}{text[:60]}",
            ("Paper",),
            {
                "title": text,
                "label": text[:80],
                "abstract": text,
                "url": text,
                "venue": text,
                "authors": [text],
                "year": 2020,
            },
        )
        for n, text in enumerate(HOSTILE)
    ]
    entity = Node("model:x", ("Entity", "Model"), {"name": HOSTILE[0], "aliases": HOSTILE[:9], "papers": 1})
    links = [
        Link(
            p.id,
            entity.id,
            "USES",
            {"confidence": 0.5, "evidence": p.properties["abstract"], "field": "abstract", "start": 0, "end": 3},
        )
        for p in papers
    ]
    nodes = (entity, *papers)
    around = Neighbourhood(entity, nodes, tuple(links), {n.id: 1 for n in nodes}, {n.id: 1 for n in nodes}, len(nodes))
    for name, keep_policy in (("with.html", True), ("without.html", False)):
        write_page(tmp_path / name, around)
        if not keep_policy:
            text = (tmp_path / name).read_text(encoding="utf-8")
            assert "Content-Security-Policy" in text
            (tmp_path / name).write_text(text.replace("Content-Security-Policy", "X-None"), encoding="utf-8")
        visit(browser, tmp_path / name)
        for node in nodes:
            browser.execute_script("location.hash = encodeURIComponent(arguments[0])", node.id)
        assert browser.execute_script("return window.hit") is None
        assert browser.find_elements(By.CSS_SELECTOR, "#details script, #details img, #details svg, h1 *") == []
        assert all(a.get_attribute("href").startswith("http") for a in browser.find_elements(By.TAG_NAME, "a"))
        assert browser.find_element(By.TAG_NAME, "h1").text == HOSTILE[0]
