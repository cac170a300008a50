"""Values of decoded records, whatever they turn out to be: text, years, people, words, lists and mappings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from paperweft.readers.cleaning import clean_text

_SPLIT_PEOPLE = re.compile(r"\s*;\s*|\s+and\s+|\n")
_SPLIT_WORDS = re.compile(r"\s*[;|,]\s*")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-./](0[1-9]|1[0-2])[-./](0[1-9]|[12]\d|3[01])(?!\d)")


def mapping_of(value: Any) -> Mapping[str, Any]:
    """``value`` where it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def mappings_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in a list, passing over nulls and what else stands there; nothing where ``value`` is no list."""
    return (item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else iter(())


def list_of(value: Any) -> list[Any]:
    """``value`` where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str | None:
    """Cleaned text of a string or number, of the first in a list, or of an object's name; None where it is empty."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title")
    return clean_text(str(value)) or None if value is not None else None


def year_of(value: Any) -> int | None:
    """The first four-digit year, 1500 to 2099, in a date however it is written."""
    match = _YEAR.search(str(value)) if value is not None else None
    return int(match[1]) if match else None


def people_of(value: Any) -> tuple[str, ...]:
    """Names in order, given name first, from a list of names or objects or from one string."""
    if isinstance(value, str):
        parts: Iterable[Any] = _SPLIT_PEOPLE.split(value)
        if ";" not in value and " and " not in value and value.count(",") > 1:
            parts = value.split(",")  # "A. Author, B. Author, C. Author"
    else:
        parts = value if isinstance(value, list) else []
    names = []
    for part in parts:
        if part is None:
            continue
        if isinstance(part, Mapping):
            part = part.get("name") or f"{part.get('given', '')} {part.get('family', '')}"
        name = clean_text(str(part))
        if name.count(",") == 1:  # "Vaswani, Ashish"
            last, first = name.split(",")
            name = f"{first.strip()} {last.strip()}".strip()
        if name:
            names.append(name)
    return tuple(dict.fromkeys(names))


def words_of(value: Any) -> tuple[str, ...]:
    """Keywords, each once, from a list or from a string that parts them with commas, semicolons or bars."""
    parts = _SPLIT_WORDS.split(value) if isinstance(value, str) else list_of(value)
    return tuple(dict.fromkeys(text for part in parts if part is not None and (text := clean_text(str(part)))))


def code_of(*values: Any) -> tuple[str, ...]:
    """Addresses of repositories, each once, in strings or lists of strings."""
    parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
    words = [word for part in parts if isinstance(part, str) for word in clean_text(part).split()]
    return tuple(dict.fromkeys(word for word in words if word.lower().startswith(("http://", "https://"))))


def date_of(value: Any) -> str | None:
    """The day in a date such as 2024-01-31T10:00:00Z or 2024.01.31, ISO 8601; None where there is none."""
    match = _DAY.search(str(value)) if value is not None else None
    return "-".join(match.groups()) if match else None
