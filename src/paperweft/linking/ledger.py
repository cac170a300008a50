"""The alias ledger: what people decided about entities, one decision a line of ``aliases.toml``.

    merge = [
        {entity = "method:rlhf", into = "method:reinforcement-learning-from-human-feedback", note = "same thing"},
    ]
    split = [
        {entity = "model:segment-anything", as = "sharpness-aware minimization", type = "Method", word = "optimizer"},
    ]
    rename = [{entity = "model:llama", name = "LLaMA"}]
    retype = [{entity = "dataset:sft", type = "Method"}]
    forbid = [{entity = "method:attention"}]
    reject = [{paper = "arxiv:2312.00752", entity = "method:quality"}]

Decisions are declarations without an order: every linking replays all of them on what extraction stored, and one whose
line is deleted is as if it had never been. Entities stand by id or by name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, ClassVar

from paperweft.errors import LedgerError
from paperweft.model import ENTITY_TYPES, EntityType

LEDGER_NAME = "aliases.toml"
_HEAD = "# What people decided about entities; every linking replays it. Delete a line to undo it, then run `paperweft build`.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One line of the ledger about ``entity``, an id or a name. ``note`` is for people and changes nothing."""

    kind: ClassVar[str] = ""
    entity: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.entity}"

    def as_table(self) -> dict[str, Any]:
        """The keys and values of its line, without those that say nothing."""
        values = {item.name.rstrip("_"): getattr(self, item.name) for item in fields(self)}
        order = sorted(values, key=lambda name: name == "note")
        if "paper" in values:
            order.sort(key=lambda name: name != "paper")
        return {
            name: list(value) if isinstance(value := values[name], tuple) else value for name in order if values[name]
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Decision):
    """``entity`` is the same thing as ``into``, whose id, name and type stay."""

    kind: ClassVar[str] = "merge"
    into: str

    def __str__(self) -> str:
        return f"merge {self.entity} into {self.into}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Decision):
    """Some mentions of ``entity`` mean another thing, called ``as_`` (``as`` in the file): a new entity or one there is.

    They are those of whole ``papers`` (ids), those written as one of the ``surfaces`` (but for case), or those in papers
    where a sentence that names the entity has the ``word``.
    """

    kind: ClassVar[str] = "split"
    as_: str
    type: EntityType | None = None
    papers: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()
    word: str = ""

    def __str__(self) -> str:
        by = f"word {self.word!r}" if self.word else ", ".join(self.papers or self.surfaces)
        return f"split {self.entity} as {self.as_} by {by}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename(Decision):
    """``entity`` is shown as ``name``; its id stays, its old name is an alias."""

    kind: ClassVar[str] = "rename"
    name: str

    def __str__(self) -> str:
        return f"rename {self.entity} to {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retype(Decision):
    """``entity`` is of ``type``; its id stays."""

    kind: ClassVar[str] = "retype"
    type: EntityType

    def __str__(self) -> str:
        return f"retype {self.entity} as {self.type}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbid(Decision):
    """``entity`` is no node, in any paper."""

    kind: ClassVar[str] = "forbid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Decision):
    """``entity`` is wrong in one ``paper`` (id)."""

    kind: ClassVar[str] = "reject"
    paper: str

    def __str__(self) -> str:
        return f"reject {self.entity} in {self.paper}"


