"""CSV files for ``neo4j-admin database import full``: one for each label and each relationship type, header first.

What is imported is what ``push`` would have written, marks and content hashes included, so that a later push finds
nothing to change. See https://neo4j.com/docs/operations-manual/5/import/.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from paperweft.errors import PaperweftError
from paperweft.files import replacing
from paperweft.model import PROPERTIES, RELATIONSHIP_TYPES, Link, Node
from paperweft.record.graph_tables import canonical_link, canonical_node, content_hash, labels_of

_LABELS = ("Paper", "Author", "Model", "Method", "Dataset", "Task")
_SEPARATOR = "\x1f"  # of a list's items; cleaned text has none
_OPTIONS = ("--array-delimiter=U+001F", "--multiline-fields=true", "--overwrite-destination")


def write_neo4j_csv(folder: Path, nodes: Iterable[Node], links: Iterable[Link], library: str, database: str) -> str:
    """Writes the graph into ``folder``, made where it is missing; returns the command that imports it.

    Raises PaperweftError where the folder cannot be made or written.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise PaperweftError(f"{folder} cannot be made a folder: {error.strerror}") from error
    files = {kind: folder / f"{kind.lower()}.csv" for kind in (*_LABELS, *RELATIONSHIP_TYPES)}
    with ExitStack() as stack:
        streams = {kind: stack.enter_context(replacing(path)) for kind, path in files.items()}
        for kind, stream in streams.items():
            ends = ["id:ID"] if kind in _LABELS else [":START_ID", ":END_ID", "paperweft:boolean"]
            columns = [f"{name}:{type}" for name, type in PROPERTIES[kind].items()]
            _write_row(stream, [*ends, "content:string", "libraries:string[]", *columns])
        for node in nodes:
            marks = [node.id, content_hash(canonical_node(node)), library]
            _write_row(streams[node.label], [*marks, *_values(node.label, node.properties)])
        for link in links:
            marks = [link.source, link.target, "true", content_hash(canonical_link(link)), library]
            _write_row(streams[link.kind], [*marks, *_values(link.kind, link.properties)])
    what = [f"--nodes={':'.join(('Paperweft', *labels_of(label)))}={files[label].resolve()}" for label in _LABELS]
    what += [f"--relationships={kind}={files[kind].resolve()}" for kind in RELATIONSHIP_TYPES]
    return shlex.join(["neo4j-admin", "database", "import", "full", database, *_OPTIONS, *what])


def _values(kind: str, properties: Mapping[str, Any]) -> list[str | None]:
    return [_text(properties.get(name)) for name in PROPERTIES[kind]]


def _text(value: Any) -> str | None:
    if value is None or value == []:  # the import knows no empty list
        return None
    return _SEPARATOR.join(map(str, value)) if isinstance(value, list) else str(value)


def _write_row(stream: TextIO, values: list[str | None]) -> None:
    """Quotes all but null: the import takes an empty field for null and an empty text in quotes for itself."""
    stream.write(",".join("" if value is None else '"' + value.replace('"', '""') + '"' for value in values) + "\n")
