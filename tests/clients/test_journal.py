"""The journal: answers by request and occurrence, for one request only."""

from __future__ import annotations

from pathlib import Path

import pytest

from paperweft.clients.http import Answer
from paperweft.clients.journal import AnswerJournal
from paperweft.errors import PaperweftError

ONE, TWO = Answer(200, b"one\xff", "http://a/1"), Answer(404, b"", "http://a/2")


def test_answers_come_back_in_the_order_in_which_a_request_was_asked(tmp_path: Path) -> None:
    """A request may be asked twice and be answered differently: Crossref's pages are so."""
    first = AnswerJournal(tmp_path / "j", "request")
    assert not first.resumed
    for answer in (ONE, TWO):
        assert first.recall("GET a") is None
        first.record("GET a", answer)
    assert first.recall("GET b") is None
    first.close()
    second = AnswerJournal(tmp_path / "j", "request")
    assert second.resumed
    assert [second.recall("GET a"), second.recall("GET b"), second.recall("GET a"), second.recall("GET a")] == [
        ONE,
        None,
        TWO,
        None,
    ]
    second.finish()
    assert list(tmp_path.iterdir()) == []


def test_a_journal_without_answers_does_not_stay(tmp_path: Path) -> None:
    AnswerJournal(tmp_path / "j", "request").close()
    assert list(tmp_path.iterdir()) == []


def test_an_answer_after_which_nothing_was_asked_is_asked_for_again(tmp_path: Path) -> None:
    """The client may not have been able to take it."""
    journal = AnswerJournal(tmp_path / "j", "request")
    for request, answer in (("GET a", ONE), ("GET b", TWO)):
        assert journal.recall(request) is None
        journal.record(request, answer)
    journal.close()
    journal = AnswerJournal(tmp_path / "j", "request")
    assert [journal.recall("GET a"), journal.recall("GET b")] == [ONE, None]
    journal.finish()


def test_another_request_and_another_file(tmp_path: Path) -> None:
    journal = AnswerJournal(tmp_path / "j", "request")
    journal.recall("GET a")
    journal.record("GET a", ONE)
    journal.recall("GET b")
    journal.close()
    with pytest.raises(PaperweftError, match="belongs to another fetch"):
        AnswerJournal(tmp_path / "j", "another")
    (tmp_path / "text").write_text("some notes of mine, longer than a header of a database would be" * 9)
    with pytest.raises(PaperweftError, match="cannot be used as the journal"):
        AnswerJournal(tmp_path / "text", "request")
    assert (tmp_path / "text").read_text().startswith("some notes")


def test_one_fetch_at_a_time(tmp_path: Path) -> None:
    first = AnswerJournal(tmp_path / "j", "request")
    with pytest.raises(PaperweftError, match="another fetch that is running"):
        AnswerJournal(tmp_path / "j", "request")
    first.close()
