"""The services that papers can be completed from: what each gives, and what asking it comes to."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from paperweft.clients import Answered, FetchRequest
from paperweft.clients.estimate import estimate
from paperweft.clients.request import CLIENTS
from paperweft.enrichment.needs import Need, What
from paperweft.errors import PaperweftError


class Knows(Protocol):
    """A client that has papers by identifier; see :class:`paperweft.clients.Client`."""

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """The papers of ``ids``, and those of them that have none."""
        ...


@runtime_checkable
class Finds(Protocol):
    """A client that has candidates for a title."""

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        """The best candidates first. One request."""
        ...


@dataclass(frozen=True, slots=True)
class Service:
    """What a service gives; ``keys`` are environment variables for a key, ``key`` says what one is good for.

    ``references_in_search`` says whether a paper found by its title comes with its references.
    """

    gives: frozenset[What]
    keys: tuple[str, ...] = ()
    key: str = ""
    references_in_search: bool = True


_ALL: frozenset[What] = frozenset({"ids", "years", "abstracts", "citations"})

#: Name -> service.
SERVICES: Mapping[str, Service] = {
    "semanticscholar": Service(
        _ALL, ("SEMANTIC_SCHOLAR_API_KEY", "S2_API_KEY"),
        "free; without it everyone shares one allowance and may have to wait", references_in_search=False,
    ),
    "openalex": Service(_ALL, ("OPENALEX_API_KEY",), "free; with it $1 a day costs nothing, without it $0.10"),
    "crossref": Service(_ALL),
    "opencitations": Service(frozenset({"years", "citations"})),
    "arxiv": Service(frozenset({"ids", "years", "abstracts"})),
}  # fmt: skip

#: The order in which services are asked, each about what those before left. Semantic Scholar first: it has the references
#: of preprints too, and takes papers by any identifier, a hundred in a request; OpenAlex fills what publishers keep from
#: it; Crossref has what they deposited. OpenCitations costs a request a paper and has little that these lack, arXiv has
#: no references: they are asked when named.
DEFAULT_SERVICES: tuple[str, ...] = ("semanticscholar", "openalex", "crossref")


def known_services(names: Sequence[str]) -> tuple[str, ...]:
    """``names``, each once. Raises PaperweftError where one is none of SERVICES."""
    unknown = [name for name in names if name not in SERVICES]
    if unknown:
        raise PaperweftError(f"papers cannot be completed from {unknown[0]!r}; services are {', '.join(SERVICES)}")
    return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Plan:
    """What asking one service comes to at most: ``papers`` by identifier and ``titles`` by title, in ``requests``, about
    ``seconds``, ``dollars``. ``keys`` are the environment variables for its key, ``key`` says what one is good for."""

    service: str
    papers: int
    titles: int
    requests: int
    seconds: float
    dollars: float
    keys: tuple[str, ...]
    has_key: bool
    key: str

    @property
    def minutes(self) -> int:
        """Minutes, rounded up."""
        return math.ceil(self.seconds / 60)


def plan(needed: Iterable[Need], services: Sequence[str], asked: Callable[[Need, str], bool]) -> list[Plan]:
    """What asking ``services`` about the papers comes to: for each the most, since those before it may leave it nothing.

    ``asked`` tells which papers a service need not be asked about again.
    """
    found = list(needed)
    out = []
    for name in services:
        service = SERVICES[name]
        waiting = [need for need in found if can_help(need, name) and not asked(need, name)]
        titles = tuple(need.paper.title for need in waiting if not need.paper.ids and need.paper.title)
        ids = tuple(askable_ids(need, name)[0] for need in waiting if need.paper.ids)
        # A paper found by its title is asked about by its new identifier where search results have no references.
        again = () if service.references_in_search else titles
        parts = [
            estimate(request)
            for request in (FetchRequest(name, titles=titles), FetchRequest(name, ids=(*ids, *again)))
            if request.titles or request.ids
        ]
        out.append(
            Plan(
                name, len(ids), len(titles), sum(part.requests for part in parts), sum(part.seconds for part in parts),
                sum(part.dollars for part in parts), service.keys, any(os.environ.get(key) for key in service.keys), service.key,
            )
        )  # fmt: skip
    return out


def can_help(need: Need, name: str) -> bool:
    """Whether the service can be asked about what the paper lacks: by an identifier, or by title where it has none."""
    if not need.paper.ids:
        return hasattr(CLIENTS[name], "by_title")
    return bool(need.lacks & SERVICES[name].gives) and bool(askable_ids(need, name))


def askable_ids(need: Need, name: str) -> list[str]:
    """The paper's identifiers that the service takes, the best first, as ``kind:value``."""
    return [f"{kind}:{need.paper.ids[kind]}" for kind in id_kinds(name) if kind in need.paper.ids]


def id_kinds(name: str) -> Sequence[str]:
    """The kinds of identifiers that the service takes, the best first."""
    kinds: Sequence[str] = CLIENTS[name].id_kinds  # type: ignore[attr-defined]
    return kinds