_KINDS: Mapping[str, type[Decision]] = {
    decision.kind: decision for decision in (Merge, Split, Rename, Retype, Forbid, Reject)
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every decision, in the order of the file. ``source`` names the file in messages."""

    decisions: tuple[Decision, ...] = ()
    source: str = LEDGER_NAME

    @property
    def version(self) -> str:
        """A hash of all that changes the graph: notes, comments and order do not; empty where nothing is decided."""
        said = sorted(
            json.dumps([d.kind, {**d.as_table(), "note": ""}], sort_keys=True, ensure_ascii=True)
            for d in self.decisions
        )
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16] if said else ""


def with_current_papers(ledger: Ledger, current_id: Callable[[str], str | None]) -> Ledger:
    """The ledger with each paper under its present id; ``current_id`` gives it for ids that were merged away."""

    def current(decision: Decision) -> Decision:
        if isinstance(decision, Reject):
            return replace(decision, paper=current_id(decision.paper) or decision.paper)
        if isinstance(decision, Split) and decision.papers:
            return replace(
                decision, papers=tuple(dict.fromkeys(current_id(paper) or paper for paper in decision.papers))
            )
        return decision

    return replace(ledger, decisions=tuple(map(current, ledger.decisions)))


def read_ledger(path: Path) -> Ledger:
    """The ledger at ``path``; an empty one where there is no file. Raises LedgerError with the place of what is wrong."""
    return parse_ledger(read_text(path), path.name)


def read_text(path: Path) -> str:
    """The ledger's text; empty where there is no file. Raises LedgerError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise LedgerError(f"the alias ledger {path} cannot be read: {reason}") from error


def parse_ledger(text: str, source: str = LEDGER_NAME) -> Ledger:
    """The decisions in a ledger's text. Raises LedgerError."""
    if not text.strip():
        return Ledger((), source)
    import tomlkit
    from tomlkit.exceptions import ParseError, TOMLKitError

    try:
        document = tomlkit.parse(text).unwrap()
    except ParseError as error:
        raise LedgerError(f"{source}, line {error.line}: {str(error).partition(' at line')[0]}") from error
    except TOMLKitError as error:
        raise LedgerError(f"{source}: {error}") from error
    decisions = []
    for kind, lines in document.items():
        if kind not in _KINDS:
            raise LedgerError(f"{source}: {kind!r} is no kind of decision; there are {', '.join(_KINDS)}")
        if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
            raise LedgerError(f'{source}: write {kind} = [{{entity = "...", ...}}, ...], a line each')
        decisions += [_decision(kind, line, f"{source}, {kind} {n}") for n, line in enumerate(lines, start=1)]
    return Ledger(tuple(decisions), source)


def _decision(kind: str, line: Mapping[str, Any], place: str) -> Decision:
    """One line checked. Raises LedgerError, naming the place."""
    known = {item.name.rstrip("_"): item.name for item in fields(_KINDS[kind])}
    optional = {"note", "papers", "surfaces", "word"} | ({"type"} if kind == "split" else set())
    for name in line:
        if name not in known:
            raise LedgerError(f"{place}: {name!r} is not known; a {kind} has {', '.join(known)}")
    for name in known:
        if name not in line and name not in optional:
            raise LedgerError(f"{place}: {name} is missing")
    values: dict[str, Any] = {}
    for name, value in line.items():
        if name in ("papers", "surfaces"):
            if not isinstance(value, list) or not value or not all(isinstance(v, str) and v.strip() for v in value):
                raise LedgerError(f'{place}: {name} is a list of texts, such as ["..."]')
            values[name] = tuple(value)
        elif not isinstance(value, str) or (not value.strip() and name != "note"):
            raise LedgerError(f"{place}: {name} is a text in quotes")
        elif name == "type" and value not in ENTITY_TYPES:
            raise LedgerError(f"{place}: {value!r} is no type; there are {', '.join(ENTITY_TYPES)}")
        else:
            values[known[name]] = value
    if kind == "split" and sum(name in values for name in ("papers", "surfaces", "word")) != 1:
        raise LedgerError(f"{place}: say by what it is split: papers, surfaces or word, one of them")
    return _KINDS[kind](**values)


def with_decision(text: str, decision: Decision) -> str:
    """A ledger's text with one more line; comments and layout stay."""
    import tomlkit
    from tomlkit.items import Array

    document = tomlkit.parse(text if text.strip() else _HEAD)
    if decision.kind not in document:
        document.append(decision.kind, tomlkit.parse(f"{decision.kind} = [\n]\n")[decision.kind])
    line = tomlkit.inline_table()
    line.update(decision.as_table())
    lines = document[decision.kind]
    assert isinstance(lines, Array)
    lines.add_line(line, indent="    ")
    return document.as_string()
