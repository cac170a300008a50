"""Writes a graph into files in the format that a suffix or a name gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from paperweft.errors import PaperweftError
from paperweft.export.csv_tables import write_csv
from paperweft.export.cytoscape import write_cx2, write_cyjs
from paperweft.export.gexf import write_gexf
from paperweft.export.graph import ExportGraph
from paperweft.export.graphml import write_graphml
from paperweft.export.jsonl import write_jsonl
from paperweft.export.parquet import write_parquet
from paperweft.export.rdf import write_ntriples, write_turtle
from paperweft.export.shape import TOOLS, Shape
from paperweft.export.vosviewer import write_vosviewer
from paperweft.files import replacing
from paperweft.model import Link, Node


@dataclass(frozen=True, slots=True)
class Format:
    """A format. ``write`` takes the graph, its shape where there is a ``tool`` to shape it for, and a stream a part.

    ``tool`` is the one whose names are used where none is asked for; ``parts`` are the tables that it consists of.
    """

    suffixes: tuple[str, ...]
    write: Callable[..., None]
    tool: str | None = None
    parts: tuple[str, ...] = ()
    errors: str = "replace"  # what becomes of lone surrogates that the writer leaves; JSON has an escape for them


_TABLES = ("nodes", "edges")
#: Name -> format. A suffix belongs to one format.
FORMATS: Mapping[str, Format] = {
    "graphml": Format((".graphml",), write_graphml, "networkx"),
    "gexf": Format((".gexf",), write_gexf, "gephi"),
    "cx2": Format((".cx2",), write_cx2, "cytoscape", errors="backslashreplace"),
    "cyjs": Format((".cyjs", ".json"), write_cyjs, "cytoscape", errors="backslashreplace"),
    "csv": Format((".csv",), write_csv, "networkx", _TABLES),
    "parquet": Format((".parquet",), write_parquet, "networkx", _TABLES),
    "jsonl": Format((".jsonl",), write_jsonl, errors="backslashreplace"),
    "nt": Format((".nt",), write_ntriples),
    "ttl": Format((".ttl",), write_turtle),
    "vosviewer": Format((), write_vosviewer, errors="backslashreplace"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote."""

    files: tuple[Path, ...]
    nodes: int
    links: int


class _Count:
    """How many nodes and links the last stream of each gave."""

    nodes = links = 0

    def over(self, graph: ExportGraph) -> ExportGraph:
        """The graph, counted as it streams."""

        def nodes() -> Iterator[Node]:
            self.nodes = 0
            for node in graph.nodes():
                self.nodes += 1
                yield node

        def links() -> Iterator[Link]:
            self.links = 0
            for link in graph.links():
                self.links += 1
                yield link

        return replace(graph, nodes=nodes, links=links)


def format_of(path: Path, name: str | None = None, tool: str | None = None) -> str:
    """The format that is meant by its name, else by the suffix of ``path``.

    Raises PaperweftError where there is none, or where ``tool`` does not read it.
    """
    suffix = path.suffix.lower()
    found = name or next((known for known, form in FORMATS.items() if suffix in form.suffixes), None)
    readable = TOOLS[tool].formats if tool else tuple(FORMATS)
    if found not in FORMATS:
        ends = " or ".join(suffix for known in readable for suffix in FORMATS[known].suffixes)
        raise PaperweftError(f"no format is known for {path.name!r}; end the file's name in {ends}, or give --format")
    if found not in readable:
        raise PaperweftError(f"{tool} gets no {found} from here; give it {' or '.join(readable)} (the first is best)")
    return found


def files_of(path: Path, name: str) -> list[Path]:
    """The files that a format writes: ``path``, or a file a table, beside each other or in the folder ``path``."""
    form = FORMATS[name]
    suffix = form.suffixes[0] if form.suffixes else ""
    if not form.parts:
        return [path]
    if path.suffix.lower() == suffix:
        return [path.with_name(f"{path.stem}.{part}{suffix}") for part in form.parts]
    return [path / f"{part}{suffix}" for part in form.parts]


def export_graph(path: Path, graph: ExportGraph, name: str | None = None, tool: str | None = None) -> Written:
    """Writes the graph by way of temporary files, so that a broken-off export leaves nothing half-written.

    ``name`` is a format of :data:`FORMATS`, by default that of the suffix; ``tool`` one of :data:`TOOLS` that will read it.
    Raises PaperweftError where no format is known, ``tool`` reads another, or a file cannot
    be written.
    """
    known = format_of(path, name, tool)
    form = FORMATS[known]
    files = files_of(path, known)
    shaped: list[Any] = [Shape(tool or form.tool, graph)] if form.tool else []
    folder = files[0].parent
    made = bool(form.parts) and folder == path and not path.exists()
    count = _Count()
    try:
        if made:
            folder.mkdir()
        with ExitStack() as stack:
            streams = [stack.enter_context(replacing(file, errors=form.errors)) for file in files]
            form.write(count.over(graph), *shaped, *streams)
    except BaseException as error:
        if made:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise PaperweftError(f"{path} cannot be written: {error.strerror}") from error
        raise
    return Written(tuple(files), count.nodes, count.links)
