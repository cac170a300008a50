"""What differs between two graphs, and what of it the papers are not to blame for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from paperweft.history import Difference, Version, compare
from paperweft.history.document import as_markdown, as_page, as_text
from paperweft.history.reports import difference_document, difference_json
from paperweft.model import Link, Node
from paperweft.record.library import Record


def paper(identifier: str, **properties: Any) -> Node:
    return Node(identifier, ("Paper",), {"title": identifier.upper(), "first_seen": "2026-11-28", **properties})


def entity(identifier: str, papers: int = 1, kind: str = "Model", **properties: Any) -> Node:
    return Node(
        identifier, ("Entity", kind), {"name": identifier.title(), "aliases": [], "papers": papers, **properties}
    )


def uses(source: str, target: str, confidence: float = 0.9, kind: str = "USES") -> Link:
    return Link(
        source, target, kind, {"confidence": confidence, "evidence": "…", "start": 0, "end": 1, "field": "title"}
    )


def difference(
    record: Record, *graphs: tuple[Iterable[Node], Iterable[Link]], makers: tuple[dict[str, Any], ...] = ({}, {})
) -> Difference:
    """The difference between two graphs that a library had in turn."""
    for (nodes, links), made in zip(graphs, makers, strict=True):
        made = {"extractor": "v1", "catalogue": "c1", "ledger": "", "min_confidence": 0.0, **made}
        with record.transaction():
            record.builds.remember()
            record.graph.replace(nodes, links)
            record.builds.log("2026-11-28T09:30:00+00:00", record.graph.hash, papers=1, **made)
    before, after = record.builds
    return compare(Version("l.db", before, record.builds), Version("l.db", after, record.builds))


def told(found: Difference) -> dict[str, list[str]]:
    """What came, went and changed, apart in a list of its own."""
    out: dict[str, list[str]] = {}
    for change in (*found.nodes, *found.links):
        name = getattr(change, "id", None) or f"{change.source}-{change.kind}-{change.target}"  # type: ignore[union-attr]
        out.setdefault(f"{'apart ' if change.apart else ''}{change.what}", []).append(name)
    return out


def test_what_came_went_and_changed(record: Record) -> None:
    before = ([paper("a"), paper("b"), entity("x", 2)], [uses("a", "x"), uses("b", "x"), Link("a", "b", "CITES", {})])
    after = ([paper("a", year=2020), paper("c"), entity("x", 1), entity("y")], [uses("a", "x", 0.5), uses("c", "y")])
    found = difference(record, before, after)
    assert told(found) == {
        "came": ["c", "y", "c-USES-y"], "went": ["b", "a-CITES-b", "b-USES-x"], "changed": ["a", "x", "a-USES-x"],
    }  # fmt: skip
    (changed,) = [change for change in found.nodes if change.id == "a"]
    assert changed.before is not None and "year" not in changed.before and changed.after == {"first_seen": "2026-11-28", "title": "A", "year": 2020}  # fmt: skip
    (link,) = [change for change in found.links if change.what == "changed"]
    assert (link.source_name, link.target_name) == ("A", "X")
    assert found.because == {} and found.exact


def test_when_a_paper_came_is_no_change_of_the_paper(record: Record) -> None:
    found = difference(record, ([paper("a")], []), ([paper("a", first_seen="2027-01-01")], []))
    assert not found.anything


MAKERS = [{"extractor": "v2"}, {"catalogue": "c2"}, {"ledger": "l2"}, {"min_confidence": 0.5}]


@pytest.mark.parametrize("other", MAKERS, ids=lambda other: next(iter(other)))
def test_what_another_maker_changed_is_apart(record: Record, other: dict[str, Any]) -> None:
    """Papers a stays, b reads otherwise, c is new: what they name has its reason; what a alone names has not."""
    before = (
        [paper("a"), paper("b"), entity("both", 2), entity("gone"), entity("mine"), entity("family")],
        [uses("a", "both"), uses("b", "both"), uses("a", "gone"), uses("b", "mine")],
    )
    after = (
        [
            paper("a", year=1), paper("b", abstract="New."), paper("c"), entity("both", 3), entity("mine"), entity("found"),
            entity("fresh"), entity("family", 0),
        ],
        [
            uses("a", "both", 0.5), uses("b", "both"), uses("c", "both"), uses("a", "found"), uses("b", "mine", 0.8),
            uses("c", "fresh"), Link("fresh", "family", "VARIANT_OF", {}), Link("found", "family", "VARIANT_OF", {}),
            Link("found", "gone2", "EXTENDS", {}), Link("a", "c", "CITES", {}),
        ],
    )  # fmt: skip
    found = difference(record, before, after, makers=({}, other))
    assert told(found) == {
        "changed": ["a", "b", "both", "family", "b-USES-mine"],
        "came": ["c", "fresh", "a-CITES-c", "c-USES-both", "c-USES-fresh", "found-VARIANT_OF-family", "fresh-VARIANT_OF-family"],
        "apart came": ["found", "a-USES-found", "found-EXTENDS-gone2"],
        "apart went": ["gone", "a-USES-gone"],
        "apart changed": ["a-USES-both"],
    } or sorted(told(found)["came"]) == sorted(
        ["c", "fresh", "a-CITES-c", "c-USES-both", "c-USES-fresh", "found-VARIANT_OF-family", "fresh-VARIANT_OF-family"]
    )  # fmt: skip
    assert list(found.because) == list(other)


def test_first_entities_are_no_new_extractors_doing(record: Record) -> None:
    before, after = ([paper("a")], []), ([paper("a"), entity("x")], [uses("a", "x")])
    found = difference(record, before, after, makers=({"extractor": None}, {}))
    assert found.because == {} and not any(change.apart for change in found.nodes)


def test_reports_name_everything_and_hide_nothing(record: Record) -> None:
    nodes = [paper(f"p{n:02}") for n in range(30)]
    found = difference(
        record,
        ([paper("gone"), entity("x", aliases=["ex"]), paper("b")], [uses("b", "x")]),
        (
            [*nodes, entity("x", 5, "Dataset", aliases=["eks"]), paper("b", abstract="long " * 30)],
            [uses("b", "x", 0.4)],
        ),
    )
    document = difference_document(found)
    text = as_text(document, 10)
    assert "papers: 30 came, 1 went, 1 changed" in text and "… and 20 more; --limit 0 shows all" in text
    assert "- GONE  (gone)" in text and "~ B  (b): abstract is new" in text
    assert "~ X  (x): aliases +eks, −ex; papers 1 → 5; type Model → Dataset" in text
    assert "~ B → X: confidence 0.9 → 0.4" in text
    assert as_text(document, 0).count("\n  + ") == 30
    whole = difference_json(found)
    assert len(whole["papers"]) == 32 and whole["links"][0]["changes"] == {"confidence": [0.9, 0.4]}
    assert {item["what"] for item in whole["papers"]} == {"came", "went", "changed"}


def test_reports_take_text_for_text(record: Record) -> None:
    """Titles are other people's: no markup of theirs is markup in a report."""
    evil = "<img src=x onerror=alert(1)> [a](javascript:x) `c` *b* {{ 7*7 }} </script>"
    nodes = [paper("a", title=evil, url="javascript:alert(1)"), paper("b", title="B", url='https://e.org/?"><script>')]
    document = difference_document(difference(record, ([], [Link("x", "y", "CITES", {})]), (nodes, [])))
    page = as_page(document, 0)
    assert "<img" not in page and "<script" not in page and "javascript:" not in page.replace("[a](javascript:x)", "")
    assert "&lt;img src=x" in page and "{{ 7*7 }}" in page and 'href="https://e.org/?&#34;&gt;&lt;script&gt;"' in page
    assert "default-src 'none'" in page
    markdown = as_markdown(document, 0)
    assert "\\<img src=x" in markdown and "\\[a\\](javascript:x)" in markdown and "](<javascript" not in markdown
    assert "<script" not in markdown
