"""What is known of each paper's references: which source gave how many, and how many of the cited works are here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from paperweft.disjoint import DisjointSets
from paperweft.model import MATCHED
from paperweft.record.papers import PaperTable, Reference


@dataclass(frozen=True, slots=True)
class Coverage:
    """One paper's references. ``sources`` counts them by source, with 0 where a source described the paper without any.

    ``references`` counts the cited works, each once however many sources and identifiers name it; ``in_library`` those of
    them that are papers of the library.
    """

    paper_id: str
    title: str
    sources: Mapping[str, int]
    references: int
    in_library: int

    @property
    def not_in_library(self) -> int:
        """The cited works that the library lacks."""
        return self.references - self.in_library


def coverage(table: PaperTable) -> Iterator[Coverage]:
    """The coverage of every paper, in order of arrival."""
    for paper_id, title, sources, references in table.references():
        works = _works(references)
        counts = dict.fromkeys(sorted(sources - {MATCHED}), 0)
        for work in works:
            for source in {references[n].source for n in work}:
                counts[source] += 1
        here = sum(any(references[n].cited not in (None, paper_id) for n in work) for work in works)
        yield Coverage(paper_id, title, counts, len(works), here)


def _works(references: Sequence[Reference]) -> list[list[int]]:
    """The places in ``references`` that are one cited work each: they share an identifier, or find the same paper."""
    union = DisjointSets(len(references))
    for n, reference in enumerate(references):
        union.mark(n, *reference.target.items())
        if reference.cited:
            union.mark(n, reference.cited)
    return union.sets()
