"""Writes a graph to a file in the format that its suffix names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TextIO

from paperweft.errors import PaperweftError
from paperweft.export.graphml import write_graphml
from paperweft.export.jsonl import write_jsonl
from paperweft.files import replacing
from paperweft.model import Link, Node

Writer = Callable[[TextIO, Iterable[Node], Iterable[Link]], None]
#: Suffix -> writer.
WRITERS: Mapping[str, Writer] = {".graphml": write_graphml, ".jsonl": write_jsonl}


def export_graph(path: Path, nodes: Iterable[Node], links: Iterable[Link]) -> None:
    """Writes the graph to ``path`` by way of a temporary file, so that a broken-off export leaves nothing half-written.

    Raises PaperweftError where the suffix is unknown or the file cannot be written.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise PaperweftError(f"no format is known for {path.name!r}; end the file's name in {' or '.join(WRITERS)}")
    with replacing(path) as stream:
        writer(stream, nodes, links)
