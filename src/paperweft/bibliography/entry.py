"""A work as a bibliography has it, whether a paper of the library or known by its identifiers alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from paperweft.citations.people import listed, surname
from paperweft.model import Node, SourceRecord
from paperweft.record.cited_works import Identifier

_GROUP = re.compile(r"\b(?:collaboration|consortium|team|group|inc|ltd|university|institute|committee|project)\b", re.I)
_MEETING = re.compile(
    r"\b(?:proc(?:eedings|\.)|conference|conf\.|workshop|symposium|meeting|advances in neural)\b", re.I
)
_PREPRINTS = re.compile(r"^(?:arxiv|biorxiv|medrxiv|chemrxiv|ssrn|preprint)", re.I)
#: Short names of venues that say "proceedings" nowhere.
_MEETINGS = frozenset(
    "aaai aacl accv acl aistats chi cikm coling colm colt conll corl cscw cvpr eacl eccv emnlp eurosys focs iccv iclr icml icra "
    "ijcai ijcnlp interspeech iros iswc kdd lrec mlsys naacl neurips nips osdi recsys rss semeval siggraph sigir sigmod sosp stoc "
    "tacas uai uist usenix vldb wacv wsdm www".split()
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One work. ``authors`` are names given name first; ``people_left_out`` that more follow; ``ids`` kind -> value."""

    title: str = ""
    authors: tuple[str, ...] = ()
    people_left_out: bool = False
    year: int | None = None
    venue: str | None = None
    url: str | None = None
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    citekey: str | None = None
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def is_preprint(self) -> bool:
        """Whether it is known from a preprint server only."""
        return not self.venue or bool(_PREPRINTS.match(self.venue))

    @property
    def is_in_proceedings(self) -> bool:
        """Whether the venue is a conference or workshop."""
        if not self.venue:
            return False
        return bool(_MEETING.search(self.venue)) or self.venue.split()[0].strip("'’").casefold() in _MEETINGS

    @property
    def address(self) -> str | None:
        """Where the work is found: its own address, else that of its identifiers."""
        return self.url or next((_ADDRESSES[kind] + self.ids[kind] for kind in _ADDRESSES if kind in self.ids), None)


_ADDRESSES = {
    "doi": "https://doi.org/", "arxiv": "https://arxiv.org/abs/", "acl": "https://aclanthology.org/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/", "openalex": "https://openalex.org/",
    "s2": "https://www.semanticscholar.org/paper/", "corpusid": "https://api.semanticscholar.org/CorpusID:",
}  # fmt: skip


def entry_of_paper(node: Node) -> Entry:
    """The entry of a paper of the graph."""
    p = node.properties
    ids = {kind: p[name] for kind, name in (("doi", "doi"), ("arxiv", "arxiv_id")) if p.get(name)}
    kind, _, value = node.id.partition(":")
    if kind in _ADDRESSES:
        ids.setdefault(kind, value)
    authors, cut = listed(tuple(p.get("authors", ())))
    return Entry(
        title=p.get("title", ""), authors=authors, people_left_out=cut, year=p.get("year"), venue=p.get("venue"), url=p.get("url"),
        abstract=p.get("abstract", ""), keywords=tuple(p.get("tags", ())), citekey=p.get("citekey"), ids=ids,
    )  # fmt: skip


def entry_of_record(record: SourceRecord) -> Entry:
    """The entry of a work as a source describes it."""
    authors, cut = listed(record.authors)
    return Entry(
        title=record.title, authors=authors, people_left_out=cut, year=record.year, venue=record.venue, url=record.url,
        abstract=record.abstract, citekey=record.citekey, ids=dict(record.ids),
    )  # fmt: skip


def entry_of_ids(ids: Iterable[Identifier]) -> Entry:
    """The entry of a work of which no more is known than its identifiers (best first)."""
    first: dict[str, str] = {}
    for kind, value in ids:
        first.setdefault(kind, value)
    return Entry(ids=first)


def name_parts(name: str) -> tuple[str, str]:
    """(family name, given names) of a person; a group's name, or a single word, is all family name."""
    if _GROUP.search(name) or " " not in name.strip():
        return name, ""
    family = surname(name)
    suffix = name[name.rfind(family) + len(family) :].strip(" ,")
    given = name[: name.rfind(family)].strip()
    return (family, f"{given}, {suffix}" if suffix and given else given)
