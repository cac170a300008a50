"""A difference between graphs, and news, as documents and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from paperweft.history.compare import WHATS, Difference, LinkChange, NodeChange
from paperweft.history.document import Document, Line, Section
from paperweft.history.news import News
from paperweft.history.versions import local_time
from paperweft.model import ENTITY_TYPES, RELATIONSHIP_TYPES
from paperweft.wording import counted, plural

_SIGNS = {"came": "+", "went": "-", "changed": "~"}
_MADE_BY = {
    "extractor": "another extractor",
    "catalogue": "another catalogue",
    "ledger": "another alias ledger",
    "min_confidence": "another --min-confidence",
}
_LONG = 60  # letters; longer texts are not shown twice
_PLACES = ("start", "end", "field")  # of evidence: they say nothing without it
_GROUPS = (("paper", ("Paper",)), ("entity", ENTITY_TYPES), ("author", ("Author",)))


def difference_document(difference: Difference) -> Document:
    """A difference for people: papers, entities, authors, links by type, and apart what is not due to papers."""
    lead = []
    if not difference.anything:
        lead.append("nothing came, went or changed")
    if not difference.exact:
        lead.append("one of the builds is from before paperweft kept properties: what changed cannot be told")
    sections = list(_sections(difference, apart=False))
    apart = list(_sections(difference, apart=True))
    if difference.because:
        made = ", ".join(
            f"{_MADE_BY[name]} ({_version(old)} → {_version(new)})" for name, (old, new) in difference.because.items()
        )
        sections.append(Section(f"because of {made}, while the papers are the same" + ("" if apart else ": nothing")))
    return Document(f"{difference.before} → {difference.after}", lead, [*sections, *apart])


def difference_json(difference: Difference) -> dict[str, Any]:
    """All of a difference as plain mappings and lists."""
    nodes = [
        {
            "what": change.what, "id": change.id, "label": change.label, "name": change.name, "apart": change.apart,
            **_values(change),
        }
        for change in difference.nodes
    ]  # fmt: skip
    links = [
        {
            "what": change.what, "source": change.source, "type": change.kind, "target": change.target,
            "source_name": change.source_name, "target_name": change.target_name, "apart": change.apart,
            **_values(change),
        }
        for change in difference.links
    ]  # fmt: skip
    grouped = {
        {"paper": "papers", "entity": "entities", "author": "authors"}[noun]: [n for n in nodes if n["label"] in labels]
        for noun, labels in _GROUPS
    }
    return {
        "before": difference.before,
        "after": difference.after,
        "changes_known": difference.exact,
        "because": {name: list(pair) for name, pair in difference.because.items()},
        **grouped,
        "links": links,
    }


def news_document(news: News) -> Document:
    """News for people: papers with what they name, entities seen for the first time, the names that are followed."""
    since = f" since {local_time(news.since)}" if news.since else ""
    sections = []
    if news.papers:
        lines = [
            Line("", paper.title, paper.id, kind="Paper", url=paper.url, under=tuple(_named(paper.names)))
            for paper in news.papers
        ]
        sections.append(Section(counted(len(lines), "new paper"), lines))
    if news.entities:
        lines = [
            Line("", entity.name, entity.id, kind=entity.type, under=tuple(f"{kind} in {title}" for kind, title, _ in entity.papers))
            for entity in news.entities
        ]  # fmt: skip
        sections.append(Section(counted(len(lines), "entity") + " seen for the first time", lines))
    followed = [
        Line("", item.name, item.ids[0] if len(item.ids) == 1 else "", counted(len(item.papers), "new paper"),
             under=tuple(f"{title} ({kind})" for kind, title, _ in item.papers))
        for item in news.followed if item.papers
    ]  # fmt: skip
    if followed:
        sections.append(Section("on the names that you follow", followed))
    lead = []
    unknown = [item.name for item in news.followed if not item.ids]
    if unknown:
        lead.append(f"followed, but in no paper yet: {', '.join(unknown)}")
    if news.apart:
        made = ", ".join(_MADE_BY[name] for name in news.because)
        lead.append(f"{counted(news.apart, 'more entity')} because of {made}; `paperweft diff` lists them")
    title = f"new{since}" if news.anything else f"nothing new{since}"
    return Document(title, lead, sections)


def news_json(news: News) -> dict[str, Any]:
    """All of the news as plain mappings and lists."""

    def listed(items: Iterable[tuple[str, str, str]], name: str) -> list[dict[str, str]]:
        return [{"type": kind, name: text, "id": identifier} for kind, text, identifier in items]

    return {
        "since": news.since,
        "papers": [
            {"id": p.id, "title": p.title, "label": p.label, "url": p.url, "entities": listed(p.names, "name")}
            for p in news.papers
        ],
        "entities": [
            {"id": e.id, "name": e.name, "type": e.type, "papers": listed(e.papers, "title")} for e in news.entities
        ],
        "followed": [{"name": f.name, "ids": list(f.ids), "papers": listed(f.papers, "title")} for f in news.followed],
        "entities_apart": news.apart,
    }


def summary(changes: Iterable[NodeChange | LinkChange]) -> str:
    """How many came, went and changed: "3 came, 1 went"."""
    found = [change.what for change in changes]
    return ", ".join(f"{found.count(what)} {what}" for what in WHATS if what in found)


def _sections(difference: Difference, *, apart: bool) -> Iterator[Section]:
    for noun, labels in _GROUPS:
        nodes = [change for change in difference.nodes if change.apart == apart and change.label in labels]
        if nodes:
            yield Section(f"{plural(noun)}: {summary(nodes)}", [_node_line(change) for change in _by_what(nodes)])
    for kind in RELATIONSHIP_TYPES:
        links = [change for change in difference.links if change.apart == apart and change.kind == kind]
        if links:
            yield Section(f"links {kind}: {summary(links)}", [_link_line(change) for change in _by_what(links)])


def _by_what(changes: Sequence[Any]) -> list[Any]:
    return sorted(changes, key=lambda change: WHATS.index(change.what))


def _node_line(change: NodeChange) -> Line:
    url = (change.after or change.before or {}).get("url")
    about = "; ".join(_told(change)) if change.what == "changed" else ""
    return Line(_SIGNS[change.what], change.name, change.id, about, change.label, url)


def _link_line(change: LinkChange) -> Line:
    about = "; ".join(_told(change)) if change.what == "changed" else ""
    return Line(_SIGNS[change.what], f"{change.source_name} → {change.target_name}", "", about)


def _changed(change: NodeChange | LinkChange) -> dict[str, tuple[Any, Any]]:
    """Property -> its values before and after, where they differ."""
    before, after = change.before or {}, change.after or {}
    return {
        name: (before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }


def _told(change: NodeChange | LinkChange) -> Iterator[str]:
    differing = _changed(change)
    for name, (old, new) in differing.items():
        if isinstance(old, list) or isinstance(new, list):
            came = [f"+{value}" for value in new or () if value not in (old or ())]
            went = [f"−{value}" for value in old or () if value not in (new or ())]
            yield f"{name} {', '.join(came + went) or 'in another order'}"
        elif name in _PLACES and differing.keys() - set(_PLACES):
            continue
        elif max(len(str(old)), len(str(new))) > _LONG:
            yield f"{name} {'is new' if old is None else 'is gone' if new is None else 'reads otherwise'}"
        else:
            yield f"{name} {_version(old)} → {_version(new)}"


def _values(change: NodeChange | LinkChange) -> dict[str, Any]:
    if change.what == "changed":
        return {"changes": {name: list(pair) for name, pair in _changed(change).items()}}
    return {"properties": dict((change.after if change.after is not None else change.before) or {})}


def _version(value: object) -> str:
    return "none" if value in (None, "") else str(value)


def _named(names: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    by_kind: dict[str, list[str]] = {}
    for kind, name, _ in names:
        by_kind.setdefault(kind, []).append(name)
    for kind, found in by_kind.items():
        yield f"{kind} {', '.join(found)}"
