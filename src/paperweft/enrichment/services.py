"""The services that papers can be completed from: what each takes and gives, and what asking it comes to."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from paperweft.clients import Answered, Arxiv, Crossref, Http, OpenAlex, OpenCitations, SemanticScholar
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
    """How a service is asked about papers of the library.

    ``batch`` papers go into one request by identifier, with ``each`` further requests a paper; ``pace`` is seconds a
    request, with and without a key, the service's own time to answer included. ``list_price`` and ``search_price`` are US
    dollars a request. ``keys`` are environment variables, ``key`` what one is good for.
    """

    make: Callable[[Http], Knows]
    id_kinds: Sequence[str]
    gives: frozenset[What]
    batch: int
    pace: tuple[float, float]
    each: int = 0
    titles: bool = True
    list_price: float = 0.0
    search_price: float = 0.0
    keys: tuple[str, ...] = ()
    key: str = ""

    @property
    def has_key(self) -> bool:
        """Whether the environment has a key for it."""
        return any(os.environ.get(name, "").strip() for name in self.keys)


_ALL: frozenset[What] = frozenset({"ids", "years", "abstracts", "citations"})

#: Name -> service. Batches and paces are those of the clients; prices https://developers.openalex.org/guides/authentication.
SERVICES: Mapping[str, Service] = {
    "semanticscholar": Service(
        SemanticScholar, SemanticScholar.id_kinds, _ALL, 100, (1.5, 1.5),
        keys=("SEMANTIC_SCHOLAR_API_KEY", "S2_API_KEY"),
        key="free; without it everyone shares one allowance, and it may make you wait",
    ),
    "openalex": Service(
        OpenAlex, OpenAlex.id_kinds, _ALL, 50, (0.5, 1.2), list_price=0.0001, search_price=0.001,
        keys=("OPENALEX_API_KEY",), key="free, and $1 a day is; without it $0.10 a day",
    ),
    "crossref": Service(Crossref, Crossref.id_kinds, _ALL, 20, (1.0, 1.0)),
    "opencitations": Service(
        OpenCitations, OpenCitations.id_kinds, frozenset({"years", "citations"}), 10, (1.0, 1.0), each=1, titles=False
    ),
    "arxiv": Service(Arxiv, Arxiv.id_kinds, frozenset({"ids", "years", "abstracts"}), 100, (3.0, 3.0)),
}  # fmt: skip

#: The order in which services are asked, each about what those before left. Semantic Scholar first: it has the references
#: of preprints too, and takes papers by any identifier; OpenAlex fills what publishers keep from it; Crossref has what
#: they deposited. OpenCitations costs a request a paper and has little that these lack, so it is asked when named.
DEFAULT_SERVICES: tuple[str, ...] = ("semanticscholar", "openalex", "crossref")


def known_services(names: Sequence[str]) -> tuple[str, ...]:
    """``names``, each once. Raises PaperweftError where one is none of SERVICES."""
    unknown = [name for name in names if name not in SERVICES]
    if unknown:
        raise PaperweftError(f"papers cannot be completed from {unknown[0]!r}; services are {', '.join(SERVICES)}")
    return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Plan:
    """What asking one service comes to: ``papers`` by identifier and ``titles`` by title, at most; ``seconds`` about."""

    service: str
    papers: int
    titles: int
    requests: int
    seconds: float
    cost: float
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
        titles = sum(not need.paper.ids for need in waiting)
        papers = len(waiting) - titles
        # A paper found by its title is asked about by its new identifier where search results have no references.
        again = titles if name == "semanticscholar" else 0
        lists = math.ceil((papers + again) / service.batch) + service.each * papers
        pace = service.pace[0] if service.has_key else service.pace[1]
        cost = titles * service.search_price + lists * service.list_price
        out.append(
            Plan(
                name,
                papers,
                titles,
                titles + lists,
                (titles + lists) * pace,
                cost,
                service.keys,
                service.has_key,
                service.key,
            )
        )
    return out


def can_help(need: Need, name: str) -> bool:
    """Whether the service can be asked about what the paper lacks: by an identifier, or by title where it has none."""
    service = SERVICES[name]
    if not need.paper.ids:
        return service.titles
    return bool(need.lacks & service.gives) and bool(askable_ids(need, service))


def askable_ids(need: Need, service: Service) -> list[str]:
    """The paper's identifiers that the service takes, the best first, as ``kind:value``."""
    return [f"{kind}:{need.paper.ids[kind]}" for kind in service.id_kinds if kind in need.paper.ids]
