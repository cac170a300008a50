"""What imports what: the data's way goes one way, as ARCHITECTURE.md has it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).parent.parent / "src" / "paperweft"
#: From left to right; a part imports those of rows above its own, and its neighbours in the row.
ROWS = (
    {
        "model",
        "errors",
        "files",
        "full_text",
        "names",
        "batches",
        "disjoint",
        "progress",
        "wording",
        "identity.identifiers",
    },
    {"readers", "clients", "record", "extraction"},
    {"identity", "linking", "citations", "evaluation", "enrichment"},
    {"graph"},
    {"stores", "pages", "report", "export", "bibliography", "history", "analysis", "saved_queries"},
    {"workspace", "provisional", "spacy_pipe"},
    {"cli"},
)
#: A neighbourhood that a notebook shows asks for its page.
LOOKS_RIGHT = {("graph.neighbourhood", "pages")}


def part(module: str) -> str:
    """The part that a module (without "paperweft.") is of: a package, or one of the leaves."""
    return module if module == "identity.identifiers" else module.split(".")[0]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("paperweft."):
            yield node.module.removeprefix("paperweft.")
        elif isinstance(node, ast.ImportFrom) and node.module == "paperweft":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (a.name.removeprefix("paperweft.") for a in node.names if a.name.startswith("paperweft."))


def modules() -> Iterator[tuple[str, Path]]:
    for path in SOURCES.rglob("*.py"):
        module = ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")
        if module not in ("__init__", "__main__"):
            yield module, path


def test_nothing_imports_what_is_on_its_right() -> None:
    row = {name: number for number, names in enumerate(ROWS) for name in names}
    right = {
        (module, part(other))
        for module, path in modules()
        for other in imports(path)
        if row[part(other)] > row[part(module)]
    }
    assert right == LOOKS_RIGHT


def test_readers_and_the_record_know_nothing_of_each_other() -> None:
    apart = {"readers", "clients"}, {"record"}
    for some, others in (apart, apart[::-1]):
        for module, path in modules():
            assert part(module) not in some or not others & set(map(part, imports(path))), module
