"""Which mentions are no entities: metrics, and names that a paper itself explains as something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from paperweft.model import EntityType
from paperweft.names.catalogue import CatalogueEntry
from paperweft.names.forms import normal_form

#: Long forms that end so name a measure ("mean absolute error"), which is no node.
_MEASURE = re.compile(
    r"(?:errors?|accuracy|precision|recall|scores?|rates?|deviation|similarity|distance|divergence|index|ratio|coefficient|"
    r"under (?:the )?(?:\w+ )*curve|signal[- ]to[- ]noise ratio|perplexity|latency|throughput|flops)$",
    re.IGNORECASE,
)
_LEAST = 0.2  # the share of a type that makes it thinkable
_METRICS = frozenset(
    map(
        normal_form,
        (
            "BLEU ROUGE ROUGE-L METEOR CIDEr SPICE BERTScore chrF TER WER CER PESQ STOI MOS FID KID FVD LPIPS PSNR "
            "SSIM mAP mIoU IoU AUC AUROC AUPRC NDCG MRR MAPE RMSE MSE F1 F1-score accuracy precision recall "
            "perplexity pass@1 pass@k PCK EER R2 FLOPs"
        ).split(),
    )
)


def is_metric(form: str) -> bool:
    """Whether a normal form is the name of a metric and of nothing else that is well known."""
    return form in _METRICS


def is_measure(long_form: str) -> bool:
    """Whether a long form describes a quantity that is measured."""
    return bool(_MEASURE.search(long_form))


def is_ordinary_word(entry: CatalogueEntry, surfaces: Iterable[str], scores: Mapping[EntityType, float]) -> bool:
    """Whether a paper has only the word that well-known things are called by: habitat, alpaca, maze.

    It is written small, as one word, and read as another type than the catalogue's. Models and methods are not told apart
    here, for "transformers" are often read as a method.
    """
    if any(surface != surface.lower() or not surface.isalpha() for surface in surfaces):
        return False
    built: tuple[EntityType, ...] = ("Model", "Method")
    kin = built if entry.type in built else (entry.type,)
    return sum(scores[kind] for kind in kin) < _LEAST * sum(scores.values())
