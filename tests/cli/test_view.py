"""`view`: which page is written, and what is said of it."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path

import pytest

from paperweft.record.library import Record
from tests.cli.conftest import Run
from tests.conftest import put
from tests.pages.graphs import clusters


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library whose graph has 201 nodes in five clusters."""
    nodes, links = clusters(5, 40)
    with Record(tmp_path / "small.db", create=True) as record:
        put(record, sorted(nodes, key=lambda n: n.id), sorted(links, key=lambda k: (k.source, k.target, k.kind)))
    return tmp_path / "small.db"


def test_a_neighbourhood(run: Run, library: Path, tmp_path: Path) -> None:
    ran = run("view", "model:hub", "-l", library)
    assert ran.out.startswith("model-hub.html: 150 nodes, ") and (tmp_path / "model-hub.html").stat().st_size > 100_000
    assert "201 nodes lie within 1 hops; --limit shows more" in ran.err
    assert run("view", "model:hub", "-l", library, "--limit", "500", "-o", "hub.html").out.startswith(
        "hub.html: 201 nodes"
    )


def test_the_whole_graph(run: Run, library: Path, tmp_path: Path) -> None:
    ran = run("view", "--all", "-l", library)
    assert (
        ran.out.startswith("small.html: 201 nodes, 800 links") and ran.err == "" and (tmp_path / "small.html").exists()
    )
    few = run("view", "--all", "--limit", "60", "-l", library)
    assert few.out.startswith("small.html: 60 nodes, ")
    assert "of 201 nodes; each community shows its best connected" in few.err


def test_a_name_or_all_but_not_both(run: Run, library: Path, tmp_path: Path) -> None:
    for words in ((), ("model:hub", "--all")):
        ran = run("view", *words, "-l", library)
        assert ran.status == 2 and "--all" in ran.err
    assert not list(tmp_path.glob("*.html"))


def test_a_library_without_a_graph(run: Run, tmp_path: Path) -> None:
    with Record(tmp_path / "empty.db", create=True):
        pass
    ran = run("view", "--all", "-l", "empty.db")
    assert ran.status == 1 and ran.err.count("\n") == 1 and not list(tmp_path.glob("*.html"))


def test_a_page_has_the_measures_that_nodes_have(run: Run, library: Path, tmp_path: Path) -> None:
    def shown() -> set[str]:
        ran = run("view", "model:hub", "-l", library, "-o", tmp_path / "hub.html")
        assert "hub.html: 150 nodes" in ran.out and "older graph" not in ran.err
        packed = re.findall(r">([\w+/=]{200,})<", (tmp_path / "hub.html").read_text(encoding="utf-8"))
        texts = [gzip.decompress(base64.b64decode(part)) for part in packed]
        details = next(json.loads(text) for text in texts if text.startswith(b'{"nodes":[') and b'"types"' in text)
        return {node["measures"].split()[0] for node in details["nodes"] if "measures" in node}

    assert shown() == set()
    run("analyze", "central", "-l", library)
    assert shown() == {"PageRank"}
