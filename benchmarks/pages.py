"""Time to the first draw of a page in headless Chromium, as a ratio to a bare vis-network page of the same 200 nodes.

The bare page has vis-network, nodes, edges and preset positions in it and nothing else. Both are opened from disk in
turn; the time is from the start of the navigation to the end of the first drawing of the graph. The third page holds 3,000
nodes. With --stock, what pyvis itself writes for the 200 is opened too, once: its first drawing comes when its physics have
settled. Needs chromium and chromedriver.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import tempfile
from importlib.resources import files
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

from paperweft.graph.neighbourhood import Neighbourhood
from paperweft.model import Link, Node
from paperweft.pages import render, write_page
from paperweft.pages.embedding import drawing
from paperweft.pages.grouping import Arrangement

RUNS = 9
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
          "--disable-sync", "--no-first-run", "--window-size=1400,900")  # fmt: skip


def sample(count: int) -> Neighbourhood:
    """A graph of ``count`` nodes, three in ten of them papers with an abstract of 1,200 characters, as papers link."""
    chance = random.Random(count)
    words = ["".join(chance.choice("aeioubcdfglmnprst") for _ in range(chance.randint(2, 10))) for _ in range(4000)]
    papers = [f"arxiv:{n}" for n in range(3 * count // 10)]
    types = ["Model", "Method", "Dataset", "Task"]
    entities = [f"{types[n % 4].lower()}:{n}" for n in range(count - len(papers))]
    nodes = []
    for n, identifier in enumerate(papers):
        abstract = " ".join(chance.choices(words, k=200))[:1200]
        title = " ".join(chance.choices(words, k=9))
        nodes.append(Node(identifier, ("Paper",), {"title": title, "label": f"{title.split()[0].title()} {2005 + n % 20}",
                     "abstract": abstract, "year": 2005 + n % 20, "url": f"https://arxiv.org/abs/{n}"}))  # fmt: skip
    for n, identifier in enumerate(entities):
        name = " ".join(chance.choices(words, k=chance.randint(1, 3))).title()
        nodes.append(Node(identifier, ("Entity", types[n % 4]), {"name": name, "aliases": [], "papers": 1}))
    links: dict[tuple[str, str, str], Link] = {}
    for n, paper in enumerate(papers):
        abstract = str(nodes[n].properties["abstract"])
        near = entities[7 * n // 3 :][:12] or entities  # papers of one kind name the same things
        for entity in [entities[n % len(entities)], *chance.sample(near, min(4, len(near))), chance.choice(entities)]:
            properties = {"confidence": 0.9, "evidence": abstract[:160], "field": "abstract", "start": 5, "end": 12}
            links[paper, entity, "USES"] = Link(paper, entity, "USES", properties)
        for cited in chance.sample(papers[:n], min(n, 5)):
            links[paper, cited, "CITES"] = Link(paper, cited, "CITES", {"sources": ["openalex"]})
    degrees = dict.fromkeys([*papers, *entities], 0)
    for link in links.values():
        degrees[link.source] += 1
        degrees[link.target] += 1
    ordered = sorted(nodes, key=lambda node: (-degrees[node.id], node.id))
    return Neighbourhood(ordered[0], tuple(ordered), tuple(links.values()), degrees, degrees, count)


def bare(around: Neighbourhood) -> str:
    """The same nodes and edges, all of them, in a page of vis-network and nothing else."""
    vis = drawing(around, around, Arrangement(tuple(node.id for node in around.nodes)))["vis"]
    library = (files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js").read_text(encoding="utf-8")
    return (
        '<!doctype html><meta charset="utf-8"><style>#graph{height:900px}</style><div id="graph"></div>'
        f"<script>{library}</script><script>const data = {json.dumps(vis)};"
        "const network = new vis.Network(document.getElementById('graph'),"
        " {nodes: new vis.DataSet(data.nodes), edges: new vis.DataSet(data.edges)}, {physics: false});"
        "network.once('afterDrawing', () => performance.mark('drawn'));</script>"
    )


def stock(around: Neighbourhood) -> str:
    """What pyvis writes for the graph with its own template and physics, its scripts in the file."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    for node in around.nodes:
        network.add_node(node.id, label=node.name)
    for link in around.links:
        network.add_edge(link.source, link.target)
    page = network.generate_html(notebook=False)
    return page.replace(
        "return network;", "network.once('afterDrawing', () => performance.mark('drawn')); return network;"
    )


def milliseconds(browser: webdriver.Chrome, page: Path) -> float:
    """From the start of the navigation to the end of the first drawing."""
    browser.get("about:blank")
    browser.get(page.as_uri())
    mark = "const m = performance.getEntriesByName('drawn')[0]; return m ? m.startTime : null"
    return float(WebDriverWait(browser, 300, poll_frequency=0.05).until(lambda b: b.execute_script(mark)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stock", action="store_true", help="open what pyvis itself writes too (a minute)")
    with_stock = parser.parse_args().stock
    options = webdriver.ChromeOptions()
    with tempfile.TemporaryDirectory() as folder:
        for flag in (*_FLAGS, f"--user-data-dir={folder}/profile"):
            options.add_argument(flag)
        options.binary_location = shutil.which("chromium") or ""
        small, large = sample(200), sample(3000)
        pages = {
            "bare vis-network, 200 nodes": bare(small),
            "paperweft, 200 nodes": render(small),
            "paperweft, 3,000 nodes": render(large),
        }
        stock_name = "stock pyvis, 200 nodes"
        if with_stock:
            pages[stock_name] = stock(small)
        paths = {name: Path(folder) / f"{n}.html" for n, name in enumerate(pages)}
        for name, page in pages.items():
            write_page(paths[name], page)
        browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            times: dict[str, list[float]] = {name: [] for name in pages}
            for turn in range(RUNS + 1):
                for name, path in paths.items():
                    if name != stock_name or turn == RUNS:
                        time = milliseconds(browser, path)
                        if turn:  # the first round warms the browser
                            times[name].append(time)
        finally:
            browser.quit()
    base = statistics.median(times["bare vis-network, 200 nodes"])
    for name, taken in times.items():
        time = statistics.median(taken)
        print(
            f"{name}: {len(pages[name].encode()) / 1000:.0f} KB, {time:.0f} ms, {time / base:.2f} times the bare page"
        )


if __name__ == "__main__":
    main()
