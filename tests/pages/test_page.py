"""Pages as files, and their layout."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from paperweft.errors import PaperweftError
from paperweft.pages.layout import layout
from paperweft.pages.page import render
from paperweft.workspace import Library


def test_a_page_is_the_same_every_time_and_small(sample: Library) -> None:
    around = sample.neighbourhood("Transformer", hops=2, limit=200)
    first = render(around, nonce="n")
    assert len(around.nodes) == 200 and first == render(around, nonce="n")
    assert len(first.encode()) < 600_000
    assert render(around) != render(around), "each page has a nonce of its own"
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=", first)


def test_the_data_of_a_page_are_the_neighbourhood(sample: Library) -> None:
    around = sample.neighbourhood("Mamba")
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', render(around), re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert set(data["nodes"]) == {node.id for node in around.nodes} and len(data["links"]) == len(around.links)
    assert {n["id"] for n in data["vis"]["nodes"]} == set(data["nodes"])
    sizes = {n["id"]: n["size"] for n in data["vis"]["nodes"]}
    degrees = {identifier: node["degree"] for identifier, node in data["nodes"].items()}
    ordered = sorted(degrees, key=degrees.__getitem__)
    assert [sizes[i] for i in ordered] == sorted(sizes.values())


def test_layouts_keep_labels_apart() -> None:
    nodes = [f"n{n}" for n in range(60)]
    places = layout(nodes, [(nodes[0], other) for other in nodes[1:]], nodes[0])
    points = np.array([places[n] for n in nodes])
    gap = np.abs(points[:, None] - points[None, :])
    close = (gap[..., 0] < 60) & (gap[..., 1] < 30)
    np.fill_diagonal(close, False)
    assert close.sum() == 0


@pytest.mark.parametrize("count", [1, 2])
def test_layouts_of_very_few(count: int) -> None:
    nodes = [f"n{n}" for n in range(count)]
    assert set(layout(nodes, [], nodes[0])) == set(nodes)


def test_a_folder_that_is_not_there(sample: Library, tmp_path: Path) -> None:
    with pytest.raises(PaperweftError, match="cannot be written"):
        sample.view("Mamba", tmp_path / "no" / "page.html")
