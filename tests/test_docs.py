"""What exists is documented, and what is documented exists."""

from __future__ import annotations

import re
import shlex

import pytest
import typer

import paperweft
from paperweft.cli import app, load_commands
from paperweft.saved_queries import shipped_queries
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
#: What users read: README names every command, docs/ may hold the options of the larger ones.
DOCS = "\n".join([README, *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))])
load_commands()
_TOP = typer.main.get_command(app).commands  # type: ignore[attr-defined]
#: "build", "alias merge", ... -> command
COMMANDS = {
    " ".join(filter(None, (name, inner))): command
    for name, group in _TOP.items()
    for inner, command in getattr(group, "commands", {"": group}).items()
}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_is_documented(command: str) -> None:
    assert f"paperweft {command}" in README
    for parameter in COMMANDS[command].params:
        long = [name for name in parameter.opts if name.startswith("--")]
        assert not long or any(name in DOCS for name in long), f"{command} {long}"


def test_the_table_of_queries_is_current() -> None:
    rows = [
        f"| `{q.name}` | {q.question} | {', '.join(f'`{k}`' for k in q.parameters) or '–'} |" for q in shipped_queries()
    ]
    text = (ROOT / "queries" / "README.md").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("| `")] == rows


def test_every_public_name_is_in_the_readme() -> None:
    for name in paperweft.__all__:
        assert name in README, name
        assert getattr(paperweft, name) is not None


def test_every_command_line_in_the_documents_parses() -> None:
    lines = [
        line.removeprefix("$ ")
        for block in re.findall(r"```(?:console|sh)\n(.*?)```", DOCS, re.DOTALL)
        for line in block.splitlines()
    ]
    lines = [line for line in lines if line.startswith("paperweft ")]
    assert len(lines) >= 8
    for line in lines:
        words = shlex.split(line.split(" | ")[0].split(" > ")[0].split(" < ")[0], comments=True)[1:]
        command = COMMANDS.get(words[0]) or COMMANDS[" ".join(words[:2])]
        known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)} | {
            "--help",
            "-h",
        }
        for word in words[1:]:
            assert not re.match(r"--?[a-z]", word) or word.split("=")[0] in known, line


def test_the_version_is_one() -> None:
    assert f'version = "{paperweft.__version__}"' in (ROOT / "pyproject.toml").read_text()
