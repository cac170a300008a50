"""What a page embeds: the drawing, which is needed at once, and the details, which are read after the first draw.

Nodes and links are numbered by their place; ids stand once. All text that is data goes through :func:`packed`.
"""

from __future__ import annotations

import base64
import gzip
import json
import math
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from paperweft.graph.neighbourhood import Neighbourhood
from paperweft.model import ENTITY_TYPES, Link, Node
from paperweft.pages.grouping import Arrangement, Group
from paperweft.pages.layout import Circle, Layout, group_caption
from paperweft.pages.palette import NODE_COLOURS
from paperweft.pages.plain import caption, cut, one_line

_SMALLEST, _GROWTH, _LARGEST = 7.0, 2.1, 26.0  # radii in pixels
_REPOSITORIES = 5  # that a paper's details lead to
_NAME, _ABSTRACT, _CONTEXT, _MANY = 400, 12_000, 800, 60  # the longest of each in characters, and of lists in entries
_MEASURES = {
    "pagerank": "PageRank", "citation_pagerank": "citation PageRank", "betweenness": "betweenness", "community": "community",
}  # fmt: skip


def packed(data: bytes) -> str:
    """Data as it stands in a page: gzipped, in base64, whose characters mean nothing to HTML; the same at every call."""
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def packed_json(data: object) -> str:
    """JSON, packed; a lone surrogate, which is no text, becomes a question mark."""
    return packed(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def drawing(around: Neighbourhood, embedded: Neighbourhood, arrangement: Arrangement) -> dict[str, Any]:
    """Nodes and edges as pyvis makes them for vis-network, and what the page must know of each to draw it.

    ``embedded`` holds the nodes of ``around`` first; what it has beyond them is drawn when the reader asks for it. So are
    authors, for whom room is made around the others.
    """
    from pyvis.network import Network

    index = {node.id: number for number, node in enumerate(embedded.nodes)}
    circles = {n.id: Circle(_radius(embedded.degrees[n.id]), caption(n.properties.get("label") or n.name)) for n in embedded.nodes}  # fmt: skip
    pairs = [(link.source, link.target) for link in embedded.links]
    centre = around.centre.id if around.centre else None
    seen = [i for i in arrangement.nodes if i == centre or embedded.nodes[index[i]].label != "Author"]
    layout = Layout(replace(arrangement, nodes=tuple(seen)), circles, pairs, centre)
    layout.add([node.id for node in embedded.nodes if node.id not in layout.nodes], pairs)
    network = Network(directed=True, notebook=False)
    for node in embedded.nodes:
        place = layout.nodes[node.id]
        network.add_node(
            index[node.id], label=circles[node.id].caption or " ", x=round(place.x, 1), y=round(place.y, 1), shape="dot",
            color=NODE_COLOURS[node.label], size=round(place.radius, 2),
        )  # fmt: skip
    for link in embedded.links:
        end = embedded.nodes[index[link.source if link.kind == "WROTE" else link.target]]
        network.add_edge(index[link.source], index[link.target], color=NODE_COLOURS[end.label])
    drawn = len(around.nodes)
    top = [number for number, parent in enumerate(layout.parents) if parent < 0]
    return {
        "centre": index[centre] if centre else None,
        "total": around.total,
        "asked": drawn,
        "palette": dict(NODE_COLOURS),
        "vis": {"nodes": network.nodes, "edges": network.edges},
        "nodes": [
            {
                "id": node.id, "label": node.label, "name": one_line(node.name, _NAME) or node.id[:_NAME], "year": node.properties.get("year"),
                "degree": embedded.degrees[node.id], "scale": round(layout.nodes[node.id].scale, 4),
                "group": layout.group_of.get(node.id, -1), "ring": number >= drawn,
            }
            for number, node in enumerate(embedded.nodes)
        ],
        "kinds": [link.kind for link in embedded.links],
        "bundles": [(top[a], top[b], count) for a, b, count in arrangement.bundles],
        "groups": [
            {
                "name": one_line(group.name.replace("\n", ", "), 80), "caption": group_caption(group), "total": group.total, "community": group.community, "parent": parent, "x": round(place.x, 1),
                "y": round(place.y, 1), "size": round(place.radius, 2), "scale": round(place.scale, 4), "color": _colour(group, embedded, index),
            }
            for group, place, parent in zip(layout.walked, layout.groups, layout.parents, strict=True)
        ],
    }  # fmt: skip


def _radius(degree: int) -> float:
    return round(min(_LARGEST, _SMALLEST + _GROWTH * math.sqrt(degree)), 1)


def _colour(group: Group, embedded: Neighbourhood, index: Mapping[str, int]) -> str:
    """The colour of the label that most of a group's nodes have."""
    labels = [embedded.nodes[index[identifier]].label for identifier in group.members()]
    seen = [label for label in labels if label != "Author"]  # authors are hidden at first
    return NODE_COLOURS[max(NODE_COLOURS, key=(seen or labels).count)]


def details(
    embedded: Neighbourhood, place: Sequence[str], measures: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
) -> dict[str, Any]:
    """What the panel shows of each node and link. ``place`` are the options that lead a command to the library;
    ``measures`` those of nodes by their id.
    """
    nodes = {node.id: node for node in embedded.nodes}
    return {
        "nodes": [_node_details(node, measures.get(node.id, {})) for node in embedded.nodes],
        "links": [_link_details(link, nodes) for link in embedded.links],
        "place": shlex.join(place),
        "types": list(ENTITY_TYPES),
    }


def _node_details(node: Node, measures: Mapping[str, Any]) -> dict[str, Any]:
    p = node.properties
    data: dict[str, Any] = {
        "abstract": cut(p["abstract"], _ABSTRACT) if p.get("abstract") else None,
        "authors": _listed(p.get("authors")), "venue": one_line(p["venue"], _NAME) if p.get("venue") else None,
        "papers": p.get("papers"), "aliases": _listed(p.get("aliases")), "links": addresses(p),
        "measures": measures_line(measures) or None,
    }  # fmt: skip
    if node.id.isprintable():  # a control character would act where it is pasted
        data["quoted"] = shlex.quote(node.id)
    return {key: value for key, value in data.items() if value not in (None, [])}


def measures_line(measures: Mapping[str, Any]) -> str:
    """A node's measures as one line of text; empty where it has none."""
    return " · ".join(f"{_MEASURES[name]} {measures[name]:.3g}" for name in _MEASURES if name in measures)


def _listed(values: Sequence[str] | None) -> list[str]:
    whole = [one_line(value, _NAME) for value in values or ()]
    return whole if len(whole) <= _MANY else [*whole[:_MANY], f"and {len(whole) - _MANY} more"]


def addresses(properties: Mapping[str, Any]) -> list[list[str]]:
    """(text, address) of where a paper can be read; an address that is not of the web is left out."""
    url = str(properties.get("url") or "")
    found = [["Open record", url]] if _is_web(url) else []
    for text, key, base in (("arXiv", "arxiv_id", "https://arxiv.org/abs/"), ("DOI", "doi", "https://doi.org/")):
        value = properties.get(key)
        if value and f"{base}{value}" not in (address for _, address in found):
            found.append([text, f"{base}{value}"])
    code = [str(address) for address in properties.get("code") or ()]
    found += [["Code", address] for address in code[:_REPOSITORIES] if _is_web(address)]
    return found


def _is_web(address: str) -> bool:
    return address.lower().startswith(("http://", "https://")) and len(address) < 2_000


def _link_details(link: Link, nodes: Mapping[str, Node]) -> dict[str, Any]:
    """A link's confidence, sources and evidence; the evidence is cut at the mention here, since JavaScript counts UTF-16."""
    p = link.properties
    data: dict[str, Any] = {}
    if p.get("confidence") is not None:
        data["confidence"] = p["confidence"]
    if p.get("evidence"):
        data["evidence"] = marked(p, str(nodes[link.source].properties.get(p.get("field", ""), "")))
    if p.get("sources"):
        data["sources"] = [one_line(source, _NAME) for source in p["sources"]]
    if p.get("paper_ids"):
        papers = [nodes[i].properties.get("label") or nodes[i].name for i in p["paper_ids"] if i in nodes]
        others = len(p["paper_ids"]) - len(papers)
        data["papers"] = _listed([*papers, *([f"{others} more"] if others else [])])
    return data


def marked(properties: Mapping[str, Any], text: str) -> list[str]:
    """The evidence sentence as what stands before the mention, the mention, and what stands after it."""
    evidence, start, end = str(properties["evidence"]), properties.get("start", -1), properties.get("end", -1)
    first = text.rfind(
        evidence, 0, max(0, start) + len(evidence)
    )  # a sentence may stand twice: the one with the mention
    if not 0 <= first <= start < end <= first + len(evidence):
        return [cut(evidence, 2 * _CONTEXT), "", ""]
    before, after = text[first:start], text[end : first + len(evidence)]
    before = before if len(before) <= _CONTEXT else "…" + before[-_CONTEXT:]
    return [before, cut(text[start:end], _CONTEXT), cut(after, _CONTEXT)]
