"""Requests that mind their manners: limits, retries, a cache with ETags, and keys that are seen nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; ``url`` is without keys."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str


class Http:
    """Sends requests for the clients; one for a run is enough. Close it, or use it in ``with``.

    Contact for the services comes from ``PAPERWEFT_MAILTO``, keys from ``OPENALEX_API_KEY`` and
    ``SEMANTIC_SCHOLAR_API_KEY`` (also ``S2_API_KEY``). Answers are kept for a day in the user's cache folder
    (``PAPERWEFT_CACHE`` names another), with ``refresh`` asked for anew (304 where nothing changed), without ``cache``
    neither read nor written. All processes that share the folder share the limits.
    """

    def __init__(self, *, cache: bool = True, refresh: bool = False) -> None:
        raise NotImplementedError

    def get(self, url: str, params: Mapping[str, Any] | None = None) -> Answer:
        """The answer to a GET of ``url``: status 200 or 404. Raises ServiceError for others, RateLimitError for a 429 that
        asks for more than two minutes."""
        raise NotImplementedError

    def post(self, url: str, body: Any, params: Mapping[str, Any] | None = None) -> Answer:
        """The same for a POST of ``body`` as JSON."""
        raise NotImplementedError

    def close(self) -> None:
        """Closes connections and the cache."""
        raise NotImplementedError

    def __enter__(self) -> Http:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
