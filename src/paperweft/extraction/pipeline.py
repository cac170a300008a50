"""The extractor: papers' texts -> extractions, in one process or several."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TYPE_CHECKING

from paperweft.errors import PaperweftError
from paperweft.extraction.network import component_folder, component_hash
from paperweft.model import Extraction

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: To be raised when code changes what is extracted from the same text by the same weights.
CODE_VERSION = 2
_CHUNK = 16
_AHEAD = 4  # chunks read ahead for each process


def build_pipeline(threads: int = 0, threshold: float | None = None) -> Language:
    """spaCy's English tokeniser and sentence splitter, then paperweft's components."""
    import spacy

    import paperweft.extraction.components  # noqa: F401  registers the factories

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("paperweft_recogniser", config={"threads": threads})
    nlp.add_pipe("paperweft_abbreviations")
    nlp.add_pipe("paperweft_confidence", config={"threshold": threshold})
    nlp.add_pipe("paperweft_roles")
    nlp.add_pipe("paperweft_lineage")
    nlp.max_length = 10_000_000  # no component here needs memory in proportion
    return nlp


class Extractor:
    """Extracts mentions, abbreviations and lineage from papers. Weights are loaded when first needed.

    ``version`` names what extracts: a hash of weights, settings and the version of the code.
    """

    def __init__(self) -> None:
        self.version = f"{CODE_VERSION}-{component_hash(component_folder())[:16]}"
        self._nlp: Language | None = None

    def extract(self, texts: Iterable[tuple[str, str]], *, processes: int = 1) -> Iterator[Extraction]:
        """One extraction for each (title, abstract), in order. Texts must be cleaned; offsets point into them.

        With several ``processes`` texts are read ahead, and results are the same.
        """
        if processes == 1:
            self._nlp = self._nlp or build_pipeline()
            for title, abstract in texts:
                yield _extract(self._nlp, title, abstract)
            return
        context = multiprocessing.get_context("spawn")  # a forked onnxruntime hangs
        pool = ProcessPoolExecutor(processes, context, _start_worker)
        waiting: deque[Future[list[Extraction]]] = deque()
        try:
            for chunk in _chunks(texts):
                waiting.append(pool.submit(_work, chunk))
                if len(waiting) > _AHEAD * processes:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool:
            raise PaperweftError(
                "a process that extracts could not start or was killed (out of memory?); what is done is kept, "
                "and fewer --processes take up the rest"
            ) from None
        finally:
            pool.shutdown(cancel_futures=True)


_worker: Language | None = None


def _start_worker() -> None:
    """Makes the worker process's own pipeline, with one thread: the processes share the cores."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = build_pipeline(threads=1)


def _end_with_parent() -> None:
    """A parent that was killed cannot tell its workers to stop."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _work(texts: list[tuple[str, str]]) -> list[Extraction]:
    assert _worker is not None
    return [_extract(_worker, title, abstract) for title, abstract in texts]


def _chunks(texts: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    iterator = iter(texts)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def _extract(nlp: Language, title: str, abstract: str) -> Extraction:
    doc = nlp.make_doc(f"{title}\n{abstract}")
    doc.user_data["title_end"] = len(title)
    return extraction_of(nlp(doc))


def extraction_of(doc: Doc) -> Extraction:
    """What the pipeline found in a document, on its own fields' offsets."""
    from paperweft.extraction.components import mentions_of

    return Extraction(
        mentions=tuple(mentions_of(doc)),
        abbreviations=tuple(doc.user_data["abbreviations"]),
        extends=tuple(doc.user_data["extends"]),
        english=doc.user_data["english"],
    )
