"""Requests that mind their manners: limits, retries, a cache with ETags, and keys that are seen nowhere."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import time
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import platformdirs
import requests
from requests_cache import DO_NOT_CACHE, CachedSession
from requests_cache.backends.sqlite import SQLiteCache

import paperweft
from paperweft.clients.adapter import PoliteAdapter
from paperweft.clients.limits import Limits, Pace
from paperweft.clients.secrets import Secrets
from paperweft.errors import PaperweftError, RateLimitError, ServiceError

#: Where paperweft is found, for services that want to know what asks them.
HOMEPAGE = "https://pypi.org/project/paperweft"
_KEPT = timedelta(days=1)  # an answer counts as current for so long
_FORGOTTEN = timedelta(days=30)  # after so long it is not even kept for its ETag
_WORTH_WAITING = 120.0  # seconds
_BROKEN_OFF = 3  # how often an answer that broke off is asked for again
_WAITS = 6  # how often one request waits when told to, before it is given up
_TIMEOUTS = (20, 180)  # seconds to connect, seconds without a byte
_SHOWN = 200  # characters of a service's own words in our message


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; ``url`` (where redirects led to) and all else is without keys."""

    status: int
    content: bytes
    url: str

    def json(self) -> Any:
        """The decoded body. Raises ServiceError where it is no JSON."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            raise ServiceError(
                f"{urlsplit(self.url).netloc} answered with something that is not JSON: {said(self.content)}"
            ) from None


class Journal(Protocol):
    """Remembers the answers of a run, so that the next run of the same begins with them."""

    def recall(self, request: str) -> Answer | None:
        """The answer that the request (its next occurrence) had, if it had one."""
        ...

    def record(self, request: str, answer: Answer) -> None:
        """Keeps the answer to the request."""
        ...


class Http:
    """Sends requests for the clients; one for a run is enough. Close it, or use it in ``with``.

    Contact for the services comes from ``PAPERWEFT_MAILTO``. Answers are kept for a day in the user's cache folder
    (``PAPERWEFT_CACHE`` names another), with ``refresh`` asked for anew (304 where nothing changed), without ``cache``
    neither read nor written. All processes that share the folder share the limits. ``journal`` goes before the cache.
    ``backoff`` is the first wait, in seconds, where a service gives none. Raises PaperweftError where the folder cannot be used.
    """

    def __init__(
        self, *, cache: bool = True, refresh: bool = False, journal: Journal | None = None, backoff: float = 1.0
    ) -> None:
        self.mailto = os.environ.get("PAPERWEFT_MAILTO", "").strip()
        self._folder = cache_folder()
        self._limits = Limits(self._folder / "limits")
        self._refresh = refresh
        self._journal = journal
        self._backoff = backoff
        self._secrets: dict[str, Secrets] = {}
        self._turns: dict[str, str] = {}
        self._session = self._open_session() if cache else requests.Session()
        contact = f"; mailto:{self.mailto}" if self.mailto else ""
        self._session.headers["User-Agent"] = f"paperweft/{paperweft.__version__} ({HOMEPAGE}{contact})"

    def serve(self, base_url: str, pace: Pace, secrets: Secrets | None = None, *, shared: str | None = None) -> None:
        """Says how the service at ``base_url`` is to be asked. Clients do so once, before their first request.

        ``shared`` names the turns that several hosts have together.
        """
        secrets = secrets or Secrets()
        secrets.keep_out_of_logs()
        where = urlsplit(base_url)
        self._secrets[where.netloc] = secrets
        self._turns[where.netloc] = shared or where.netloc
        adapter = PoliteAdapter(self._limits, shared or where.netloc, pace, secrets, self._backoff)
        self._session.mount(f"{where.scheme}://{where.netloc}/", adapter)

    def get(
        self,
        url: str,
        params: Mapping[str, Any] | None = None,
        *,
        expected: Container[int] = (200, 404),
        anew: bool = False,
        passing: bool = False,
    ) -> Answer:
        """The answer to a GET of ``url``, of an ``expected`` status.

        ``anew`` asks again whatever the cache has (with its ETag); ``passing`` keeps the answer out of the cache, since
        the next one to the same URL will be another. Raises ServiceError for other statuses and failed connections, RateLimitError
        where the service wants to be left alone for more than two minutes.
        """
        return self._ask("GET", url, params, None, expected, anew, passing)

    def post(
        self,
        url: str,
        body: Any,
        params: Mapping[str, Any] | None = None,
        *,
        expected: Container[int] = (200, 404),
    ) -> Answer:
        """The same for a POST of ``body`` as JSON, for APIs that take their questions so."""
        return self._ask("POST", url, params, body, expected, False, False)

    def close(self) -> None:
        """Closes connections and the cache."""
        self._session.close()

    def __enter__(self) -> Http:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _open_session(self) -> CachedSession:
        path = self._folder / "answers.sqlite"
        try:
            backend = SQLiteCache(path, serializer="json", wal=True, busy_timeout=60_000)
            with backend.responses.connection(commit=True) as db:
                db.execute("DELETE FROM responses WHERE expires < ?", (time.time() - _FORGOTTEN.total_seconds(),))
        except (OSError, sqlite3.Error) as error:
            raise _unusable(path, error) from error
        return CachedSession(
            backend=backend,
            expire_after=_KEPT,
            allowable_codes=(200,),
            allowable_methods=("GET", "POST"),
            filter_fn=_is_data,
        )

    def _ask(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None,
        body: Any,
        expected: Container[int],
        anew: bool,
        passing: bool,
    ) -> Answer:
        name = json.dumps([method, url, dict(params or {}), body], sort_keys=True, ensure_ascii=False, default=str)
        known = self._journal.recall(name) if self._journal else None
        if known:
            return known
        options: dict[str, Any] = {}
        if isinstance(self._session, CachedSession):
            options = {"expire_after": DO_NOT_CACHE} if passing else {"refresh": anew or self._refresh}
        answer = self._send(method, url, params, body, expected, options)
        if self._journal:
            self._journal.record(name, answer)
        return answer

    def _send(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None,
        body: Any,
        expected: Container[int],
        options: Mapping[str, Any],
    ) -> Answer:
        host = urlsplit(url).netloc
        for wait in range(_WAITS + 1):
            try:
                response = self._request(method, url, params, body, options)
            except requests.exceptions.ChunkedEncodingError as error:  # it broke off amid the answer
                if wait == _BROKEN_OFF:
                    raise ServiceError(f"{host} breaks its answers off: {self._reason(host, error)}") from None
                self._limits.pause(self._turns.get(host, host), self._backoff)
                continue
            except requests.RequestException as error:
                raise ServiceError(f"{host} cannot be reached: {self._reason(host, error)}") from None
            except sqlite3.Error as error:
                raise _unusable(self._folder, error) from error
            answer = Answer(response.status_code, response.content, response.url)
            if answer.status in expected:
                return answer
            seconds = _told_to_wait(response)
            if answer.status != 429 and not (answer.status == 503 and seconds is not None):
                break
            if seconds is not None and seconds > _WORTH_WAITING:
                until = datetime.now(timezone.utc) + timedelta(seconds=seconds)
                raise RateLimitError(
                    f"{host} has had enough requests and answers again from {until:%Y-%m-%d %H:%M} UTC on: {said(answer.content)}",
                    until,
                )
            if wait < _WAITS:
                self._limits.pause(self._turns.get(host, host), self._backoff * 2**wait if seconds is None else seconds)
        if answer.status == 429:
            raise ServiceError(
                f"{host} keeps answering that there are too many requests; try again later, or with a key: {said(answer.content)}"
            )
        doubt = (
            " (is the key right?)" if answer.status in (401, 403) and self._secrets.get(host, Secrets()).has_key else ""
        )
        raise ServiceError(f"{host} answered {answer.status}{doubt}: {said(answer.content)}")

    def _request(
        self, method: str, url: str, params: Mapping[str, Any] | None, body: Any, options: Mapping[str, Any]
    ) -> requests.Response:
        response = self._session.request(method, url, params=params, json=body, timeout=_TIMEOUTS, **options)
        if (
            options.get("refresh")
            and getattr(response, "from_cache", False)
            and not getattr(response, "revalidated", False)
        ):
            # It came without an ETag to ask with, so that the cache answered after all.
            options = {"force_refresh": True}
            response = self._session.request(method, url, params=params, json=body, timeout=_TIMEOUTS, **options)
        return response

    def _reason(self, host: str, error: Exception) -> str:
        """Why a connection failed, in one line without keys and without Python's names of objects."""
        cause: BaseException = error
        while (inner := getattr(cause, "reason", None) or cause.__cause__ or cause.__context__) and inner is not cause:
            if not isinstance(inner, BaseException):
                break
            cause = inner
        text = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
        text = re.sub(r"<[^>]*>(?:, )?|\(?host=[^)]*\):? ?", "", text) or type(cause).__name__
        return self._secrets.get(host, Secrets()).hide(" ".join(text.split()))[:_SHOWN]


