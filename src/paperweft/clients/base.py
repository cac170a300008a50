"""What every client gives: papers as source records, and what could not be had, in the order in which it was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeAlias

from paperweft.model import SourceRecord
from paperweft.readers import Skipped

#: What clients yield: a paper, or what became none: ``Skipped.text`` is the id or title that was asked for (or the
#: record's beginning), ``Skipped.line`` its place among those asked for, from 1, ``Skipped.reason`` why.
Answered: TypeAlias = SourceRecord | Skipped


class Client(Protocol):
    """A service that finds papers by identifiers, words and titles.

    Records come with ``source`` set to the service's name; ``ids`` has all identifiers that the service knows,
    ``references`` the identifiers of cited works where the service has them, ``raw`` the answer itself. Methods are
    generators: they send nothing before the first ``next``, and one page or batch at a time from there on. Each raises
    ServiceError where the service refuses or answers with what cannot be understood, RateLimitError where it wants to be left
    alone for longer than a couple of minutes; what was yielded before stands.
    """

    name: str
    #: The kinds of identifiers (see ``model.IDENTIFIER_KINDS``) by which papers can be asked for, best first.
    id_kinds: Sequence[str]

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """The papers of ``ids``: identifiers in any form that ``identity.identifier_of`` reads.

        Each paper once, however many of the ids are its; each id that has no paper is a Skipped.
        """
        ...

    def search(self, query: str, limit: int) -> Iterator[Answered]:
        """At most ``limit`` papers that the service finds for ``query``, in its own order (best first)."""
        ...

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        """At most ``limit`` candidates for the paper of that title, best first. One request.

        Services answer with something like it where they lack it: compare the titles.
        """
        ...


class CitationClient(Client, Protocol):
    """A service that knows who cites whom."""

    def citations(self, id: str, limit: int) -> Iterator[Answered]:
        """At most ``limit`` of the papers that cite the paper ``id``."""
        ...

    def references(self, id: str, limit: int) -> Iterator[Answered]:
        """At most ``limit`` of the papers that the paper ``id`` cites. Their identifiers alone are cheaper to have: they
        are ``references`` of the record that ``works([id])`` yields."""
        ...
