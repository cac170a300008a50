"""Runs the shipped encoder with onnxruntime: a paper's words -> logits."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from paperweft.extraction.decoding import LOGITS
from paperweft.extraction.encoding import EncodedText, encode
from paperweft.extraction.spans import FloatArray

MODEL, TOKENIZER, SPANS = "model.onnx", "tokenizer.json", "spans.npz"
LEXICON, CONFIDENCE, LINEAGE = "lexicon.json", "confidence.json", "lineage.json"
_FILES = (MODEL, TOKENIZER, SPANS, LEXICON, CONFIDENCE, LINEAGE)


def component_folder() -> Path:
    """The folder of the shipped component."""
    with as_file(files("paperweft") / "data" / "recogniser") as folder:
        return Path(folder)


@lru_cache(maxsize=4)
def component_hash(folder: Path) -> str:
    """A hash of the component's weights, tokenizer and settings."""
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


class Network:
    """The encoder and its heads. ``threads`` is for one inference; 0 leaves it to onnxruntime."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])

    def __call__(self, title: str, abstract: str) -> tuple[EncodedText, FloatArray]:
        """The paper's words, and their logits (words, LOGITS), averaged where windows overlap.

        Each window runs by itself: int8 scales are taken over all that runs together, so that in a batch a paper's
        result would hang on its neighbours.
        """
        encoded = encode(self._tokenizer, title, abstract)
        total = np.zeros((len(encoded.words), LOGITS), dtype=np.float32)
        seen = np.zeros(len(encoded.words), dtype=np.float32)
        for window in encoded.windows:
            if len(window.words):
                (out,) = self._session.run(None, {"ids": window.ids[None], "shapes": window.shapes[None]})
                total[window.words] += out[0, window.heads]
                seen[window.words] += 1
        return encoded, total / np.maximum(seen, np.float32(1))[:, None]