def cache_folder() -> Path:
    """Where answers and limits are kept: ``PAPERWEFT_CACHE``, else the user's cache folder for paperweft."""
    named = os.environ.get("PAPERWEFT_CACHE")
    return Path(named).expanduser() if named else platformdirs.user_cache_path("paperweft")


def said(content: bytes) -> str:
    """A service's own words of what is wrong, from JSON, HTML or plain text, on one line."""
    text = content.decode("utf-8", "replace")
    try:
        text = _message(json.loads(text)) or text
    except (ValueError, RecursionError):
        text = re.sub(r"<(script|style|title)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    text = " ".join(text.split())
    return text[:_SHOWN] + "…" if len(text) > _SHOWN else text or "nothing"


def _message(value: Any) -> str:
    """What errors are called in JSON: ``message`` (a text, or a list of objects with one), ``error``, ``detail``."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_message, value)))
    if isinstance(value, Mapping):
        return next((found for key in ("message", "error", "detail") if (found := _message(value.get(key)))), "")
    return value if isinstance(value, str) else ""


def _is_data(response: requests.Response) -> bool:
    """Whether an answer is worth keeping: JSON or XML, and no error that comes with status 200."""
    start = response.content[:200].lstrip()
    if re.match(rb'\{\s*"(?:error|message|detail)"\s*:', start):
        return False
    return start.startswith((b"{", b"[", b"<?xml", b"<feed", b"<OAI-PMH"))


def _told_to_wait(response: requests.Response) -> float | None:
    """Seconds that the service wants to be left alone: the header Retry-After (seconds or a date), else what its JSON says."""
    told = response.headers.get("Retry-After", "").strip()
    if not told:
        try:
            body = response.json()
        except ValueError:
            return None
        told = str(body.get("retryAfter", "")) if isinstance(body, Mapping) else ""
    if re.fullmatch(r"\d{1,8}(\.\d*)?", told):
        return float(told)
    try:
        when = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=timezone.utc)
    return max(0.0, (when - datetime.now(timezone.utc)).total_seconds())


def _unusable(path: Path, error: Exception) -> PaperweftError:
    return PaperweftError(
        f"{path} cannot be used as the cache ({error}); delete it, or name another folder by PAPERWEFT_CACHE"
    )
