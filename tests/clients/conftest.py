"""Clients without their waiting; tests of the waiting itself say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from paperweft.clients import Http
from paperweft.clients.limits import Limits


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """No turn is waited for; pauses that services ask for are kept here instead of made."""
    asked: list[float] = []
    monkeypatch.setattr(Limits, "wait", lambda self, host, pace: None)
    monkeypatch.setattr(Limits, "pause", lambda self, host, seconds: asked.append(seconds))
    return asked


OpenHttp = Callable[..., Http]


@pytest.fixture
def open_http(pauses: list[float]) -> Iterator[OpenHttp]:
    """Opens an Http that does not wait; closed at the end of the test."""
    opened: list[Http] = []

    def open_one(**options: object) -> Http:
        opened.append(Http(backoff=0.001, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for http in opened:
        http.close()


@pytest.fixture
def http(open_http: OpenHttp) -> Http:
    return open_http()
