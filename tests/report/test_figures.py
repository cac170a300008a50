"""The numbers behind the figures, and where lineage trees put their nodes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from paperweft.model import Link, Node
from paperweft.report.figures import heat_map, lineage, top, years


def entity(identifier: str, kind: str = "Model", papers: int = 1) -> Node:
    return Node(identifier, ("Entity", kind), {"name": identifier.upper(), "aliases": [], "papers": papers})


def test_years_have_no_gaps_and_say_what_is_undated() -> None:
    found = years({2019: 2, 2022: 4, None: 3})
    assert found is not None
    assert [(c.year, c.papers) for c in found.columns] == [(2019, 2), (2020, 0), (2021, 0), (2022, 4)]
    assert [c.height for c in found.columns] == [75.0, 0.0, 0.0, 150.0] and found.undated == 3
    assert years({None: 5}) is None and years({}) is None


def test_a_long_span_of_years_fits_the_figure() -> None:
    found = years({1800: 1, 2026: 1})
    assert found is not None and len(found.columns) == 227 and found.width <= 1_030


def test_the_top_is_by_papers_then_id() -> None:
    bars = top([entity("b", papers=2), entity("c", papers=4), entity("a", papers=2), entity("d", papers=0)], 3)
    assert [(bar.node.id, bar.share) for bar in bars] == [("c", 1.0), ("a", 0.5), ("b", 0.5)]
    assert top([entity("a", papers=0)], 3) == ()


def test_the_heat_map_counts_papers_that_name_both() -> None:
    models, datasets = [entity("m1"), entity("m2"), entity("m3")], [entity("d1", "Dataset"), entity("d2", "Dataset")]
    named = {"p1": ["m1", "d1"], "p2": ["m1", "d1", "d2"], "p3": ["m2", "d2"], "p4": ["m3"]}
    links = [Link(paper, other, "USES", {}) for paper, others in named.items() for other in others]
    found = heat_map(models, datasets, [*links, Link("p1", "p2", "CITES", {})])
    assert found is not None
    cells = {(found.rows[c.row].id, found.columns[c.column].id): c.papers for c in found.cells}
    assert cells == {("m1", "d1"): 2, ("m1", "d2"): 1, ("m2", "d2"): 1}
    assert [row.id for row in found.rows] == ["m1", "m2"], "m3 shares no paper with a dataset"
    assert heat_map(models, datasets, []) is None


def test_a_child_hangs_under_its_surest_parent() -> None:
    nodes = {i: entity(i) for i in "abc"}
    links = [Link("c", "a", "EXTENDS", {"confidence": 0.6}), Link("c", "b", "EXTENDS", {"confidence": 0.9})]
    found = lineage(nodes, links)
    assert found is not None
    assert [(b.node.id, b.parent is None) for b in found.branches] == [("b", True), ("c", False)]
    assert lineage(nodes, []) is None


_IDS = st.sampled_from([f"n{n:02}" for n in range(60)])
_LINK = st.builds(
    lambda a, b, kind, sure: Link(a, b, kind, {"confidence": sure}),
    _IDS, _IDS, st.sampled_from(["EXTENDS", "VARIANT_OF"]), st.floats(0, 1),
)  # fmt: skip


@given(st.lists(_LINK, max_size=120))
def test_any_links_give_trees(links: list[Link]) -> None:
    nodes = {f"n{n:02}": entity(f"n{n:02}") for n in range(60)}
    found = lineage(nodes, links)
    if found is None:
        assert all(link.source == link.target for link in links)
        return
    ids = [b.node.id for b in found.branches]
    places = [(b.x, b.y) for b in found.branches]
    assert len(set(ids)) == len(ids) and len(set(places)) == len(places), "each once, no two in one place"
    related = {(link.source, link.target) for link in links}
    by_place = {(b.x, b.y): b.node.id for b in found.branches}
    for branch in found.branches:
        if branch.parent:
            assert (branch.node.id, by_place[branch.parent]) in related and branch.parent[0] < branch.x
