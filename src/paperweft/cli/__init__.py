"""The command line: thin modules that parse and print. Everything heavier than typer is imported where it is used."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import NoReturn

import typer

from paperweft.errors import PaperweftError

app = typer.Typer(
    name="paperweft",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich's help costs 0.1 s at every call
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Weave paper titles and abstracts into a citation and knowledge graph, then query it, look at it, export it.",
    epilog="Begin with: paperweft build papers.txt && paperweft query --list",
)


#: The modules that register commands, in the order in which `--help` lists them.
_COMMANDS = (
    "build",
    "fetch",
    "evaluate",
    "query",
    "search",
    "show",
    "view",
    "report",
    "export",
    "alias",
    "remove",
    "diff",
    "update",
    "stats",
    "enrich",
    "gaps",
    "references",
    "analyze",
)


def load_commands() -> None:
    """Registers every command with ``app``."""
    for name in _COMMANDS:
        import_module(f"paperweft.cli.{name}")


def main() -> None:
    """The entry point: errors of the user's to mend are one line on stderr and exit status 1."""
    from paperweft.cli.environment import read_environment_file

    load_commands()
    try:
        read_environment_file()
        try:
            app()
        finally:
            if sys.stdout:
                sys.stdout.flush()  # here, where a full disk can still be told
    except PaperweftError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        print("paperweft: interrupted", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python fails once more as it ends
        if isinstance(error, BrokenPipeError):
            sys.exit(1)  # `| head` has seen enough
        _fail(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error))
    except Exception as error:
        if type(error).__name__ not in ("DatabaseError", "OperationalError") or type(error).__module__ != "sqlite3":
            raise
        from paperweft.record.schema import explain  # only here: --help must not load it

        _fail(str(explain(error, "the library")))  # type: ignore[arg-type]


def _fail(message: str) -> NoReturn:
    print(f"paperweft: {message}", file=sys.stderr)
    sys.exit(1)
