"""API keys: put into requests at the last moment, and taken out of all that comes back or is logged."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

from requests import PreparedRequest, Response

_HIDDEN = "***"
#: What logs whole URLs, below us.
_LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a service is sent that nobody else may see, as query parameters and headers; ``open`` are parameters that
    go along and are no secret."""

    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    open: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_key(self) -> bool:
        """Whether there is anything to keep secret."""
        return bool(self._forms())

    def signed(self, request: PreparedRequest) -> PreparedRequest:
        """A copy of ``request`` that carries them."""
        copy = request.copy()
        copy.prepare_url(copy.url, {**self.open, **self.parameters})
        copy.headers.update(self.headers)
        return copy

    def clean(self, response: Response, request: PreparedRequest) -> None:
        """Makes ``response`` one to ``request``, and hides what the service repeats of them."""
        response.request, response.url = request, request.url or ""
        for name, value in response.headers.items():
            response.headers[name] = self.hide(value)
        hidden = response.content
        for form in sorted(self._forms(), key=len, reverse=True):
            hidden = hidden.replace(form.encode(), _HIDDEN.encode())
        response._content = hidden

    def hide(self, text: str) -> str:
        """``text`` without them, however they are written in it."""
        return _hide(text, self._forms())

    def _forms(self) -> set[str]:
        values = [value for value in (*self.parameters.values(), *self.headers.values()) if value]
        return {form for value in values for form in (value, quote(value), quote(value, safe=""), quote_plus(value))}

    def keep_out_of_logs(self) -> None:
        """Hides them from now on in what the layers below log."""
        _IN_LOGS.forms |= self._forms()
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(_IN_LOGS)  # the same one again changes nothing


class _Redaction(logging.Filter):
    """Lets every record pass, without what is to be hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        hidden = _hide(text, self.forms)
        if hidden != text:
            record.msg, record.args = hidden, ()
        return True


_IN_LOGS = _Redaction()


def _hide(text: str, forms: set[str]) -> str:
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, _HIDDEN)
    return text
