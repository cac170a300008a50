"""Papers with Code: papers-with-abstracts and links-between-papers-and-code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paperweft.model import SourceRecord
from paperweft.readers.fields import ids_in, known_ids
from paperweft.readers.markup import plain_text
from paperweft.readers.values import code_of, list_of, people_of, text_of, words_of, year_of


def paperswithcode_record(paper: Mapping[str, Any], *, origin: str, line: int | None = None) -> SourceRecord | str:
    """The record of one paper, or of one link between a paper and a repository, or the reason why it is none.

    Tags are its tasks. What the site said of methods is left out: anyone could edit it, and many did.
    """
    title = plain_text(str(paper.get("title") or paper.get("paper_title") or ""))
    abstract = plain_text(str(paper.get("abstract") or paper.get("short_abstract") or ""))
    if not title and not abstract:
        return "a paper of Papers with Code with neither a title nor an abstract"
    addresses = [
        paper.get(name) for name in ("url_abs", "paper_url_abs", "url_pdf", "paper_url_pdf", "conference_url_abs")
    ]
    return SourceRecord(
        source="paperswithcode",
        origin=origin,
        title=title,
        abstract=abstract,
        ids={**ids_in(*addresses), **known_ids({"arxiv": paper.get("arxiv_id") or paper.get("paper_arxiv_id")})},
        year=year_of(paper.get("date")),
        authors=people_of(list_of(paper.get("authors"))),
        venue=text_of(paper.get("proceeding")),
        url=next(filter(None, map(text_of, addresses)), None) or text_of(paper.get("paper_url")),
        tags=words_of(list_of(paper.get("tasks"))),
        code=code_of(paper.get("repo_url"), paper.get("code_url"), paper.get("repo_urls")),
        given_id=text_of(paper.get("paper_url")),
        raw=paper,
        line=line,
    )
