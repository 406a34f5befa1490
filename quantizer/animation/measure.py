"""Measure a reduced animation on some of its frames, spread evenly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.settings.settings import AlphaSettings

if TYPE_CHECKING:
    from quantizer.image.image import Animation, IndexedAnimation
    from quantizer.metrics.metrics import Metrics

_MAX_MEASURED = 12
"""Most frames that are measured: more take longer and hardly change the mean. Not tuned."""


def measure_animation(
    animation: Animation,
    indexed: IndexedAnimation,
    progress: Progress = SILENT,
    *,
    alpha: AlphaSettings | None = None,
) -> Metrics:
    """Return the means of the metrics over the frames of `measured_frames`.

    Parameters
    ----------
    animation
        The original.
    indexed
        The result, with as many frames.
    progress
        Receives the share of frames that are measured, as `Stage.MEASURE`.
    alpha
        How translucent pixels were reduced; the result is compared with frames flattened so.
    """
    from quantizer.metrics.metrics import mean, measure  # noqa: PLC0415 - loads SciPy

    measuring = progress.at(Stage.MEASURE)
    chosen = measured_frames(len(indexed.frames))
    found: list[Metrics] = []
    for number, part in zip(chosen, measuring.parts(len(chosen)), strict=True):
        original = apply_alpha_mode(animation.frames[number].image, alpha or AlphaSettings(), part)
        found.append(measure(original, indexed.frames[number].image, part))
    return mean(found)


def measured_frames(count: int) -> tuple[int, ...]:
    """Return the numbers of the frames, out of `count`, that are measured, in ascending order."""
    positions = np.linspace(0, count - 1, _MAX_MEASURED)
    return tuple(sorted({round(position) for position in positions}))
