"""Counts the colours of one file in a worker, as its conversion will find them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.batch.shared_palette.color_tally import ColorTally
from quantizer.conversion.convert import load
from quantizer.errors import Cancelled
from quantizer.image.histogram import Histogram
from quantizer.process.server import current_progress
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.hidden_colors import sum_hidden_colors
from quantizer.settings.settings import Weights

if TYPE_CHECKING:
    from quantizer.batch.run.convert_file import Task
    from quantizer.image.image import Image
    from quantizer.progress import Progress
    from quantizer.settings.settings import Settings


def count_colors(task: Task, progress: Progress | None = None) -> ColorTally | None:
    """Return the colours of all frames of a file, with the weights chosen in its settings.

    The progress is that of the worker, unless it is given. None if the file cannot be read.
    """
    progress, tally = progress or current_progress(), ColorTally()
    try:
        loaded = load(task.entry.source, task.recipe, progress)
        for frame in loaded.animation.frames:
            image = apply_alpha_mode(frame.image, loaded.recipe.settings.alpha, progress)
            add_image(tally, image, task.conversion.settings, progress)
        return tally.compact(progress)
    except Cancelled:
        raise
    except Exception:  # noqa: BLE001 - its conversion will report the error
        return None


def add_image(tally: ColorTally, image: Image, settings: Settings, progress: Progress) -> None:
    """Add the colours of an image whose alpha mode was applied, weighted as the settings ask."""
    histogram = Histogram.of(image, progress)
    if settings.weights is Weights.VISIBILITY:
        from quantizer.reduction.visibility_weights import weigh  # noqa: PLC0415 - rarely used

        histogram = weigh(image, histogram, progress, threads=1)
    tally.add(histogram, progress)
    tally.add_hidden(sum_hidden_colors(image))
