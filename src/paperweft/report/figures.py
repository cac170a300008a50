"""The figures of a report: numbers read from the graph tables in one pass each, and the places of what is drawn.

All lengths are pixels of the SVG's own space. Colours are the page's matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from paperweft.model import NAMING, Link, Node

_WIDTH, _WIDEST, _HEIGHT = 1_020.0, 40.0, 150.0  # of a figure of years, of one year, of the largest bar
_CELL = 34.0
_TREE_NODES, _TREES = 40, 3  # of one lineage tree, and of trees in the figure
_LEVEL, _ROW = 190.0, 30.0


@dataclass(frozen=True, slots=True)
class Column:
    """A year's bar: its left edge and height, and how many papers it stands for."""

    year: int
    papers: int
    x: float
    height: float


@dataclass(frozen=True, slots=True)
class Years:
    """Papers by year, without a gap in the years; ``undated`` papers have none."""

    columns: tuple[Column, ...]
    undated: int
    step: float  # from one year to the next
    width: float
    height: float = _HEIGHT


@dataclass(frozen=True, slots=True)
class Bar:
    """An entity among the top of its type; ``share`` is its count over the largest one."""

    node: Node
    papers: int
    share: float


@dataclass(frozen=True, slots=True)
class Cell:
    """Papers that name both an entity of the row and one of the column; ``strength`` is 0 to 1."""

    row: int
    column: int
    papers: int
    strength: float


@dataclass(frozen=True, slots=True)
class HeatMap:
    """How often entities of two types are named in one paper; cells without a paper are not listed."""

    rows: tuple[Node, ...]
    columns: tuple[Node, ...]
    cells: tuple[Cell, ...]
    cell: float = _CELL


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of a lineage tree: its place, that of its parent, and how its parent relates (VARIANT_OF, EXTENDS)."""

    node: Node
    x: float
    y: float
    parent: tuple[float, float] | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Trees of entities under what they were built from, the largest first; ``hidden`` descendants had no room."""

    branches: tuple[Branch, ...]
    hidden: int
    width: float
    height: float


def text_width(text: str) -> float:
    """At least the width of a caption of 12 pixels: no font is asked, so wide letters and scripts are taken at their widest."""
    return sum(13.0 if east_asian_width(c) in "WF" or c in "mwMW@%" else 7.2 for c in text)


def years(papers: Mapping[int | None, int]) -> Years | None:
    """``papers`` counts them by year, None for those without; None where no paper has a year."""
    dated = {year: count for year, count in papers.items() if year is not None}
    if not dated:
        return None
    most = max(dated.values())
    step = round(min(_WIDEST, _WIDTH / (max(dated) - min(dated) + 1)), 2)
    columns = [
        Column(year, dated.get(year, 0), round(step * place, 2), round(_HEIGHT * dated.get(year, 0) / most, 1))
        for place, year in enumerate(range(min(dated), max(dated) + 1))
    ]
    return Years(tuple(columns), papers.get(None, 0), step, step * len(columns))


def top(nodes: Iterable[Node], limit: int) -> tuple[Bar, ...]:
    """The ``limit`` entities that most papers name; ties go to the id."""
    best = sorted(nodes, key=lambda n: (-n.properties.get("papers", 0), n.id))[:limit]
    most = max((n.properties.get("papers", 0) for n in best), default=0)
    return tuple(Bar(n, n.properties.get("papers", 0), n.properties.get("papers", 0) / most) for n in best if most)


