"""Sources of papers: one module a format, one table from name to reader, one opener that tells formats apart."""

from paperweft.readers.base import Reader, Skipped
from paperweft.readers.formats import FORMATS, READERS
from paperweft.readers.open import read_source

__all__ = ["FORMATS", "READERS", "Reader", "Skipped", "read_source"]
