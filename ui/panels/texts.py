"""How numbers and choices are written for people."""

from __future__ import annotations

import math

from quantizer.kmeans.selection import Reason
from quantizer.settings import Effort, Init, Metric, Selector

METRIC_LABELS = {
    Metric.EUCLIDEAN: "Euclidean (mean)",
    Metric.MANHATTAN: "Manhattan (median)",
}
INIT_LABELS = {
    Init.RANDOM: "Random colours",
    Init.KMEANS_PLUS_PLUS: "k-means++",
    Init.PCA: "Principal axes",
}
EFFORT_TEXTS = {
    Effort.FAST: (
        "Fast",
        "Searches once: takes about half the time of Balanced, with an error some 3 % higher",
    ),
    Effort.BALANCED: (
        "Balanced",
        "Tries several beginnings and goes on with the best: close and quick",
    ),
    Effort.BEST: (
        "Best",
        "Splits and merges colours until nothing is gained: takes two to four times as long as "
        "Balanced, with an error some 1 to 3 % lower",
    ),
}
"""Label and tooltip of each effort."""
SELECTOR_TEXTS = {
    Selector.ELBOW: (
        "Photo",
        "Elbow: the number beyond which more colours gain little; suits photos and most else",
    ),
    Selector.SILHOUETTE: (
        "Flat art",
        "Silhouette: the number whose colours stand apart most clearly; suits logos, flags and "
        "drawings of few colours",
    ),
}
"""Label and tooltip of each way to find the number of colours."""
REASON_LABELS = {
    Reason.KNEE: "elbow",
    Reason.SILHOUETTE: "silhouette",
    Reason.DISTINCT: "all it has",
    Reason.FLAT: "as drawn",
    Reason.TARGET: "as demanded",
}
"""Why a number of colours was chosen, in a word or two."""


def percentage(share: float) -> str:
    """Return a share of 0 to 1 as a percentage with three significant places at most."""
    percent = 100 * share
    if 0 < percent < 0.01:
        return "< 0.01 %"
    return f"{percent:.{2 if percent < 1 else 1}f} %"


def size(count: int) -> str:
    """Return a number of bytes in decimal units: ``48.2 kB``."""
    if count < 1000:
        return f"{count} bytes"
    value = float(count)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 999.5 or unit == "GB":
            return f"{value:.{1 if value < 99.95 else 0}f} {unit}"
    raise AssertionError


def quantity(value: float) -> str:
    """Return a large number readably: ``1,234`` or ``1.23 × 10⁶``."""
    if not math.isfinite(value):
        return "∞"
    if abs(value) < 1e-12:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -3 <= exponent < 5:
        return f"{value:,.{max(0, 2 - exponent)}f}"
    raised = str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{value / 10**exponent:.2f} \N{MULTIPLICATION SIGN} 10{raised}"


def seconds(value: float) -> str:
    """Return a duration: ``84 ms`` or ``1.42 s``."""
    return f"{1000 * value:.0f} ms" if value < 0.9995 else f"{value:.2f} s"


def count_of(number: int, noun: str) -> str:
    """Return ``1 colour``, ``1,200 colours``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
