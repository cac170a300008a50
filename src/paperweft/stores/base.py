"""What every graph store does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from paperweft.record.graph_tables import GraphTables

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a query: column names, and a tuple of plain Python values a row.

    Nodes and relationships among the values are mappings of their properties.
    """

    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self.values:
            yield dict(zip(self.columns, row, strict=True))

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a data frame, columns in the query's order."""
        import pandas as pd

        frame: pd.DataFrame = pd.DataFrame(list(self.values), columns=list(self.columns))
        return frame


@dataclass(frozen=True, slots=True)
class Written:
    """What a write changed in a store. An equal graph written again changes nothing."""

    nodes_written: int = 0
    links_written: int = 0
    nodes_removed: int = 0
    links_removed: int = 0

    @property
    def anything(self) -> bool:
        """Whether the store differs from before."""
        return bool(self.nodes_written or self.links_written or self.nodes_removed or self.links_removed)


class Store(Protocol):
    """A Cypher store of one library's graph."""

    def write(self, graph: GraphTables) -> Written:
        """Makes the store hold exactly ``graph`` (of this library; other people's data stay)."""
        ...

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        write: bool = False,
        timeout: float | None = None,
    ) -> Rows:
        """Runs a query; one that writes is refused unless ``write``. ``timeout`` is in seconds.

        Raises QueryError with the engine's message.
        """
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
        ...


def batches_of(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Lists of up to ``size`` items."""
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
