"""Whether counts say more than chance: the log-likelihood ratio and pointwise mutual information.

See Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", Computational Linguistics 19(1), 1993, and
Church & Hanks, "Word Association Norms, Mutual Information, and Lexicography", ibid. 16(1), 1990.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def log_likelihood(both: ArrayLike, one: ArrayLike, other: ArrayLike, total: int) -> NDArray[np.float64]:
    """The signed log-likelihood ratio G² of two things that ``one`` and ``other`` of ``total`` papers have, ``both`` both.

    It is below 0 where they meet less often than by chance. Numbers, or arrays of them.
    """
    both, one, other = (np.asarray(count, dtype=np.float64) for count in (both, one, other))
    ratio = np.zeros(np.broadcast(both, one, other).shape)
    for observed, row, column in (
        (both, one, other),
        (one - both, one, total - other),
        (other - both, total - one, other),
        (total - one - other + both, total - one, total - other),
    ):
        there = observed > 0
        often = np.divide(observed * total, row * column, out=np.ones_like(ratio), where=there)
        ratio += 2 * observed * np.log(often)
    ratio = np.maximum(ratio, 0.0)  # rounding may leave it a hair below
    return np.where(both * total >= one * other, ratio, -ratio)


def mutual_information(both: int, one: int, other: int, total: int) -> float:
    """Pointwise mutual information in bits: how many times more often than by chance they meet, as a power of two."""
    return float(np.log2(both * total / (one * other)))
