"""Papers of Hugging Face: elements of its daily papers, and papers on their own. Their ids are arXiv ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from paperweft.identity.identifiers import normalise_identifiers
from paperweft.model import SourceRecord
from paperweft.readers.markup import plain_text
from paperweft.readers.values import list_of, mapping_of, mappings_in, text_of, words_of, year_of


def huggingface_record(item: Mapping[str, Any], *, origin: str, line: int | None = None) -> SourceRecord | str:
    """The record of a daily paper (with its ``paper`` inside) or of a paper object, or the reason why it is none.

    The year is that of the paper's own date: the outer one is when the page showed it. Tags are its keywords.
    """
    paper = mapping_of(item.get("paper")) or item
    title = plain_text(str(paper.get("title") or item.get("title") or ""))
    abstract = plain_text(str(paper.get("summary") or item.get("summary") or ""))
    if not title and not abstract:
        return "a Hugging Face paper with neither a title nor a summary"
    given = text_of(paper.get("id"))
    return SourceRecord(
        source="huggingface",
        origin=origin,
        title=title,
        abstract=abstract,
        ids=normalise_identifiers({"arxiv": given}),
        year=year_of(paper.get("publishedAt") or item.get("publishedAt")),
        authors=tuple(dict.fromkeys(_authors(paper))),
        url=f"https://huggingface.co/papers/{given}" if given else None,
        tags=words_of(list_of(paper.get("ai_keywords"))),
        code=tuple(address for address in (text_of(paper.get("githubRepo")),) if address),
        given_id=given,
        raw=item,
        line=line,
    )


def _authors(paper: Mapping[str, Any]) -> Iterator[str]:
    for author in mappings_in(paper.get("authors")):
        name = text_of(author.get("name"))
        if name and not author.get("hidden"):  # what the authors took out of the list on the paper's page
            yield name
