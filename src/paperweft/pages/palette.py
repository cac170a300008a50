"""Colours of nodes by label, chosen to be told apart in light and dark and by most colour-blind readers."""

from __future__ import annotations

from collections.abc import Mapping

#: Label -> colour, in the order of the legend.
NODE_COLOURS: Mapping[str, str] = {
    "Paper": "#3b6fd4",
    "Model": "#0f97b3",
    "Method": "#d9822b",
    "Dataset": "#2f9e6a",
    "Task": "#c8456b",
    "Author": "#8b62c9",
}
