"""Sources on the command line: formats that are named, folders, several files, a Zotero that does not run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

RIS = "TY  - JOUR\nTI  - On the Shape of Widgets\nER  - \nTY  - JOUR\nER  - \n"


def test_a_folder_and_a_file_of_another_format(run: Run, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.ris").write_text(RIS)
    (tmp_path / "papers" / "b.bib").write_text("@misc{b, title={Another Paper on Gadgets}}")
    (tmp_path / "c.csv").write_text("title\nA Third Paper on Gizmos\n")
    ran = run("build", "papers", "c.csv", "--no-extract", "--json")
    assert (ran.status, json.loads(ran.out)["new"]) == (0, 3)
    assert "skipped papers/a.ris, line 4: a record with neither a title" in ran.err
    assert json.loads(run("build", "papers", "c.csv", "--no-extract", "--json").out)["known"] == 3
    assert run("build", "papers", "--no-extract", "--strict").status == 1


def test_a_format_that_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text(RIS)
    assert run("build", "odd.json", "--no-extract", "--from", "ris").status == 0
    failed = run("build", "odd.json", "--no-extract", "--from", "bibtex")
    assert failed.status == 1 and "no paper was found in odd.json (read as bibtex)" in failed.err
    for command in ("build", "extract"):
        assert run(command, "odd.json", "--from", "endnote").status == 2


def test_notes_are_counted_in_one_line(run: Run, tmp_path: Path) -> None:
    items = [
        {"data": {"itemType": "note"}},
        {"data": {"itemType": "book", "title": "On Widgets"}},
        {"data": {"itemType": "attachment"}},
    ]
    (tmp_path / "z.json").write_text(json.dumps(items))
    ran = run("build", "z.json", "--no-extract", "--strict")
    assert (
        ran.status == 0 and "passed over 2 elements of z.json that are notes or attachments (elements 1, 3)" in ran.err
    )


def test_a_zotero_that_does_not_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOTERO_LOCAL_API", "http://127.0.0.1:9")
    ran = run("build", "zotero:Thesis", "--no-extract")
    assert ran.status == 1 and ran.err.count("\n") == 1 and "start Zotero 7" in ran.err
