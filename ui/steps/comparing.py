"""Says in words how two runs side by side differ: in their inertia and in their picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from quantizer.kmeans.steps.comparison import comparison_sentence
from quantizer.language import mark, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.kmeans.steps import StepRun

    from .moment import Moment
    from .step_data import StepData

_SIDES = (mark("the left run"), mark("the right run"))
_ALIKE = 0.005
"""Difference of two PSNRs in dB that is not seen in two decimals."""


def compared(runs: Sequence[StepRun], moments: Sequence[Moment], data: StepData) -> str:
    """Return how two runs differ, in sentences."""
    first, second = runs
    words = comparison_sentence(first, second, data.unit, data.describe, _SIDES)
    left, right = moments[0].psnr, moments[1].psnr
    if left is None or right is None:
        return words
    return f"{words} {_picture_words(left, right)}"


def _picture_words(left: float, right: float) -> str:
    if left == right or abs(left - right) < _ALIKE:
        return tr("Both pictures have a PSNR of {psnr}.", psnr=_decibels(left))
    better, more, less = ("left", left, right) if left > right else ("right", right, left)
    return tr(
        "The {better} picture is closer to the original: PSNR {psnr} against {other_psnr}.",
        better=better,
        psnr=_decibels(more),
        other_psnr=_decibels(less),
    )


def _decibels(value: float) -> str:
    return f"{value:.2f} dB" if math.isfinite(value) else tr("∞ dB")
