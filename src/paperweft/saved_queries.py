"""The Cypher files of ``queries/``: found by name, with the question each answers and its parameters' examples.

A file begins with comment lines: the question, then each parameter as ``// :param name => value``, the form that
cypher-shell and Neo4j Browser read.
"""

from __future__ import annotations

import ast
import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from paperweft.errors import QueryError

_PARAMETER = re.compile(r"^//\s*:param\s+(?P<name>\w+)\s*=>\s*(?P<value>.+?);?\s*$")
_TEMPORAL = re.compile(r"""^(?P<kind>date|datetime)\(\s*(?P<quote>['"])(?P<value>[^'"]+)(?P=quote)\s*\)$""")
#: What people call the types of parameters.
_KINDS = {int: "a whole number", float: "a number", str: "text", bool: "true or false", list: "a list", date: "a date"}


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query file. ``question`` is its first comment in one line, ``parameters`` its examples by name."""

    name: str
    question: str
    parameters: Mapping[str, Any]
    text: str


def queries_folder() -> Path:
    """The folder of the shipped queries: in the package when installed, in the checkout when that is used in place."""
    inside = Path(__file__).parent / "queries"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "queries"


def parse_query(name: str, text: str) -> SavedQuery:
    """Reads a query file's comments. Raises QueryError where a parameter's value is no literal."""
    question, parameters = [], {}
    for line in text.splitlines():
        if not line.strip().startswith("//"):
            if line.strip():
                break
            continue
        match = _PARAMETER.match(line.strip())
        if match:
            parameters[match["name"]] = _literal(match["value"], name)
        else:
            question.append(line.strip().lstrip("/").strip())
    return SavedQuery(name, " ".join(part for part in question if part), parameters, text)


def shipped_queries() -> list[SavedQuery]:
    """All queries that come with paperweft, by name."""
    return [parse_query(p.stem, p.read_text(encoding="utf-8")) for p in sorted(queries_folder().glob("*.cypher"))]


def load_query(name: str) -> SavedQuery:
    """The query in the file ``name``, or the shipped one of that name. Raises QueryError where there is neither."""
    path = Path(name)
    if path.suffix == ".cypher" or path.is_file():
        try:
            return parse_query(path.stem, path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise QueryError(f"there is no file {name}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise QueryError(f"{name} cannot be read: {error}") from error
    shipped = {query.name: query for query in shipped_queries()}
    if name in shipped:
        return shipped[name]
    near = difflib.get_close_matches(name, shipped, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "`paperweft query --list` shows them all"
    raise QueryError(f"there is no query called {name!r}; {hint} (Cypher itself goes after -c)")


def read_query(text: str) -> SavedQuery:
    """A query by name or file, or Cypher itself where the text has a space and names no file."""
    spaced = " " in text.strip() and not text.strip().endswith(".cypher")
    return SavedQuery("", "", {}, text) if spaced else load_query(text)


def typed_parameters(given: Mapping[str, str], examples: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters from the command line over the file's examples, each of its example's type.

    Without an example a value that reads as a JSON number, boolean, null or list is that, ``date('2024-01-31')`` and
    ``datetime('...')`` are those, anything else is text. Raises QueryError where a value is not of its example's type, and
    for a name that the file declares none of, where it declares any.
    """
    unknown = [name for name in given if examples and name not in examples]
    if unknown:
        raise QueryError(f"the query has no parameter {unknown[0]}; it takes {', '.join(examples)}")
    out = dict(examples)
    for name, text in given.items():
        example = examples.get(name)
        if isinstance(example, str):
            out[name] = text
            continue
        if isinstance(example, date):
            text = text if _TEMPORAL.match(text) else f"{type(example).__name__}('{text}')"
        value: Any = _temporal(text, name)
        if value is None:
            try:
                value = json.loads(text, parse_constant=_refuse)
            except ValueError:
                value = text
        if isinstance(value, dict) or (isinstance(value, str) and example is None):
            value = text
        if example is not None and not _fits(value, example):
            kind = _KINDS.get(type(example), "a value")
            raise QueryError(f"parameter {name} wants {kind} like {example!r}, not {text!r}")
        out[name] = value
    return out


def _refuse(constant: str) -> Any:
    """NaN and Infinity are no JSON; as a parameter they are words."""
    raise ValueError(constant)


def _temporal(text: str, name: str) -> date | None:
    """The date or date and time that ``text`` writes as Cypher does; None where it is neither."""
    match = _TEMPORAL.match(text)
    if not match:
        return None
    try:
        if match["kind"] == "date":
            return date.fromisoformat(match["value"])
        return datetime.fromisoformat(match["value"].replace("Z", "+00:00"))
    except ValueError:
        raise QueryError(f"parameter {name}: {match['value']!r} is no {match['kind']}; write 2024-01-31") from None


def _fits(value: Any, example: Any) -> bool:
    if isinstance(example, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(example, bool)
    if isinstance(example, int | float):
        return isinstance(value, int | float)
    if isinstance(example, date):
        return type(value) is type(example)
    return isinstance(value, type(example))


def _literal(text: str, name: str) -> Any:
    words = {"true": True, "false": False, "null": None}
    if text in words:
        return words[text]
    if temporal := _temporal(text, name):
        return temporal
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        raise QueryError(
            f"{name}: {text!r} is no value; write a string in quotes, a number, true, false or a list"
        ) from None
