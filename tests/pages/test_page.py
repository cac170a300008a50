"""Pages as files."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from paperweft.errors import PaperweftError
from paperweft.graph.neighbourhood import Neighbourhood, find_node, neighbourhood, widened
from paperweft.model import Link, Node
from paperweft.pages import framed, render, whole_graph, write_page
from paperweft.record.library import Record
from tests.conftest import put
from tests.pages.graphs import around, author, clusters, entity, paper

_LETTERS = "etaoinshrdlu"


def two_hundred() -> Neighbourhood:
    """Sixty papers with abstracts of 1,500 characters and 140 entities; random words, which compress worse than prose."""
    chance = random.Random(1)
    words = ["".join(chance.choice(_LETTERS) for _ in range(chance.randint(2, 9))) for _ in range(3000)]
    papers = [paper(f"arxiv:{n}", abstract=" ".join(chance.choices(words, k=250))[:1500]) for n in range(60)]
    entities = [entity(f"model:{n}", aliases=chance.choices(words, k=3)) for n in range(140)]
    links = [
        Link(p.id, e.id, "USES", {"confidence": 0.8, "evidence": p.properties["abstract"][:200], "field": "abstract", "start": 3, "end": 9})
        for p in papers
        for e in chance.sample(entities, 10)
    ]  # fmt: skip
    return around([*entities, *papers], links)


def test_a_page_is_the_same_every_time_small_and_asks_for_nothing() -> None:
    made = two_hundred()
    page = render(made, nonce="n")
    assert page == render(made, nonce="n") and len(page.encode()) < 600_000
    assert render(made) != render(made), "each page has a nonce of its own"
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=", page)
    assert "default-src 'none'; script-src 'nonce-n'; style-src 'nonce-n'" in page
    assert set(re.findall(r"https?://[^\"]+", page)) == {"http://www.w3.org/2000/svg"}, (
        "no address outside the packed data"
    )


def test_a_page_of_very_little() -> None:
    assert render(around([entity("model:alone")], []))
    assert render(Neighbourhood(None, (), (), {}, {}, 0), title="empty")


def test_titles_are_escaped_and_keep_their_direction() -> None:
    node = entity("model:x", name="<b>\u202eevil</b>")
    page = render(around([node], []))
    assert "<title>&lt;b&gt;evil&lt;/b&gt; · paperweft</title>" in page


def test_what_lies_a_link_further_on_comes_along(record: Record) -> None:
    nodes, links = clusters(2, 10)
    people = [author(f"author:{n}") for n in range(3)]
    links += [Link(person.id, nodes[1].id, "WROTE", {"position": 1}) for person in people]
    far = [entity(f"task:{n}", "Task") for n in range(5)]
    links += [Link(p.id, e.id, "USES", {}) for e in far for p in nodes[1 : 3 + int(e.id[-1])]]
    put(
        record,
        sorted([*nodes, *people, *far], key=lambda n: n.id),
        sorted(links, key=lambda k: (k.source, k.target, k.kind)),
    )
    near = neighbourhood(record.graph, find_node(record.graph, "model:hub"))
    wider = widened(record.graph, near, 4)
    assert wider.nodes[: len(near.nodes)] == near.nodes and wider.total == near.total
    assert [n.id for n in wider.nodes[len(near.nodes) :]] == ["task:4", "task:3", "task:2", "task:1"]
    assert {wider.distance[f"task:{n}"] for n in range(1, 5)} == {2}
    assert len(widened(record.graph, near, 100).nodes) == len(near.nodes) + 8
    ends = {node.id for node in wider.nodes}
    assert all({link.source, link.target} <= ends for link in wider.links)


def test_the_whole_graph_by_communities(record: Record) -> None:
    nodes, links = clusters(5, 30)
    links = [link for link in links if link.kind == "CITES"]
    people = [author(f"author:{n}") for n in range(4)]
    links += [Link(person.id, nodes[1 + 30 * n].id, "WROTE", {"position": 1}) for n, person in enumerate(people)]
    nodes = [*nodes[1:], *people]
    put(record, sorted(nodes, key=lambda n: n.id), sorted(links, key=lambda k: (k.source, k.target, k.kind)))
    around_all, arrangement = whole_graph(record.graph, 3000)
    assert around_all.total == len(around_all.nodes) == 154 and len(around_all.links) == len(links)
    assert sorted(group.total for group in arrangement.groups) == [30, 31, 31, 31, 31], (
        "an author is where the papers are"
    )
    few, arrangement = whole_graph(record.graph, 40)
    assert len(few.nodes) == 40 and few.total == 154 and sum(group.total for group in arrangement.groups) == 154
    assert len(few.nodes) == sum(len(list(group.members())) for group in arrangement.groups)


def test_a_notebook_shows_a_frame_of_its_own() -> None:
    shown = around([entity("model:x"), Node("a", ("Author",), {"name": '"><script>'})], [])._repr_html_()
    assert shown.count("<iframe") == 1 and 'sandbox="allow-scripts ' in shown and "allow-same-origin" not in shown
    assert "<script" not in shown and framed('"<') in framed('"<') and "&quot;&lt;" in framed('"<')


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PaperweftError, match="cannot be written"):
        write_page(tmp_path / "no" / "page.html", "")
