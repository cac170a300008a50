"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from paperweft.errors import PaperweftError


@contextmanager
def replacing(path: Path, *, errors: str = "replace") -> Iterator[TextIO]:
    """A UTF-8 text file that takes the place of ``path`` when the block ends well, and vanishes when it raises.

    ``errors`` says what becomes of lone surrogates, as in :func:`open`.

    Raises PaperweftError where the folder is missing or cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise PaperweftError(f"{path} cannot be written: {error.strerror}") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors=errors, newline="\n") as stream:
            yield stream
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)  # mkstemp makes files that only their owner reads
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise PaperweftError(f"{path} cannot be written: {error.strerror}") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
