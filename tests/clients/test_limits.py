"""One pace a host, whoever asks: threads, processes, retries."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from paperweft.clients import Http
from paperweft.clients.limits import Limits, Pace
from paperweft.errors import PaperweftError
from tests.conftest import Serve
from tests.service import Asked, Reply

#: A process that asks ``url`` from two threads, so often from each, through an Http of its own.
ASKS = """
import sys, threading
from paperweft.clients import Http
from paperweft.clients.limits import Pace
url, times, interval, connections = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
with Http(cache=False) as http:
    http.serve(url, Pace(interval, connections))
    def ask():
        for _ in range(times):
            http.get(url)
    threads = [threading.Thread(target=ask) for _ in range(2)]
    [t.start() for t in threads], [t.join() for t in threads]
"""


def span(asked: list[Asked]) -> float:
    """Seconds from the first to the last arrival. No request comes before its turn, so that delays only lengthen it, but for
    that of the first one, for which the tests leave room."""
    times = [request.began for request in asked]
    return max(times) - min(times)


def ask_from_two_processes(url: str, times: int, pace: Pace) -> None:
    command = [sys.executable, "-c", ASKS, url, str(times), str(pace.interval), str(pace.connections)]
    for process in [subprocess.Popen(command) for _ in range(2)]:
        assert process.wait(60) == 0


def test_two_processes_of_two_threads_keep_one_pace(serve: Serve) -> None:
    service = serve(lambda asked: Reply("{}", takes=0.01))
    ask_from_two_processes(service.url, 4, Pace(0.15))
    assert len(service.asked) == 16
    assert span(service.asked) > 0.8 * 15 * 0.15  # processes or threads on their own would take half of it


def test_one_connection_at_once(serve: Serve) -> None:
    service = serve(lambda asked: Reply("{}", takes=0.05))
    ask_from_two_processes(service.url, 3, Pace(0.0, 1))
    assert len(service.asked) == 12 and service.most_at_once == 1


def test_so_many_connections_at_once(serve: Serve) -> None:
    service = serve(lambda asked: Reply("{}", takes=0.1))
    ask_from_two_processes(service.url, 3, Pace(0.0, 2))
    assert len(service.asked) == 12 and service.most_at_once == 2


def test_a_pace_that_a_host_states_stands_for_all(serve: Serve, tmp_path: Path) -> None:
    """Crossref's headers: two a second, one at a time, whatever the client thought."""
    told = {"x-rate-limit-limit": "4", "x-rate-limit-interval": "1s", "x-concurrency-limit": "1"}
    service = serve(lambda asked: Reply("{}", headers=told, takes=0.01))
    with Http(cache=False) as first, Http(cache=False) as second:
        for http in (first, second):
            http.serve(service.url, Pace(0.0))
        first.get(service.url)
        threads = [threading.Thread(target=http.get, args=(service.url,)) for http in (first, second) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert service.most_at_once == 1
    assert span(service.asked) > 0.8 * 3 * 0.25  # the second may follow at once: the first did not know


def test_retries_wait_for_their_turn(serve: Serve) -> None:
    service = serve(lambda asked: Reply("busy", 500) if len(service.asked) < 4 else Reply("{}"))
    with Http(cache=False, backoff=0.0) as http:
        http.serve(service.url, Pace(0.1))
        assert http.get(service.url).status == 200
    assert len(service.asked) == 4 and span(service.asked) > 0.8 * 3 * 0.1


def test_a_pause_holds_everyone_up(tmp_path: Path) -> None:
    slept: list[float] = []
    first, second = (Limits(tmp_path, sleep=slept.append) for _ in range(2))
    first.wait("a", Pace(1.0))
    first.pause("a", 30)
    second.wait("a", Pace(1.0))
    second.wait("b", Pace(1.0))
    assert len(slept) == 1 and 29 < slept[0] <= 30


def test_a_clock_that_was_set_back_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    limits = Limits(tmp_path, sleep=slept.append)
    with monkeypatch.context() as later:
        later.setattr("paperweft.clients.limits.time.time", lambda: 4_000_000_000.0)
        limits.wait("a", Pace(1.0))
    limits.wait("a", Pace(1.0))
    assert slept == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PaperweftError, match="PAPERWEFT_CACHE names another folder"):
        Limits(tmp_path / "file" / "limits")


def test_requests_that_the_cache_answers_take_no_turn(serve: Serve) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply("{}")

    service = serve(answer)
    with Http() as http:
        http.serve(service.url, Pace(3_000.0))
        for _ in range(3):
            http.get(service.url)
    assert len(service.asked) == 1
