"""Whether counts say more than chance: the log-likelihood ratio and pointwise mutual information.

See Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", Computational Linguistics 19(1), 1993, and
Church & Hanks, "Word Association Norms, Mutual Information, and Lexicography", ibid. 16(1), 1990.
"""

from __future__ import annotations

from math import log, log2


def log_likelihood(both: int, one: int, other: int, total: int) -> float:
    """The signed log-likelihood ratio G² of two things that ``one`` and ``other`` of ``total`` papers have, ``both`` both.

    It is below 0 where they meet less often than by chance.
    """
    observed = (both, one - both, other - both, total - one - other + both)
    expected = [row * column / total for row in (one, total - one) for column in (other, total - other)]
    ratio = 2 * sum(o * log(o / e) for o, e in zip(observed, expected, strict=True) if o)
    return max(0.0, ratio) if both * total >= one * other else -max(0.0, ratio)


def mutual_information(both: int, one: int, other: int, total: int) -> float:
    """Pointwise mutual information in bits: how many times more often than by chance they meet, as a power of two."""
    return log2(both * total / (one * other))
