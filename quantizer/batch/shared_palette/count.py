"""Counts the colours of one file in a worker, as its conversion will find them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.batch.shared_palette.color_tally import ColorTally
from quantizer.conversion.convert import load
from quantizer.conversion.recipe import Recipe
from quantizer.errors import Cancelled
from quantizer.image.histogram import Histogram
from quantizer.image_files.formats import format_by_name
from quantizer.process.server import current_progress
from quantizer.progress import SILENT, Progress
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.settings.settings import Weights

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.plan.options import Conversion


@dataclass(frozen=True, slots=True)
class CountTask:
    """A file whose colours a worker is to count.

    Parameters
    ----------
    source
        The file.
    format
        Name of the output's format, which may not support all of the image.
    conversion
        How the file will be converted.
    """

    source: Path
    format: str
    conversion: Conversion


def count_colors(task: CountTask, progress: Progress = SILENT) -> ColorTally | None:
    """Return the colours of all frames of a file, as its conversion will find them.

    Returns
    -------
    ColorTally
        The colours with the weights chosen in the settings; None if the file cannot be read.
    """
    conversion, tally = task.conversion, ColorTally()
    recipe = Recipe(
        format_by_name(task.format),
        conversion.settings,
        keep_profile=conversion.keep_profile,
        max_megapixels=conversion.max_megapixels,
    )
    try:
        loaded = load(task.source, recipe, progress)
        for frame in loaded.animation.frames:
            image = apply_alpha_mode(frame.image, loaded.recipe.settings.alpha, progress)
            histogram = Histogram.of(image, progress)
            if conversion.settings.weights is Weights.VISIBILITY:
                from quantizer.reduction.visibility_weights import weigh  # noqa: PLC0415 - rarely used

                histogram = weigh(image, histogram, progress, threads=1)
            tally.add(histogram, progress)
        return tally.compact(progress)
    except Cancelled:
        raise
    except Exception:  # noqa: BLE001 - its conversion will report the error
        return None


def count_in_worker(task: CountTask) -> ColorTally | None:
    """Call `count_colors` with the progress of the current worker."""
    return count_colors(task, current_progress())
