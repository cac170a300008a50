"""The files of a report. Everything that is data goes through Jinja2's escaping or is packed; no page needs the network."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from paperweft.errors import PaperweftError
from paperweft.files import replacing
from paperweft.model import ENTITY_TYPES, LINEAGE, RELATIONSHIP_OF_ROLE, Link, Node
from paperweft.names.forms import slug
from paperweft.pages.embedding import addresses, marked, measures_line, packed_json
from paperweft.pages.palette import NODE_COLOURS
from paperweft.pages.plain import cut, one_line
from paperweft.record.graph_tables import GraphTables
from paperweft.record.measures import MeasureTable
from paperweft.report.figures import heat_map, lineage, text_width, top, years

_FOLDERS = ("entities", "graphs")
_MARK = '<meta name="generator" content="paperweft report">'
_NAME, _SHORT = 300, 26  # characters of a name in a heading, and beside a figure
_HEAT, _TOGETHER, _LISTED = 12, 10, 200
_VERBS = {
    "INTRODUCES": "Introduced by", "EVALUATES_ON": "Evaluated by", "USES": "Used by", "COMPARES_WITH": "Compared with by",
    "SURVEYS": "Surveyed by", "MENTIONS": "Mentioned by", "EXTENDS": "Built from it", "VARIANT_OF": "Its variants",
}  # fmt: skip
_OWN = {"EXTENDS": "Built from", "VARIANT_OF": "A variant of"}
_LISTS = {"Model": "Models", "Method": "Methods", "Dataset": "Datasets", "Task": "Tasks"}

#: Writes the page of a node's neighbourhood to a path.
Draw = Callable[[str, Path], None]


@dataclass(frozen=True, slots=True)
class Written:
    """How many pages a report has, and for how many entities."""

    pages: int
    entities: int


@dataclass(frozen=True, slots=True)
class _Named:
    """A paper as a row under a role: where it can be read, and the sentence as before, mention, after."""

    name: str
    year: int | None
    url: str | None
    evidence: Sequence[str]
    confidence: float | None


def write_report(
    folder: Path, graph: GraphTables, title: str, draw: Draw, *, limit: int, measures: MeasureTable | None = None
) -> Written:
    """Writes ``index.html``, a page for each of the ``limit`` most named entities of each type, and their neighbourhoods.

    Pages of an earlier report that this one lacks are removed; files of others are not touched. Raises PaperweftError
    where ``folder`` is a file, holds an index.html of somebody else's, or cannot be written.
    """
    _prepare(folder)
    tops = {kind: top(graph.nodes(kind), limit) for kind in ENTITY_TYPES}
    entities = [bar.node for bars in tops.values() for bar in bars]
    pages = _file_names(entities)
    for kept in _FOLDERS:
        for path in (folder / kept).glob("*.html"):
            if path.name not in pages.values() and _is_ours(path):
                path.unlink()
    look = _Look(pages)
    together = _together(graph, {node.id for node in entities})
    measured = measures.of([node.id for node in entities]) if measures else {}
    for node in entities:
        around = list(graph.links_of(node.id))
        context = _entity(node, around, graph, together[node.id], pages)
        look.write(
            folder / "entities" / pages[node.id], "entity.html", title=title, file=pages[node.id],
            measures=measures_line(measured.get(node.id, {})), **context,
        )  # fmt: skip
        draw(node.id, folder / "graphs" / pages[node.id])
    dated = Counter(paper.properties.get("year") for paper in graph.nodes("Paper"))
    of_type = {kind: [bar.node for bar in bars][:_HEAT] for kind, bars in tops.items()}
    nodes, links = graph.counts()
    entity_nodes = {node.id: node for kind in ENTITY_TYPES for node in graph.nodes(kind)}
    look.write(
        folder / "index.html", "index.html", title=title, nodes=nodes, links=sum(links.values()),
        years=years(dated), tops={_LISTS[kind]: bars for kind, bars in tops.items() if bars},
        heat=heat_map(of_type["Model"], of_type["Dataset"], graph.links()),
        lineage=lineage(entity_nodes, (x for kind in LINEAGE for x in graph.links(kind))),
        found=packed_json(_searched(graph, pages)),
    )  # fmt: skip
    return Written(1 + 2 * len(entities), len(entities))


class _Look:
    """The templates, with what they all need."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        from jinja2 import Environment, PackageLoader

        self._environment = Environment(
            loader=PackageLoader("paperweft.report", "template"), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.filters["short"] = lambda text: cut(one_line(text, _NAME), _SHORT)
        self._environment.filters["line"] = lambda text: one_line(text, _NAME)
        self._environment.filters["width"] = text_width
        self._environment.globals.update(
            colours=dict(NODE_COLOURS), pages=pages, mark=_MARK, style=_asset("report.css"), script=_asset("report.js")
        )

    def write(self, path: Path, template: str, **context: Any) -> None:
        page = self._environment.get_template(template).render(nonce=secrets.token_urlsafe(16), **context)
        with replacing(path) as stream:
            stream.write(page)


def _prepare(folder: Path) -> None:
    index = folder / "index.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if index.exists() and not _is_ours(index):
            raise PaperweftError(f"{index} is not of a report; give another folder")
        for name in _FOLDERS:
            (folder / name).mkdir(exist_ok=True)
    except FileExistsError as error:
        raise PaperweftError(f"{error.filename} is a file; give a folder") from None
    except OSError as error:
        raise PaperweftError(f"{folder} cannot be written: {error.strerror}") from error


def _is_ours(path: Path) -> bool:
    """A page of a report, or a neighbourhood beside one: both say in their first lines who made them."""
    with path.open(encoding="utf-8", errors="replace") as stream:
        start = stream.read(4_000)
    return _MARK in start or "paperweft</title>" in start


def _file_names(entities: Iterable[Node]) -> dict[str, str]:
    """Entity id -> the name of its page's file; ids that read alike are numbered, past the names that others have."""
    out: dict[str, str] = {}
    taken: set[str] = set()
    for node in entities:
        base = slug(node.id)
        name = next(n for n in (base, *(f"{base}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)
        taken.add(name)
        out[node.id] = f"{name}.html"
    return out


def _together(graph: GraphTables, entities: set[str]) -> dict[str, Counter[str]]:
    """For each of the entities, how many papers name it together with each other entity."""
    of_paper: dict[str, list[str]] = defaultdict(list)
    for kind in RELATIONSHIP_OF_ROLE.values():
        for link in graph.links(kind):
            of_paper[link.source].append(link.target)
    out: dict[str, Counter[str]] = {identifier: Counter() for identifier in entities}
    for named in of_paper.values():
        for identifier in named:
            if identifier in out:
                out[identifier].update(other for other in named if other != identifier)
    return out


def _entity(
    node: Node, around: Sequence[Link], graph: GraphTables, together: Counter[str], pages: Mapping[str, str]
) -> dict[str, Any]:
    """What the page of one entity shows."""
    groups: dict[str, list[_Named]] = defaultdict(list)
    dated: Counter[int | None] = Counter()
    relatives: dict[str, list[Node]] = defaultdict(list)
    for link in around:
        other = graph.node(link.source if link.target == node.id else link.target)
        if other is None:
            continue
        if other.label == "Paper":
            groups[link.kind].append(_named(other, link))
            dated[other.properties.get("year")] += 1
        else:
            relatives[_OWN[link.kind] if link.source == node.id else _VERBS[link.kind]].append(other)
    rows = {
        _VERBS[kind]: sorted(groups[kind], key=lambda p: (-(p.year or 0), p.name))
        for kind in RELATIONSHIP_OF_ROLE.values()
        if kind in groups
    }
    best = sorted(together.items(), key=lambda item: (-item[1], item[0]))[:_TOGETHER]
    named = [(other, count) for identifier, count in best if (other := graph.node(identifier))]
    return {
        "node": node, "years": years(dated), "groups": {verb: papers[:_LISTED] for verb, papers in rows.items()},
        "more": {verb: len(papers) - _LISTED for verb, papers in rows.items() if len(papers) > _LISTED},
        "relatives": relatives, "together": named, "most": max((count for _, count in named), default=1),
    }  # fmt: skip


def _named(paper: Node, link: Link) -> _Named:
    p = link.properties
    evidence = marked(p, str(paper.properties.get(p.get("field", ""), ""))) if p.get("evidence") else ()
    url = next((address for _, address in addresses(paper.properties)), None)
    return _Named(one_line(paper.name, _NAME), paper.properties.get("year"), url, evidence, p.get("confidence"))


def _searched(graph: GraphTables, pages: Mapping[str, str]) -> dict[str, Any]:
    """Every node for the search: label, name, aliases, and where it leads: a page of its own, or an address of the web."""
    labels = list(NODE_COLOURS)
    rows = []
    for node in graph.nodes():
        leads = (
            f"entities/{pages[node.id]}" if node.id in pages else next((a for _, a in addresses(node.properties)), "")
        )
        aliases = [one_line(alias, 80) for alias in node.properties.get("aliases", ())[:8]]
        papers = node.properties.get("papers") or node.properties.get("year") or 0
        rows.append([labels.index(node.label), one_line(node.name, _NAME), aliases, papers, leads, node.id])
    return {"labels": labels, "colours": [NODE_COLOURS[label] for label in labels], "nodes": rows}


def _asset(name: str) -> str:
    return (files("paperweft.report") / "template" / name).read_text(encoding="utf-8")
