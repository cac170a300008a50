"""Nodes, relationships and paths among a query's values: mappings and lists that also know their labels, types and ends.

``str()`` of each is its short form, as Cypher would draw it: ``(:Model {id: 'model:mamba', name: 'Mamba'})``,
``[:USES {confidence: 0.9}]``, ``(Gu 2023)-[:INTRODUCES]->(Mamba)``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

_GENERAL = ("Paperweft", "Entity")  # labels that do not tell kinds of nodes apart
_SHORT = 60


class NodeValue(dict[str, Any]):
    """A node's properties; ``labels`` are its labels, sorted."""

    def __init__(self, labels: Iterable[str], properties: Mapping[str, Any]) -> None:
        super().__init__(properties)
        self.labels = tuple(sorted(labels))

    @property
    def caption(self) -> str:
        """What people call the node: a paper's short label, a name, a title, else an id or its labels."""
        keys = ("label", "name", "title", "id") if "Paper" in self.labels else ("name", "title", "id")
        found = next((str(self[key]) for key in keys if self.get(key) not in (None, "")), None)
        return found if found is not None else "".join(f":{label}" for label in self._telling)

    @property
    def _telling(self) -> list[str]:
        return [label for label in self.labels if label not in _GENERAL] or list(self.labels)

    def __str__(self) -> str:
        known = {key: self[key] for key in ("id", "name", "title") if self.get(key) is not None}
        inside = " ".join(filter(None, ("".join(f":{label}" for label in self._telling), _short_map(known or self))))
        return f"({inside})"


class RelationshipValue(dict[str, Any]):
    """A relationship's properties; ``type`` is its type, ``source`` and ``target`` the ids of its ends where known."""

    def __init__(self, type: str, source: Any, target: Any, properties: Mapping[str, Any]) -> None:
        super().__init__(properties)
        self.type, self.source, self.target = type, source, target

    def __str__(self) -> str:
        known = {key: self[key] for key in ("confidence",) if self.get(key) is not None}
        return f"[{' '.join(filter(None, (':' + self.type, _short_map(known))))}]"


class PathValue(list[NodeValue]):
    """A path's nodes in order; ``steps`` holds each relationship with whether the path goes along it."""

    def __init__(self, nodes: Iterable[NodeValue], steps: Iterable[tuple[RelationshipValue, bool]]) -> None:
        super().__init__(nodes)
        self.steps = tuple(steps)

    def __str__(self) -> str:
        text = f"({self[0].caption})" if self else ""
        for (link, along), node in zip(self.steps, self[1:], strict=True):
            text += f"-[:{link.type}]->" if along else f"<-[:{link.type}]-"
            text += f"({node.caption})"
        return text


def jsonable(value: Any) -> Any:
    """A value as JSON can hold it: a node with its labels, a relationship with type and ends, dates in ISO form."""
    if isinstance(value, NodeValue):
        return {"labels": list(value.labels), **_jsonable_map(value)}
    if isinstance(value, RelationshipValue):
        ends = {"source": value.source, "type": value.type, "target": value.target}
        return {**ends, **_jsonable_map(value)}
    if isinstance(value, PathValue):
        return {
            "nodes": [jsonable(node) for node in value],
            "relationships": [jsonable(link) for link, _ in value.steps],
        }
    if isinstance(value, Mapping):
        return _jsonable_map(value)
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes | bytearray):
        return [jsonable(item) for item in value]
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray):
        return bytes(value).hex()
    if isinstance(value, float) and value - value != 0:  # NaN and the infinities are not JSON
        return None
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _jsonable_map(value: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key): jsonable(item) for key, item in value.items()}


def cell(value: Any, *, exact: bool = False) -> str:
    """A value as the text of one cell: lists joined with commas, maps as JSON, null as nothing.

    Fractions have four digits that count, or all of them where ``exact``.
    """
    if value is None:
        return ""
    if isinstance(value, NodeValue | RelationshipValue | PathValue):
        return str(value)
    if isinstance(value, list | tuple):
        texts = (cell(item, exact=exact) for item in value)
        return ", ".join(f"[{t}]" if _is_plain_list(item) else t for t, item in zip(texts, value, strict=True))
    if isinstance(value, Mapping):
        return json.dumps(jsonable(value), ensure_ascii=False)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, float) and not exact:
        return f"{value:.4g}" if abs(value) < 10_000 else f"{value:.0f}"
    return str(value if isinstance(value, float | bool) else jsonable(value))


def _is_plain_list(value: Any) -> bool:
    return isinstance(value, list | tuple) and not isinstance(value, PathValue)


def _short_map(value: Mapping[str, Any]) -> str:
    """A map as Cypher writes it, long texts cut; nothing for one without entries."""
    return "{" + ", ".join(f"{key}: {_short_literal(item)}" for key, item in value.items()) + "}" if value else ""


def _short_literal(value: Any) -> str:
    if isinstance(value, str):
        cut = value if len(value) <= _SHORT else value[: _SHORT - 1] + "…"
        return "'" + cut.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return f"[{cell(value)}]" if _is_plain_list(value) else cell(value)