def heat_map(rows: Sequence[Node], columns: Sequence[Node], links: Iterable[Link]) -> HeatMap | None:
    """Counts papers that name both; rows and columns that share no paper with the other side are left out.

    None where nothing is named together.
    """
    side = {node.id: ("row", node) for node in rows} | {node.id: ("column", node) for node in columns}
    of_paper: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if link.kind in NAMING and link.target in side:
            of_paper[link.source].add(link.target)
    counts: Counter[tuple[str, str]] = Counter()
    for named in of_paper.values():
        left = [i for i in named if side[i][0] == "row"]
        counts.update((i, j) for i in left for j in named if side[j][0] == "column")
    if not counts:
        return None
    shown_rows = tuple(node for node in rows if any(i == node.id for i, _ in counts))
    shown_columns = tuple(node for node in columns if any(j == node.id for _, j in counts))
    row_of = {node.id: place for place, node in enumerate(shown_rows)}
    column_of = {node.id: place for place, node in enumerate(shown_columns)}
    most = max(counts.values())
    cells = [Cell(row_of[i], column_of[j], count, round(count / most, 3)) for (i, j), count in counts.items()]
    return HeatMap(shown_rows, shown_columns, tuple(sorted(cells, key=lambda c: (c.row, c.column))))


def lineage(nodes: Mapping[str, Node], links: Iterable[Link]) -> Lineage | None:
    """The largest trees of VARIANT_OF and EXTENDS, a column a generation.

    An entity with several parents hangs under the surest; what would close a circle is left out. None without links.
    """
    parent: dict[str, tuple[str, str]] = {}
    surest = sorted(
        links, key=lambda x: (-x.properties.get("confidence", 0.0), x.kind != "VARIANT_OF", x.source, x.target)
    )
    for link in surest:
        if link.source not in parent and link.source in nodes and link.target in nodes and not _above(link, parent):
            parent[link.source] = (link.target, link.kind)
    children: dict[str, list[str]] = defaultdict(list)
    for child, (above, _) in parent.items():
        children[above].append(child)
    sizes = {root: len(_under(root, children)) for root in children if root not in parent}
    roots = sorted(sizes, key=lambda i: (-sizes[i], i))[:_TREES]
    branches: list[Branch] = []
    row, hidden = 0, 0
    for root in roots:
        tree = _kept(root, children)
        hidden += sizes[root] - len(tree)
        row = _place(root, tree, children, parent, nodes, row, branches)
        row += 1  # an empty row between trees
    if not branches:
        return None
    return Lineage(tuple(branches), hidden, max(b.x for b in branches) + _LEVEL, (row - 1) * _ROW)


def _above(link: Link, parent: Mapping[str, tuple[str, str]]) -> bool:
    """Whether the link's source stands over its target already."""
    at: str | None = link.target
    while at is not None:
        if at == link.source:
            return True
        at = parent[at][0] if at in parent else None
    return False


def _under(root: str, children: Mapping[str, Sequence[str]]) -> list[str]:
    """The tree's ids, generation by generation."""
    found = [root]
    for identifier in found:
        found += sorted(children.get(identifier, ()))
    return found


def _kept(root: str, children: Mapping[str, Sequence[str]]) -> set[str]:
    """The part of a tree that has room: whole generations first, so that none loses its parent."""
    return set(_under(root, children)[:_TREE_NODES])


def _place(
    root: str,
    kept: set[str],
    children: Mapping[str, Sequence[str]],
    parent: Mapping[str, tuple[str, str]],
    nodes: Mapping[str, Node],
    row: int,
    out: list[Branch],
) -> int:
    """Places the tree from ``row`` on, a leaf a row and a parent beside its first child; returns the next free row."""
    places: dict[str, tuple[float, float]] = {}
    waiting = [(root, 0)]
    while waiting:  # depth first, children in order of name
        identifier, level = waiting.pop()
        above = parent.get(identifier)
        from_above = places.get(above[0]) if above and identifier != root else None
        first = from_above is None or not any(b.parent == from_above for b in out)
        if not first:
            row += 1
        places[identifier] = (level * _LEVEL, row * _ROW)
        out.append(
            Branch(nodes[identifier], *places[identifier], from_above, above[1] if above and from_above else None)
        )
        inside = sorted(
            (c for c in children.get(identifier, ()) if c in kept), key=lambda c: nodes[c].name, reverse=True
        )
        waiting += [(child, level + 1) for child in inside]
    return row + 1
