"""Two Parquet tables, nodes and links, with lists as lists; written by pyarrow in groups of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from paperweft.batches import batches_of
from paperweft.errors import PaperweftError
from paperweft.export.graph import ExportGraph
from paperweft.export.shape import Shape

_GROUP = 5_000  # rows


def write_parquet(graph: ExportGraph, shape: Shape, nodes: TextIO, links: TextIO) -> None:
    """Writes the tables. Raises PaperweftError where pyarrow is not installed."""
    try:
        import pyarrow
    except ImportError:
        raise PaperweftError("Parquet needs pyarrow; install it with: pip install 'paperweft[parquet]'") from None
    types = {
        "string": pyarrow.string(), "string[]": pyarrow.list_(pyarrow.string()),
        "long": pyarrow.int64(), "double": pyarrow.float64(),
    }  # fmt: skip
    column, (source, target) = shape.tool.column, shape.tool.ends
    tables = (
        (nodes, [column], shape.node_attributes, ({**shape.node(n), column: n.id} for n in graph.nodes())),
        (links, [source, target], shape.link_attributes,
         ({source: x.source, target: x.target, **shape.link(x)} for x in graph.links())),
    )  # fmt: skip
    for stream, ids, attributes, rows in tables:
        fields = dict.fromkeys(ids, "string") | {name: type for name, type in attributes.items() if name not in ids}
        schema = pyarrow.schema([pyarrow.field(name, types[type]) for name, type in fields.items()])
        _write(stream, schema, rows)


def _write(stream: TextIO, schema: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    with ParquetWriter(stream.buffer, schema, compression="zstd") as writer:
        for group in batches_of(rows, _GROUP):
            columns = [
                pyarrow.array([_encodable(row.get(field.name)) for row in group], field.type) for field in schema
            ]
            writer.write_table(pyarrow.Table.from_arrays(columns, schema=schema))


def _encodable(value: Any) -> Any:
    """The value with U+FFFD for lone surrogates, which UTF-8 cannot hold."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return [_encodable(item) for item in value] if isinstance(value, list | tuple) else value
