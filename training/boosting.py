"""Fitting boosted trees with scikit-learn, and writing them as the package reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

TREES, DEPTH, RATE, SHARE, LEAF = 200, 3, 0.05, 0.7, 20


def fit(rows: Sequence[Sequence[float]], right: Sequence[bool]) -> GradientBoostingClassifier:
    """Trees that tell ``right`` rows from others; the same for the same input."""
    model = GradientBoostingClassifier(
        n_estimators=TREES, max_depth=DEPTH, learning_rate=RATE, subsample=SHARE, min_samples_leaf=LEAF, max_features=0.5,
        random_state=1,
    )  # fmt: skip
    return model.fit(np.array(rows, dtype=np.float32), np.array(right))


def probabilities(model: GradientBoostingClassifier, rows: Sequence[Sequence[float]]) -> list[float]:
    """What ``model`` says of each row."""
    found: list[float] = model.predict_proba(np.array(rows, dtype=np.float32))[:, 1].tolist()
    return found


def settings(model: GradientBoostingClassifier, features: Sequence[str]) -> dict[str, Any]:
    """The form that :class:`paperweft.extraction.trees.Trees` reads."""
    positive = model.init_.class_prior_[1]
    trees = [
        {
            "feature": [int(f) if f >= 0 else -1 for f in tree.feature],
            "threshold": [round(float(t), 6) for t in tree.threshold],
            "left": tree.children_left.tolist(),
            "right": tree.children_right.tolist(),
            "value": [round(float(v) * RATE, 6) for v in tree.value[:, 0, 0]],
        }
        for tree in (stage[0].tree_ for stage in model.estimators_)
    ]
    return {"features": list(features), "base": float(np.log(positive / (1 - positive))), "trees": trees}


def importances(model: GradientBoostingClassifier, features: Sequence[str]) -> str:
    """The features by their weight in the trees, a line each."""
    pairs = sorted(zip(features, model.feature_importances_, strict=True), key=lambda pair: -pair[1])
    return "\n".join(f"  {name:26} {weight:.3f}" for name, weight in pairs)
