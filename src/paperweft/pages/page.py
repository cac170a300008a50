"""A neighbourhood -> one HTML file, by pyvis with a template of our own.

pyvis's own template loads scripts from the network and runs HTML that stands in names. Here Jinja2 escapes all text, the
data is inert JSON, the script shows it by ``textContent`` only, and vis-network, which comes in pyvis's wheel, is
embedded compressed. A content security policy forbids everything else.
"""

from __future__ import annotations

import base64
import gzip
import json
import math
import secrets
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from paperweft.files import replacing
from paperweft.graph.neighbourhood import Neighbourhood
from paperweft.model import Link, Node
from paperweft.pages.layout import layout
from paperweft.pages.palette import NODE_COLOURS

_SMALLEST, _GROWTH, _LARGEST = 9, 2.6, 30  # radii in pixels


def write_page(path: Path, around: Neighbourhood) -> None:
    """Writes the page to ``path``. Raises PaperweftError where the file cannot be written."""
    page = render(around)
    with replacing(path) as stream:
        stream.write(page)


def render(around: Neighbourhood, nonce: str | None = None) -> str:
    """The page's HTML. ``nonce`` is for tests that compare pages; each page has its own."""
    from jinja2 import Environment, PackageLoader
    from pyvis.network import Network

    network = Network(directed=True, notebook=False)
    centre = around.centre.id if around.centre else None
    nodes = {node.id: node for node in around.nodes}
    places = layout(list(nodes), [(link.source, link.target) for link in around.links], centre)
    for node in around.nodes:
        x, y = places[node.id]
        network.add_node(
            node.id, label=_caption(node), x=x, y=y, shape="dot", color=NODE_COLOURS[node.label], size=_radius(around.degrees[node.id]),
        )  # fmt: skip
    for link in around.links:
        network.add_edge(
            link.source,
            link.target,
            color=NODE_COLOURS[nodes[link.source if link.kind == "WROTE" else link.target].label],
        )
    data = {
        "centre": centre,
        "total": around.total,
        "palette": dict(NODE_COLOURS),
        "vis": {"nodes": network.nodes, "edges": [{**edge, "id": n} for n, edge in enumerate(network.edges)]},
        "nodes": {node.id: _node_data(node, around) for node in around.nodes},
        "links": [_link_data(link, nodes) for link in around.links],
    }
    environment = Environment(loader=PackageLoader("paperweft.pages", "template"), autoescape=True)
    template = environment.get_template("page.html")
    return template.render(
        title=around.centre.name if around.centre else "Library",
        nonce=nonce or secrets.token_urlsafe(16),
        style=_asset("page.css"),
        script=_asset("page.js"),
        library=_vis_network(),
        data=_inert(data),
    )


def _caption(node: Node) -> str:
    """What stands under a node: a paper's short label, a name otherwise, wrapped and cut."""
    text = str(node.properties.get("label") or node.name)
    lines: list[str] = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) > 17:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()[:24]
    return "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")


def _radius(degree: int) -> float:
    return round(min(_LARGEST, _SMALLEST + _GROWTH * math.sqrt(degree)), 1)


def _node_data(node: Node, around: Neighbourhood) -> dict[str, Any]:
    p = node.properties
    url = p.get("url", "")
    return {
        "label": node.label, "name": node.name, "year": p.get("year"), "abstract": p.get("abstract"), "papers": p.get("papers"),
        "aliases": p.get("aliases"), "authors": p.get("authors"), "venue": p.get("venue"), "code": p.get("code"),
        "url": url if url.startswith(("http://", "https://")) else None, "degree": around.degrees[node.id],
    }  # fmt: skip


def _link_data(link: Link, nodes: Mapping[str, Node]) -> dict[str, Any]:
    """A link's ends, type, confidence and evidence; the evidence is cut at the mention here, since JavaScript counts UTF-16."""
    p = link.properties
    data: dict[str, Any] = {
        "from": link.source,
        "to": link.target,
        "kind": link.kind,
        "confidence": p.get("confidence"),
    }
    if p.get("evidence"):
        text = str(nodes[link.source].properties.get(p["field"], ""))
        first = text.find(p["evidence"])
        if first <= p["start"] < p["end"] <= first + len(p["evidence"]):
            data["evidence"] = [
                text[first : p["start"]],
                text[p["start"] : p["end"]],
                text[p["end"] : first + len(p["evidence"])],
            ]
        else:  # the sentence stands twice in the abstract, and this is not its first place
            data["evidence"] = [p["evidence"], "", ""]
    if p.get("sources"):
        data["sources"] = p["sources"]
    return data


def _inert(data: Any) -> str:
    """JSON that can stand in a script element: no character of it can end the element or open a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _asset(name: str) -> str:
    return (files("paperweft.pages") / "template" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _vis_network() -> str:
    """vis-network as pyvis carries it, gzipped, in base64."""
    script = files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return base64.b64encode(gzip.compress(script.read_bytes(), 9, mtime=0)).decode()
