"""Sources of papers: one module a format, one table from name to reader, one opener that tells formats apart."""

from paperweft.readers.base import Reader, Skipped
from paperweft.readers.open import READERS, read_source

__all__ = ["READERS", "Reader", "Skipped", "read_source"]
