"""A real Chromium, and small libraries whose graph is written by hand, so that no test here waits for extraction."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from paperweft.model import Link, Node
from paperweft.record.library import Record
from paperweft.workspace import Library
from tests.conftest import put

_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
          "--disable-sync", "--no-first-run", "--window-size=1400,900")  # fmt: skip


class Page:
    """A page in the browser, by what its readers see and do."""

    def __init__(self, browser: webdriver.Chrome, downloads: Path) -> None:
        self.browser = browser
        self.downloads = downloads

    def open(self, path: Path, fragment: str = "", theme: str = "light") -> None:
        """Opens a page's file and waits until it is drawn and its details are read."""
        self.read(path, fragment, theme)
        self.until(lambda: self.js("return document.documentElement.dataset.ready") == "true")

    def read(self, path: Path, fragment: str = "", theme: str = "light") -> None:
        """Opens a file that needs no drawing."""
        media = {"features": [{"name": "prefers-color-scheme", "value": theme}, {"name": "prefers-reduced-motion", "value": "reduce"}]}  # fmt: skip
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        self.size(1400, 900)
        self.browser.get("about:blank")
        self.browser.get_log("browser")  # what an earlier page said is no longer of interest
        self.browser.get(path.resolve().as_uri() + fragment)

    def until(self, holds: Callable[[], Any]) -> None:
        WebDriverWait(self.browser, 30, poll_frequency=0.05).until(lambda _: holds())

    def size(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def js(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def one(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        return [element.get_attribute("textContent") or "" for element in self.all(selector)]

    def press(self, *keys: str) -> None:
        """Presses keys where the focus is."""
        for key in keys:
            self.browser.switch_to.active_element.send_keys(key)

    @property
    def focus(self) -> str:
        return str(self.js("return document.activeElement.id || document.activeElement.tagName"))

    @property
    def title(self) -> str:
        """The heading of the details: what is chosen."""
        return str(self.one("#details h2").get_attribute("textContent"))

    @property
    def nodes(self) -> list[str]:
        """Names of what is drawn, as the list that stands for the drawing has them."""
        return [text.split(", ")[0] for text in self.texts("#nodes li")]

    @property
    def said(self) -> str:
        return str(self.one("#said").get_attribute("textContent"))

    def complaints(self) -> list[str]:
        """Errors and warnings of the browser's console."""
        return [
            entry["message"] for entry in self.browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")
        ]

    def violations(self) -> list[str]:
        """What axe finds wrong with the page as it stands."""
        import axe_core_python

        self.js((Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
        found = self.js("return axe.run(document, {resultTypes: ['violations']}).then((result) => result.violations)")
        return [f"{v['id']}: {v['help']}: {[node['html'][:200] for node in v['nodes']]}" for v in found]

    def downloaded(self, name: str) -> Path:
        """The file that the page saved under that name, once it is whole."""
        path = self.downloads / name
        self.until(lambda: path.exists() and path.stat().st_size)
        return path

    def screenshot(self, name: str) -> None:
        """Keeps a picture for review in the folder that PAPERWEFT_SCREENSHOTS names, if it does."""
        if folder := os.environ.get("PAPERWEFT_SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.browser.save_screenshot(str(Path(folder) / f"{name}.png"))


@pytest.fixture(scope="module")
def _chrome(chromium: str) -> Iterator[tuple[webdriver.Chrome, Path]]:
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for flag in (*_FLAGS, f"--user-data-dir={folder}/profile"):
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        driver.execute_cdp_cmd(
            "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": f"{folder}/downloads"}
        )
        yield driver, Path(folder) / "downloads"
        driver.quit()


@pytest.fixture
def page(_chrome: tuple[webdriver.Chrome, Path]) -> Page:
    """The browser, with no page open yet."""
    return Page(*_chrome)


def paper(number: int, title: str, year: int | None, abstract: str, **more: Any) -> Node:
    label = f"{title.split()[0]} {year}" if year else title[:20]
    properties = {"title": title, "label": label, "abstract": abstract, "year": year, **more}
    return Node(f"arxiv:2001.0000{number}", ("Paper",), {k: v for k, v in properties.items() if v is not None})


def entity(label: str, name: str, **more: Any) -> Node:
    return Node(f"{label.lower()}:{name.lower().replace(' ', '-')}", ("Entity", label), {"name": name, **more})


def names(source: Node, target: Node, kind: str, confidence: float = 0.9) -> Link:
    """A link whose evidence is the first sentence of the abstract that has the entity's name, if any does."""
    abstract, name = str(source.properties["abstract"]), target.name
    start = abstract.find(name)
    if start < 0:
        return Link(source.id, target.id, kind, {"confidence": confidence})
    begin = abstract.rfind(". ", 0, start) + 2 if ". " in abstract[:start] else 0
    evidence = abstract[begin : abstract.find(".", start) + 1]
    properties = {"confidence": confidence, "evidence": evidence, "field": "abstract", "start": start, "end": start + len(name)}  # fmt: skip
    return Link(source.id, target.id, kind, properties)


def small_graph() -> tuple[list[Node], list[Link]]:
    """Ten nodes around the model Ärmel: three papers with years, one without, an author, and a task two links away."""
    aermel = entity("Model", "Ärmel", aliases=["Sleeve Net"], papers=3)
    parent, data = entity("Model", "Hemd", aliases=[], papers=1), entity("Dataset", "Kragen", aliases=[], papers=2)
    task, method = entity("Task", "Sewing", aliases=[], papers=1), entity("Method", "Saum", aliases=[], papers=1)
    first = paper(1, "Ärmel and how it came about", 2019, "The 😀 sky is wide. We present Ärmel, a model of sleeves. It works on Kragen.",
                  authors=["Ada Nähgern"], venue="NeurIPS", url="https://arxiv.org/abs/2001.00001")  # fmt: skip
    second = paper(2, "Sleeves revisited", 2021, "We compare Ärmel with others on Kragen.", url="javascript:alert(1)")
    third = paper(3, "A survey of clothing", 2023, "This survey names Ärmel.")
    undated = paper(4, "Notes on seams", None, "Saum is a method for Sewing.")
    author = Node("author:ada-naehgern", ("Author",), {"name": "Ada Nähgern"})
    links = [
        names(first, aermel, "INTRODUCES", 0.97),
        names(first, data, "EVALUATES_ON"),
        names(second, aermel, "COMPARES_WITH", 0.55),
        names(second, data, "EVALUATES_ON"),
        names(third, aermel, "SURVEYS"),
        names(undated, method, "INTRODUCES"),
        names(undated, task, "USES"),
        Link(second.id, first.id, "CITES", {"sources": ["openalex", "crossref"]}),
        Link(third.id, undated.id, "CITES", {"sources": ["openalex"]}),
        Link(author.id, first.id, "WROTE", {"position": 1}),
        Link(aermel.id, parent.id, "EXTENDS", {"confidence": 0.6, "paper_ids": [first.id]}),
    ]
    return [aermel, parent, data, task, method, first, second, third, undated, author], links


def large_graph(papers: int) -> tuple[list[Node], list[Link]]:
    """Papers in rings of twenty that cite each other, each naming three entities of its ring and one that all name."""
    hub = entity("Model", "Hub", aliases=[], papers=papers)
    nodes, links = [hub], []
    for n in range(papers):
        ring, place = divmod(n, 20)
        node = Node(f"arxiv:{n:05}", ("Paper",), {"title": f"Paper {n} of ring {ring}", "label": f"Paper {n}", "abstract": f"We use Hub in ring {ring}.", "year": 2000 + ring % 20})  # fmt: skip
        nodes.append(node)
        links.append(names(node, hub, "USES"))
        for which in range(3):
            name = f"Method {ring}-{(place + which) % 12}"
            other = entity("Method", name, aliases=[], papers=5)
            if other.id not in {known.id for known in nodes[-80:]}:
                nodes.append(other)
            links.append(names(node, other, "USES"))
        if place:
            links.append(Link(node.id, nodes[nodes.index(hub)].id, "MENTIONS", {"confidence": 0.5}))
            links.append(Link(node.id, f"arxiv:{n - 1:05}", "CITES", {"sources": ["openalex"]}))
    return nodes, links


MakeLibrary = Callable[[tuple[list[Node], list[Link]]], Library]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[MakeLibrary]:
    """Makes a library with a graph in it."""
    opened: list[Library] = []

    def make(graph: tuple[list[Node], list[Link]]) -> Library:
        path = tmp_path / "small library.db"
        with Record(path, create=True) as record:
            nodes, links = graph
            unique = {node.id: node for node in nodes}
            put(record, sorted(unique.values(), key=lambda node: node.id),
                sorted({(link.source, link.target, link.kind): link for link in links}.values(), key=lambda link: (link.source, link.target, link.kind)))  # fmt: skip
        opened.append(Library(path))
        return opened[-1]

    yield make
    for each in opened:
        each.close()
