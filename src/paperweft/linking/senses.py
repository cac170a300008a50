"""Which mentions are no entities: metrics, and names that a paper itself explains as something else."""

from __future__ import annotations

import re

from paperweft.names.forms import normal_form

#: Long forms that end so name a measure ("mean absolute error"), which is no node.
_MEASURE = re.compile(
    r"(?:errors?|accuracy|precision|recall|scores?|rates?|deviation|similarity|distance|divergence|index|ratio|coefficient|"
    r"under (?:the )?(?:\w+ )*curve|signal[- ]to[- ]noise ratio|perplexity|latency|throughput|flops)$",
    re.IGNORECASE,
)
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
