"""How long work says how far it is."""

from __future__ import annotations

from collections.abc import Callable

#: Called with (stage, done, total) as work goes on; total is None where it is not known.
Progress = Callable[[str, int, "int | None"], None]
