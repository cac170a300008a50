"""What abstracts cite -> papers of the library, where exactly one paper can be meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from paperweft.citations.author_year import AuthorYear, author_years
from paperweft.citations.code import joined, repositories
from paperweft.citations.identifiers import identifiers_in
from paperweft.citations.people import folded, listed, surname_keys
from paperweft.model import Paper

#: The source that a link has which a paper's own abstract gave.
SOURCE = "abstract"


class CitedWorks:
    """The papers that citations may mean, by first author and year.

    Of ``papers`` those are kept that one of ``cited`` may mean. ``years`` holds, for papers whose sources differ, all years
    that they gave: a preprint and its article are cited under either.
    """

    def __init__(
        self, papers: Iterable[Paper], years: Mapping[str, Iterable[int]], cited: Iterable[AuthorYear]
    ) -> None:
        wanted = {(key, work.year) for work in cited for name in work.names for key in _last_forms(name)}
        self._authors: dict[str, tuple[tuple[frozenset[str], ...], bool]] = {}
        self._by_first: dict[tuple[str, int], list[str]] = {}
        for paper in papers:
            names, cut = listed(paper.authors)
            all_years = {*years.get(paper.id, ()), *([paper.year] if paper.year else [])}
            firsts = {(key, year) for key in surname_keys(names[0]) for year in all_years} & wanted if names else ()
            for first in firsts:
                self._by_first.setdefault(first, []).append(paper.id)
            if firsts:
                self._authors[paper.id] = (tuple(frozenset(surname_keys(name)) for name in names), cut)

    def find(self, cited: AuthorYear, but: str = "") -> str | None:
        """The one paper other than ``but`` that fits the citation; None where none does, or several do."""
        least = 2 if cited.joined and not cited.others else 1
        for start in range(len(cited.names) - least + 1):
            fitting = self._fitting(cited.names[start:], cited.others, cited.year) - {but}
            if fitting:
                return fitting.pop() if len(fitting) == 1 else None
        return None

    def _fitting(self, names: tuple[str, ...], others: bool, year: int) -> set[str]:
        keys = [_last_forms(name) for name in names]
        candidates = {paper for key in keys[0] for paper in self._by_first.get((key, year), ())}
        fitting = {paper for paper in candidates if self._agrees(paper, keys, others)}
        if others and len(fitting) > 1:  # most styles write "et al." from three authors on
            fitting = {paper for paper in fitting if len(self._authors[paper][0]) > 2} or fitting
        return fitting

    def _agrees(self, paper: str, names: list[frozenset[str]], others: bool) -> bool:
        authors, cut = self._authors[paper]
        if any(not written & author for written, author in zip(names, authors, strict=False)):
            return False
        if others:
            return cut or len(authors) > len(names)
        return len(authors) == len(names) or (cut and len(authors) < len(names))


def _last_forms(name: str) -> frozenset[str]:
    """A name of the text may have particles, or a given name before it."""
    return frozenset({*surname_keys(name), folded(name)})


def abstract_citations(
    papers: Iterable[Paper], years: Mapping[str, Iterable[int]], find: Callable[[str, str], str | None]
) -> list[tuple[str, str, str]]:
    """(citing paper, cited paper, "abstract") for all that abstracts cite unambiguously, sorted; no paper cites itself.

    ``papers`` are gone through twice. ``years`` are those of papers whose sources differ; ``find`` gives the paper of an
    identifier (kind, value). A year's letter tells two works of one list of references apart, which nothing here can: where
    an abstract has several letters of the same people and year, none is linked.
    """
    out: set[tuple[str, str, str]] = set()
    named: dict[str, list[AuthorYear]] = {}
    for paper in papers:
        out |= {(paper.id, found, SOURCE) for pair in identifiers_in(paper.abstract) if (found := find(*pair))}
        cited = list(dict.fromkeys(author_years(paper.abstract)))
        of_past = [work for work in cited if paper.year is None or work.year <= paper.year + 1]
        meant = [
            work for work in of_past if not any(o != work and replace(o, letter=work.letter) == work for o in cited)
        ]
        if meant:
            named[paper.id] = meant
    works = CitedWorks(papers if named else (), years, chain.from_iterable(named.values()))
    for citing, cited in named.items():
        out |= {(citing, one, SOURCE) for work in cited if (one := works.find(work, but=citing))}
    return sorted(link for link in out if link[0] != link[1])


class PapersWithCode:
    """Papers, read anew each time, with the repositories that their sources (``given``, by paper id) and abstracts name."""

    def __init__(self, papers: Iterable[Paper], given: Mapping[str, Iterable[str]]) -> None:
        self._papers = papers
        self._given = given

    def __iter__(self) -> Iterator[Paper]:
        for paper in self._papers:
            code = joined(self._given.get(paper.id, ()), repositories(paper.abstract))
            yield replace(paper, code=code) if code else paper
