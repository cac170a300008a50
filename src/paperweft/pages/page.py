"""A neighbourhood, or a whole graph -> one HTML file, by pyvis with a template of our own.

pyvis's own template loads scripts from the network and runs HTML that stands in names. Here Jinja2 escapes all text, the
data is packed (:mod:`paperweft.pages.embedding`), the script shows it by ``textContent`` only, and vis-network, which
comes in pyvis's wheel, is embedded compressed. A content security policy forbids everything else.
"""

from __future__ import annotations

import html
import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from paperweft.files import replacing
from paperweft.graph.neighbourhood import Neighbourhood
from paperweft.pages.embedding import details, drawing, packed, packed_json
from paperweft.pages.grouping import Arrangement, Arranger
from paperweft.pages.plain import one_line

#: The parts of the page's script, in the order in which they run.
_SCRIPTS = ("data", "scene", "labels", "graph", "details", "search", "controls", "picture", "start")


def write_page(path: Path, page: str) -> None:
    """Writes a page to ``path``. Raises PaperweftError where the file cannot be written."""
    with replacing(path) as stream:
        stream.write(page)


def render(
    around: Neighbourhood,
    *,
    embedded: Neighbourhood | None = None,
    arrangement: Arrangement | None = None,
    title: str = "",
    place: Sequence[str] = (),
    measures: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    nonce: str | None = None,
) -> str:
    """The page's HTML.

    ``embedded`` is ``around`` with the nodes beyond it that the page shows when the reader asks for them; ``arrangement`` what is
    drawn at first; ``place`` the options that lead a command to the library; ``measures`` those of nodes by their id. ``nonce`` is for tests that compare
    pages; each page has its own.
    """
    from jinja2 import Environment, PackageLoader

    embedded = embedded or around
    arrangement = arrangement or Arranger(around).neighbourhood()
    environment = Environment(loader=PackageLoader("paperweft.pages", "template"), autoescape=True)
    name = one_line(title or (around.centre.name if around.centre else "Library"), 300)
    return environment.get_template("page.html").render(
        title=name,
        nonce=nonce or secrets.token_urlsafe(16),
        style=_asset("page.css"),
        script="\n".join(_asset(f"{part}.js") for part in _SCRIPTS),
        library=_vis_network(),
        drawing=packed_json(drawing(around, embedded, arrangement)),
        details=packed_json(details(embedded, place, measures)),
    )


def framed(page: str) -> str:
    """A page inside a notebook's cell: a frame of its own, whose script cannot reach the notebook."""
    return (
        f'<iframe srcdoc="{html.escape(page)}" sandbox="allow-scripts allow-downloads allow-popups allow-modals'
        ' allow-popups-to-escape-sandbox" style="width:100%;height:640px;border:1px solid #8884;border-radius:8px"'
        ' title="Graph by paperweft"></iframe>'
    )


def _asset(name: str) -> str:
    return (files("paperweft.pages") / "template" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _vis_network() -> str:
    """vis-network as pyvis carries it, packed."""
    return packed((files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js").read_bytes())
