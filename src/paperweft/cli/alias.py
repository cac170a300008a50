"""``alias``: decisions about entities, kept in a ledger that every linking replays."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import DEFAULT_LIBRARY, FormatOption, JsonOption, LedgerOption, LibraryOption
from paperweft.cli.output import Format, note, print_rows
from paperweft.wording import counted

if TYPE_CHECKING:
    from paperweft.linking.ledger import Decision
    from paperweft.model import Node
    from paperweft.workspace import Library

alias = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Correct the graph's entities: decisions are kept in aliases.toml and replayed at every linking.",
    epilog="Begin with: paperweft alias suggest",
)
app.add_typer(alias, name="alias")

_Entity = Annotated[str, typer.Argument(metavar="ENTITY", help="An entity's name, alias or id.")]
_Note = Annotated[str, typer.Option("--note", help="Why; kept in the ledger for people.")]
_SHOWN = 12


class TypeName(str, Enum):
    """Types of entities."""

    Model = "Model"
    Method = "Method"
    Dataset = "Dataset"
    Task = "Task"


@alias.command(epilog="Example:  paperweft alias merge RLHF 'reinforcement learning from human feedback'")
def merge(
    entity: _Entity,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The entity that stays, with its id, name and type.")],
    note: _Note = "",
    library: LibraryOption = DEFAULT_LIBRARY,
    ledger: LedgerOption = None,
) -> None:
    """Make two entities one."""
    from paperweft.errors import LedgerError
    from paperweft.linking.ledger import Merge
    from paperweft.workspace import Library

    with Library(library, create=False, ledger=ledger) as opened:
        gone, kept = opened.entity(entity), opened.entity(into)
        if gone.id == kept.id:
            raise LedgerError(f"{entity!r} and {into!r} are one entity already: {kept.id}")
        _decide(opened, Merge(entity=gone.id, into=kept.id, note=note))


@alias.command(
    epilog="Examples:  paperweft alias split SAM 'sharpness-aware minimization' --word optimizer --type Method   |   "
    "paperweft alias split P-Tuning 'P-Tuning v2' --surface 'P-Tuning v2' --surface PTv2"
)
def split(
    entity: _Entity,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the rest is: a new name, or an entity there is.")],
    papers: Annotated[list[str] | None, typer.Option("--paper", help="Papers (id or title) that mean it.")] = None,
    surfaces: Annotated[list[str] | None, typer.Option("--surface", help="Spellings that mean it.")] = None,
    word: Annotated[
        str, typer.Option("--word", help="A word of the sentences that name it, in papers that mean it.")
    ] = "",
    kind: Annotated[TypeName | None, typer.Option("--type", help="Its type; by default that of ENTITY.")] = None,
    note: _Note = "",
    library: LibraryOption = DEFAULT_LIBRARY,
    ledger: LedgerOption = None,
) -> None:
    """Make two entities of one, by papers, spellings or a word nearby."""
    from paperweft.errors import NodeNotFoundError
    from paperweft.linking.ledger import Split
    from paperweft.workspace import Library

    if sum(map(bool, (papers, surfaces, word))) != 1:
        raise typer.BadParameter("say by what to split: --paper, --surface or --word, one of them")
    with Library(library, create=False, ledger=ledger) as opened:
        old = opened.entity(entity).id
        try:
            target = opened.entity(name).id
        except NodeNotFoundError:
            target = name
        if target == old:
            target = name  # one of its own spellings, to be a name of its own
        ids = tuple(opened.paper(paper).id for paper in papers or ())
        decision = Split(
            entity=old, as_=target, type=kind.value if kind else None, papers=ids, surfaces=tuple(surfaces or ()), word=word, note=note
        )  # fmt: skip
        _decide(opened, decision)


@alias.command(epilog="Example:  paperweft alias rename model:llama LLaMA")
def rename(
    entity: _Entity,
    name: Annotated[str, typer.Argument(metavar="NAME", help="How it is called from now on.")],
    note: _Note = "",
    library: LibraryOption = DEFAULT_LIBRARY,
    ledger: LedgerOption = None,
) -> None:
    """Give an entity another name; its id stays, its old name is an alias."""
    from paperweft.linking.ledger import Rename
    from paperweft.workspace import Library

    with Library(library, create=False, ledger=ledger) as opened:
        _decide(opened, Rename(entity=opened.entity(entity).id, name=name, note=note))


@alias.command(epilog="Example:  paperweft alias retype SFT Method")
def retype(
    entity: _Entity,
    kind: Annotated[TypeName, typer.Argument(metavar="TYPE", help="Model, Method, Dataset or Task.")],
    note: _Note = "",
    library: LibraryOption = DEFAULT_LIBRARY,
    ledger: LedgerOption = None,
) -> None:
    """Give an entity another type; its id stays."""
    from paperweft.linking.ledger import Retype
    from paperweft.workspace import Library

    with Library(library, create=False, ledger=ledger) as opened:
        _decide(opened, Retype(entity=opened.entity(entity).id, type=kind.value, note=note))


@alias.command(epilog="Example:  paperweft alias forbid Attention --note 'a word, not a method'")
def forbid(
    entity: _Entity, note: _Note = "", library: LibraryOption = DEFAULT_LIBRARY, ledger: LedgerOption = None
) -> None:
    """Make no node of it, in any paper."""
    from paperweft.linking.ledger import Forbid
    from paperweft.workspace import Library

    with Library(library, create=False, ledger=ledger) as opened:
        _decide(opened, Forbid(entity=opened.entity(entity).id, note=note))


@alias.command(epilog="Example:  paperweft alias reject arxiv:2312.00752 Quality")
def reject(
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="A paper's id or title.")],
    entity: _Entity,
    note: _Note = "",
    library: LibraryOption = DEFAULT_LIBRARY,
    ledger: LedgerOption = None,
) -> None:
    """Say that one paper does not name the entity."""
    from paperweft.linking.ledger import Reject
    from paperweft.workspace import Library

    with Library(library, create=False, ledger=ledger) as opened:
        _decide(opened, Reject(paper=opened.paper(paper).id, entity=opened.entity(entity).id, note=note))


@alias.command("list", epilog="Example:  paperweft alias list --format csv")
def list_decisions(
    library: LibraryOption = DEFAULT_LIBRARY,
    ledger: LedgerOption = None,
    form: FormatOption = Format.table,
    json: JsonOption = False,
) -> None:
    """Print the decisions of the ledger."""
    from paperweft.workspace import Library

    with Library(library, create=False, ledger=ledger) as opened:
        found = opened.ledger()
    rows = [(decision.kind, str(decision).partition(" ")[2], decision.note) for decision in found.decisions]
    print_rows(("kind", "decision", "note"), rows, Format.json if json else form)


@alias.command(epilog="Example:  paperweft alias suggest --limit 5")
def suggest(
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most; the likeliest come first.")] = 30,
    library: LibraryOption = DEFAULT_LIBRARY,
    ledger: LedgerOption = None,
    form: FormatOption = Format.table,
    json: JsonOption = False,
) -> None:
    """Print likely duplicates and likely junk with the evidence, each with the command that would mend it."""
    import shlex

    from paperweft.workspace import Library

    form = Format.json if json else form
    with Library(library, create=False, ledger=ledger) as opened:
        found = opened.suggestions()
    place = ([] if library == DEFAULT_LIBRARY else ["--library", str(library)]) + (
        ["--ledger", str(ledger)] if ledger else []
    )
    rows = [(shlex.join(["paperweft", "alias", *item.command, *place]), item.reason, item.evidence) for item in found]
    if form is not Format.table:
        print_rows(("command", "reason", "evidence"), rows[:limit], form)
        return
    for command, reason, evidence in rows[:limit]:  # a table would break the commands that are to be copied
        print(f"{command}\n    # {reason}")
        for sentence in evidence:
            print(f"    # “{sentence}”")
    if not rows:
        note("nothing looks like a duplicate or like junk")
    elif len(rows) > limit:
        note(f"{len(rows) - limit} more; --limit shows them")


def _decide(opened: Library, decision: Decision) -> None:
    """Writes the decision down, links again, and prints what that changed."""
    done = opened.decide(decision)
    for warning in done.warnings:
        note(f"warning: {warning}")
    print(f"{opened.ledger_path}: {decision}")
    lines = [f"  - {_described(node)}" for node in done.gone]
    lines += [f"  + {_described(node)}" for node in done.new]
    lines += [f"  {_described(before)}  →  {_described(after)}" for before, after in done.changed]
    print("\n".join(lines[:_SHOWN]) or "  no entity changed")
    if len(lines) > _SHOWN:
        print(f"  and {len(lines) - _SHOWN} more entities")
    note("the graph is linked again; to undo, delete the line and run `paperweft build`")


def _described(node: Node) -> str:
    papers = counted(node.properties.get("papers", 0), "paper")
    return f"{node.id} ({node.name}, {node.label}, {papers})"
