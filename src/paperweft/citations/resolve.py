"""What abstracts cite -> papers of the library, where exactly one paper can be meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from paperweft.citations.author_year import AuthorYear, author_years
from paperweft.citations.code import joined, repositories
from paperweft.citations.identifiers import identifiers_in
from paperweft.citations.people import folded, listed, surname_keys
from paperweft.model import Paper

#: The source that a link has which a paper's own abstract gave.
SOURCE = "abstract"


class CitedWorks:
    """The library's papers by first author and year.

    ``years`` holds, for papers whose sources differ, all years that they gave: a preprint and its article are cited
    under either.
    """

    def __init__(self, papers: Iterable[Paper], years: Mapping[str, Iterable[int]]) -> None:
        self._authors: dict[str, tuple[tuple[frozenset[str], ...], bool]] = {}
        self._by_first: dict[tuple[str, int], list[str]] = {}
        for paper in papers:
            names, cut = listed(paper.authors)
            if not names:
                continue
            keys = tuple(frozenset(surname_keys(name)) for name in names)
            self._authors[paper.id] = (keys, cut)
            for year in {*years.get(paper.id, ()), *([paper.year] if paper.year else [])}:
                for key in keys[0]:
                    self._by_first.setdefault((key, year), []).append(paper.id)

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
    papers: Iterable[Paper], works: CitedWorks, find: Callable[[str, str], str | None]
) -> Iterator[tuple[str, str, str]]:
    """(citing paper, cited paper, "abstract") for all that abstracts cite unambiguously; no paper cites itself.

    ``find`` gives the paper of an identifier (kind, value). A year's letter tells two works of one list of references
    apart, which nothing here can: where an abstract has several letters of the same people and year, none is linked.
    """
    for paper in papers:
        cited = {found for pair in identifiers_in(paper.abstract) if (found := find(*pair))}
        named = list(dict.fromkeys(author_years(paper.abstract)))
        for work in named:
            lettered = any(other != work and replace(other, letter=work.letter) == work for other in named)
            future = paper.year is not None and work.year > paper.year + 1
            if not lettered and not future and (one := works.find(work, but=paper.id)):
                cited.add(one)
        for target in sorted(cited - {paper.id}):
            yield paper.id, target, SOURCE


def with_code(papers: Iterable[Paper], given: Mapping[str, Iterable[str]]) -> Iterator[Paper]:
    """The papers with the repositories that their sources (``given``, by paper id) and their abstracts name."""
    for paper in papers:
        code = joined(given.get(paper.id, ()), repositories(paper.abstract))
        yield replace(paper, code=code) if code else paper
