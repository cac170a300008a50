"""Streams cut into lists, so that what costs by the call is called a few times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")


def batches_of(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Lists of up to ``size`` items, in order; each is taken from ``items`` when it is asked for."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
