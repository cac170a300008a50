"""paperweft weaves paper titles and abstracts into a citation and knowledge graph.

    import paperweft

    with paperweft.open("papers.db") as library:
        library.add("papers.txt")
        library.extract()
        library.link()
        print(library.query("models-on-dataset", dataset="ImageNet").to_pandas())

The public names are those in ``__all__``; they are imported when first used, so that ``import paperweft`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paperweft.errors import PaperweftError
    from paperweft.extraction import Extractor
    from paperweft.graph.neighbourhood import Neighbourhood
    from paperweft.stores import Rows
    from paperweft.workspace import Library, open

__version__ = "0.1.0"
__all__ = ["Extractor", "Library", "Neighbourhood", "PaperweftError", "Rows", "open"]

_HOMES = {
    "Extractor": "paperweft.extraction",
    "Library": "paperweft.workspace",
    "Neighbourhood": "paperweft.graph.neighbourhood",
    "PaperweftError": "paperweft.errors",
    "Rows": "paperweft.stores",
    "open": "paperweft.workspace",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'paperweft' has no attribute {name!r}")
