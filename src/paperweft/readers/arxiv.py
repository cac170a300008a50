"""arXiv's metadata snapshot (Kaggle's arxiv-metadata-oai-snapshot): one paper an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from paperweft.model import SourceRecord
from paperweft.readers.cleaning import clean_text
from paperweft.readers.fields import known_ids, other_dois
from paperweft.readers.latex import decode_accents, latex_text
from paperweft.readers.values import list_of, mappings_in, people_of, text_of, words_of, year_of


def arxiv_record(paper: Mapping[str, Any], *, origin: str, line: int | None = None) -> SourceRecord | str:
    """The record of one paper, or the reason why it is none. The year is that of its first version.

    Accents written in LaTeX become characters; formulas stay as they are. Tags are its categories.
    """
    title, abstract = (clean_text(decode_accents(str(paper.get(name) or ""))) for name in ("title", "abstract"))
    if not title and not abstract:
        return "an arXiv paper with neither a title nor an abstract"
    given = text_of(paper.get("id"))
    ids = known_ids({"arxiv": given, "doi": paper.get("doi")})
    first = next(mappings_in(paper.get("versions")), {})
    categories = paper.get("categories")
    return SourceRecord(
        source="arxiv",
        origin=origin,
        title=title,
        abstract=abstract,
        ids=ids,
        other_ids=other_dois(paper.get("doi"), ids),
        year=year_of(first.get("created") or paper.get("update_date")),
        authors=tuple(dict.fromkeys(_authors(paper))),
        venue=latex_text(text_of(paper.get("journal-ref")) or "") or None,
        url=f"https://arxiv.org/abs/{given}" if given else None,
        tags=words_of(categories.split() if isinstance(categories, str) else categories),
        given_id=given,
        raw=paper,
        line=line,
    )


def _authors(paper: Mapping[str, Any]) -> Iterator[str]:
    """Authors as the snapshot parsed them ([last, first, suffix, affiliation...]), else as they were submitted."""
    parsed = list_of(paper.get("authors_parsed"))
    if parsed:
        for parts in parsed:
            last, first, suffix = [*map(str, list_of(parts)[:3]), "", "", ""][:3]
            name = latex_text(f"{first} {last} {suffix}")
            if name:
                yield name
    else:
        authors = paper.get("authors")
        yield from (latex_text(name) for name in people_of(authors))
