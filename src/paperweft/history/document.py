"""What reports are made of, and the ways to write them down: text, Markdown, a page."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~])")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is told: ``sign`` (+, -, ~ or none), what it is called, its id, and more about it.

    ``kind`` is its label in the graph, for its colour; ``url`` where it can be read.
    """

    sign: str
    text: str
    id: str = ""
    about: str = ""
    kind: str = ""
    url: str | None = None
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading; one without lines is the heading of the sections that follow."""

    heading: str
    lines: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A report: a title, a sentence or two, and sections."""

    title: str
    lead: Sequence[str]
    sections: Sequence[Section]


def as_text(document: Document, limit: int) -> str:
    """Plain text, at most ``limit`` lines of each sign in a section (0: all)."""
    out = [document.title, *(f"  {sentence}" for sentence in document.lead)]
    for section in document.sections:
        out += ["", section.heading]
        for line in _shown(section, limit):
            tail = f"  ({line.id})" if line.id and line.id != line.text else ""
            out.append(
                f"  {line.sign + ' ' if line.sign else ''}{line.text}{tail}{': ' if line.about else ''}{line.about}"
            )
            out += [f"      {text}" for text in line.under]
        out += [f"  {text}" for text in _rest(section, limit)]
    return "\n".join(out) + "\n"


def as_markdown(document: Document, limit: int) -> str:
    """Markdown, at most ``limit`` lines of each sign in a section (0: all); what is text in it stays text."""
    out = [f"# {_escaped(document.title)}", "", *(_escaped(sentence) + "\n" for sentence in document.lead)]
    for section, level in _levels(document):
        out += [f"{'#' * level} {_escaped(section.heading)}", ""]
        for line in _shown(section, limit):
            text = _escaped(line.text)
            if line.url and line.url.startswith(("https://", "http://")):
                text = f"[{text}](<{line.url.replace('<', '%3C').replace('>', '%3E')}>)"
            sign = {"+": "**+** ", "-": "**−** ", "~": "**~** "}.get(line.sign, "")
            tail = f" `{line.id.replace('`', '')}`" if line.id and line.id != line.text else ""
            out.append(f"- {sign}{text}{tail}{': ' if line.about else ''}{_escaped(line.about)}")
            out += [f"  - {_escaped(text)}" for text in line.under]
        out += [f"- {text}" for text in _rest(section, limit)]
        if section.lines:
            out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def as_page(document: Document, limit: int) -> str:
    """One HTML page that needs neither network nor script; at most ``limit`` lines of each sign in a section (0: all)."""
    from jinja2 import Environment, PackageLoader

    from paperweft.pages.palette import NODE_COLOURS

    environment = Environment(loader=PackageLoader("paperweft.history", "template"), autoescape=True)
    style = (files("paperweft.history") / "template" / "report.css").read_text(encoding="utf-8")
    colours = "".join(f".{label} {{ background: {colour}; }}\n" for label, colour in NODE_COLOURS.items())
    sections = [
        (section, level, _shown(section, limit), list(_rest(section, limit))) for section, level in _levels(document)
    ]
    return environment.get_template("report.html").render(
        document=document, sections=sections, style=style + colours, nonce=secrets.token_urlsafe(16)
    )


def _levels(document: Document) -> Iterator[tuple[Section, int]]:
    """The sections with the levels of their headings: one that heads others stands over them."""
    under = False
    for section in document.sections:
        yield section, 3 if under and section.lines else 2
        under = under or not section.lines


def _shown(section: Section, limit: int) -> list[Line]:
    """The first ``limit`` lines of each sign."""
    seen: Counter[str] = Counter()
    out = []
    for line in section.lines:
        seen[line.sign] += 1
        if not limit or seen[line.sign] <= limit:
            out.append(line)
    return out


def _rest(section: Section, limit: int) -> Iterator[str]:
    left = len(section.lines) - len(_shown(section, limit))
    if left:
        yield f"… and {left} more; --limit 0 shows all"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
