"""The Zotero that runs on this machine, read through its local API, which needs no key."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import requests

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers.base import Skipped
from paperweft.readers.objects import beginning
from paperweft.readers.values import list_of, mapping_of, mappings_in, text_of
from paperweft.readers.zotero import NO_PAPER, zotero_record

_ADDRESS = "http://localhost:23119"
_PAGE = 100
_SECONDS = 60


def read_zotero(collection: str = "") -> Iterator[SourceRecord | Skipped]:
    """Papers of the library of the running Zotero, or of its collection of that name or key and those within it.

    ``ZOTERO_LOCAL_API`` is the address where it is not Zotero's own. Raises SourceError where Zotero does not run, does
    not let other programs in, or has no such collection.
    """
    address = os.environ.get("ZOTERO_LOCAL_API", _ADDRESS).rstrip("/") + "/api/users/0"
    with requests.Session() as session:
        session.trust_env = False  # a proxy has no business on the way to this machine
        session.headers.update({"Zotero-API-Version": "3", "Zotero-Allowed-Request": "1"})
        collections = {
            str(item.get("key")): mapping_of(item.get("data"))
            for item in mappings_in(list(_pages(session, f"{address}/collections")))
        }
        names = {key: (text_of(about.get("name")) or key,) for key, about in collections.items()}
        origin = f"zotero:{collection}"
        wanted = _within(collection, collections) if collection else [None]
        seen: set[str] = set()
        number = 0
        for key in wanted:
            place = f"/collections/{key}" if key else ""
            for item in _pages(session, f"{address}{place}/items/top"):
                about = mapping_of(item)
                if str(about.get("key")) in seen:
                    continue
                seen.add(str(about.get("key")))
                number += 1
                record = zotero_record(about, origin=origin, line=number, collections=names)
                if isinstance(record, str):
                    yield Skipped(origin, number, record, beginning(item), furniture=record == NO_PAPER, unit="item")
                else:
                    yield record
        if not number:
            raise SourceError(
                f"Zotero has no items in {f'its collection {collection}' if collection else 'its library'}"
            )


def _within(wanted: str, collections: dict[str, Any]) -> list[str]:
    """Keys of the collections of that name or key, and of those within them. Raises SourceError where there is none."""
    keys = [key for key, about in collections.items() if key == wanted or text_of(about.get("name")) == wanted]
    folded = wanted.casefold()
    keys = keys or [
        key for key, about in collections.items() if (text_of(about.get("name")) or "").casefold() == folded
    ]
    if not keys:
        known = sorted({text_of(about.get("name")) or key for key, about in collections.items()})
        raise SourceError(f"Zotero has no collection {wanted}; it has {', '.join(known) or 'none'}")
    for key in keys:  # grows as it goes
        keys += [
            inner for inner, about in collections.items() if about.get("parentCollection") == key and inner not in keys
        ]
    return keys


def _pages(session: requests.Session, address: str) -> Iterator[Any]:
    """The elements of an answer, page after page: by its link to the next, else by how many it says there are."""
    start, following = 0, None
    while True:
        answer = _get(
            session, following or address, {} if following else {"start": start, "limit": _PAGE, "format": "json"}
        )
        try:
            items = answer.json()
        except ValueError as error:
            raise SourceError(f"Zotero's local API answered something that is no JSON at {address}") from error
        items = list_of(items)
        yield from items
        start += len(items)
        following = answer.links.get("next", {}).get("url")
        total = answer.headers.get("Total-Results", "")
        if not items or not (following or (total.isdigit() and start < int(total))):
            return


def _get(session: requests.Session, address: str, parameters: dict[str, Any]) -> requests.Response:
    try:
        answer = session.get(address, params=parameters, timeout=_SECONDS)
    except requests.RequestException as error:
        raise SourceError(
            f"Zotero does not answer at {address.split('/api/')[0]} ({type(error).__name__}); start Zotero 7 or later, or give a file that it exported"
        ) from error
    if answer.status_code == 403:
        raise SourceError(
            "Zotero does not let other programs in; tick Settings, Advanced, 'Allow other applications on this computer to communicate with Zotero'"
        )
    if not answer.ok:
        raise SourceError(f"Zotero's local API answered {answer.status_code} at {address}; it takes Zotero 7 or later")
    return answer
