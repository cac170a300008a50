"""The command line: thin modules that parse and print. Everything heavier than typer is imported where it is used."""

from __future__ import annotations

import os
import sys

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


def main() -> None:
    """The entry point: errors of the user's to mend are one line on stderr and exit status 1."""
    from paperweft.cli import alias, build, look, query  # noqa: F401  they register their commands
    from paperweft.cli.environment import read_environment_file

    try:
        read_environment_file()
        app()
    except PaperweftError as error:
        print(f"paperweft: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # `| head` has seen enough
        sys.exit(1)
    except KeyboardInterrupt:
        print("paperweft: interrupted", file=sys.stderr)
        sys.exit(130)
