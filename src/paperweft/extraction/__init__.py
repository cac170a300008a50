"""Extraction: a spaCy pipeline that finds models, methods, datasets and tasks in titles and abstracts."""

from paperweft.extraction.pipeline import Extractor

__all__ = ["Extractor"]
