"""``nlp.add_pipe("paperweft")``: all of paperweft's reading as one component of anybody's English pipeline.

Writes ``doc.spans["paperweft"]``; each span has its type as ``label_``, the entity's id as ``id_`` (the catalogue's, else a
provisional one), and ``_.confidence`` and ``_.role``. With ``set_ents`` the spans go into ``doc.ents`` too, where they give
way to none that overlap them and are shorter.

Annotations are not postponed here: spaCy 3.8.2 reads those of its factories as they stand.
"""

import os
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from paperweft.extraction.components import SPANS_KEY
from paperweft.extraction.pipeline import build_pipeline, extraction_of
from paperweft.linking import link
from paperweft.names.catalogue import shipped_catalogue


class Paperweft:
    """Reads a document's text with a pipeline of its own, so that tokenisation and earlier components matter nothing."""

    def __init__(self, threads: int, threshold: float | None, set_ents: bool) -> None:
        self._threads, self._threshold, self._set_ents = threads, threshold, set_ents
        self._loaded: tuple[int, Language] | None = None

    def __call__(self, doc: Doc) -> Doc:
        inner = self._pipeline()
        read = inner.make_doc(doc.text)
        if "title_end" in doc.user_data:
            read.user_data["title_end"] = doc.user_data["title_end"]
        extraction = extraction_of(inner(read))
        linked = link([("", extraction)], shipped_catalogue(), {})
        first = {"title": 0, "abstract": doc.user_data.get("title_end", -1) + 1}
        spans = []
        for relation in linked.papers:
            kind = relation.entity_id.partition(":")[0].capitalize()
            for mention in relation.mentions:
                start = first[mention.field]
                span = doc.char_span(
                    start + mention.start,
                    start + mention.end,
                    label=kind,
                    span_id=relation.entity_id,
                    alignment_mode="expand",
                )
                if span is not None:
                    span._.confidence, span._.role = relation.confidence, relation.role
                    spans.append(span)
        spans.sort(key=lambda span: (span.start, span.end))
        doc.spans[SPANS_KEY] = spans
        if self._set_ents:
            doc.ents = filter_spans([*spans, *doc.ents])
        return doc

    def _pipeline(self) -> Language:
        """The pipeline, loaded anew in a process that was forked from the one that loaded it: onnxruntime's threads stay there."""
        if self._loaded is None or self._loaded[0] != os.getpid():
            self._loaded = (os.getpid(), build_pipeline(self._threads, self._threshold))
        return self._loaded[1]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_loaded": None}  # another process loads its own weights


@Language.factory(
    "paperweft", assigns=["doc.spans"], default_config={"threads": 1, "threshold": None, "set_ents": False}
)
def make_paperweft(nlp: Language, name: str, threads: int, threshold: float | None, set_ents: bool) -> Paperweft:
    """``threshold`` is the confidence below which a name is dropped; ``threads`` are those of one document's inference."""
    return Paperweft(threads, threshold, set_ents)
