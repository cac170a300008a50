"""The last step before the wire: the host's turn, retries that keep to it, keys, and what the host says of its limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from paperweft.clients.limits import Limits, Pace
from paperweft.clients.secrets import Secrets

_TRIES = 4  # after the first one, for connections that fail and statuses that pass
_PASSING = (500, 502, 503, 504)


class PoliteAdapter(HTTPAdapter):
    """Sends to one service. Requests that a cache answers do not come here, so that they wait for no turn."""

    def __init__(self, limits: Limits, turns: str, pace: Pace, secrets: Secrets, backoff: float) -> None:
        self._limits = limits
        self._turns = turns
        self._pace = pace
        self._secrets = secrets
        self._backoff = backoff
        super().__init__()

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        self.max_retries = PacedRetry(lambda: self._limits.wait(self._turns, self._pace), self._backoff)
        with self._limits.turn(self._turns, self._pace):
            response = super().send(self._secrets.signed(request), *args, **options)
            self._secrets.clean(response, request)  # reads the body: the connection is held until it came
        told = told_pace(response)
        if told:
            self._limits.learn(self._turns, told)
        return response


class PacedRetry(Retry):
    """Retries what fails in passing, each in its turn. An answer that says when to come back is left to the caller."""

    def __init__(self, wait: Callable[[], None], backoff: float = 0, **options: Any) -> None:
        self._wait = wait
        settings: dict[str, Any] = {
            "total": _TRIES, "backoff_factor": backoff, "status_forcelist": _PASSING, "allowed_methods": None,
            "respect_retry_after_header": False, "raise_on_status": False, "redirect": 0, **options,
        }  # fmt: skip
        super().__init__(**settings)

    def new(self, **options: Any) -> PacedRetry:
        return super().new(wait=self._wait, **options)

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        return not has_retry_after and super().is_retry(method, status_code)

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        super().sleep(response)
        self._wait()


def told_pace(response: Response) -> Pace | None:
    """The limits that an answer's headers state, as Crossref's do: so many in so many seconds, so many at once."""
    limit, interval = response.headers.get("x-rate-limit-limit", ""), response.headers.get("x-rate-limit-interval", "")
    connections = response.headers.get("x-concurrency-limit", "0")
    seconds = interval.removesuffix("s")
    if not (limit.isdigit() and int(limit) and seconds.isdigit()):
        return None
    return Pace(int(seconds) / int(limit), int(connections) if connections.isdigit() else 0)
