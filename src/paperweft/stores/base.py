"""What every graph store does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a query: column names, and a tuple of plain Python values a row.

    Nodes and relationships among the values are mappings of their properties, paths lists of their nodes; see
    :mod:`paperweft.stores.values`.
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


class Store(Protocol):
    """A Cypher store of one library's graph."""

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
