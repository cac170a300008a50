"""A ``.env`` file in the working folder, and what it may decide."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_DECIDES_TARGET = ("PAPERWEFT_LIBRARY", "NEO4J_URI", "NEO4J_DATABASE")


def read_environment_file() -> None:
    """Sets what ``./.env`` says and the environment does not; names on stderr what changes where things are written."""
    path = Path(".env")
    if not path.is_file():
        return
    from dotenv import dotenv_values

    for name, value in dotenv_values(path).items():
        if value is not None and name not in os.environ:
            os.environ[name] = value
            if name in _DECIDES_TARGET:
                print(f"paperweft: {name}={value} (from .env)", file=sys.stderr)
