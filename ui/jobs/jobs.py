"""The jobs of the main window after an image is read: reduce it, make its file, write it.

Each function returns a job: a function that takes a `Context`, runs in a `Worker` and returns
something ready to be shown. No job touches a widget; the pictures made here are `QImage`, which any
thread may make. Work that cannot be interrupted runs in a process of its own
(`quantizer.process`).

An image is reduced and encoded by `quantizer.conversion` alone, as on the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.animation.measure import measure_animation
from quantizer.conversion import convert
from quantizer.conversion.encode import encode_result
from quantizer.conversion.fit_format import fit_format
from quantizer.image.histogram import Histogram
from quantizer.image_files.atomic import write_atomically
from quantizer.metrics.metrics import PartialMetrics, measure_stepwise
from quantizer.process.child import call_in_process
from quantizer.progress import SILENT, Progress, Stage

from ..canvas.pyramid import Pyramid
from .adjusting import adjust

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from quantizer.conversion.convert import Reduced
    from quantizer.conversion.fit_format import Fitted
    from quantizer.conversion.recipe import Recipe
    from quantizer.image.image import Image, IndexedAnimation, IndexedImage
    from quantizer.image_files.write import Encoded
    from quantizer.metrics.metrics import Metrics
    from quantizer.reduction.pipeline import Quantized

    from .adjusting import Adjusted
    from .reading import Opened
    from .worker import Context

_APART_PIXELS = 1 << 20
"""From this many pixels on encoding takes longer than a process takes to start."""


@dataclass(frozen=True, eq=False)
class Counted:
    """The histogram of a still image."""

    image: Image
    histogram: Histogram


@dataclass(frozen=True, eq=False)
class ReductionResult:
    """A reduced image, and its picture.

    Parameters
    ----------
    reduced
        The result, and the image as it was fitted to the file format.
    recipe
        What was asked for, before it was fitted to the file format.
    adjusted
        The image in another size or tone, as far as the settings ask for it.
    original, picture
        Pictures of the first frame of the fitted image and of the result.
    """

    reduced: Reduced
    recipe: Recipe
    adjusted: Adjusted
    original: Pyramid
    picture: Pyramid

    @property
    def quantized(self) -> Quantized:
        """The reduction; of an animation it shows the first frame."""
        return self.reduced.result

    @property
    def fitted(self) -> Fitted:
        """The image as the file format can hold it."""
        return self.reduced.fitted

    @property
    def frames(self) -> tuple[IndexedImage, ...]:
        """All reduced frames; a still image has one."""
        return self.reduced.images


@dataclass(frozen=True)
class Saved:
    """A file that was written."""

    path: Path
    size: int


def reduce(
    opened: Opened,
    recipe: Recipe,
    *,
    counted: Counted | None = None,
    known: Sequence[ReductionResult] = (),
) -> Callable[[Context], ReductionResult]:
    """Return the job that fits an image to the recipe's file format and reduces it.

    It publishes the `Counted` colours, if it had to count them, the `ReductionResult` before it is
    measured, and the `PartialMetrics` of a still image whenever another one is measured.

    Parameters
    ----------
    counted
        The colours of the image, if they are counted already.
    known
        Results of this image; one that has the pixels that are asked for is used again.
    """

    def job(context: Context) -> ReductionResult:
        outcome = make_result(opened, recipe, counted, known, context)
        if outcome.quantized.metrics is not None:
            return outcome
        context.publish(outcome)
        quantized = replace(outcome.quantized, metrics=_measured(outcome, context))
        return replace(outcome, reduced=replace(outcome.reduced, result=quantized))

    return job


def make_result(
    opened: Opened,
    recipe: Recipe,
    counted: Counted | None,
    known: Sequence[ReductionResult],
    context: Context,
) -> ReductionResult:
    """Return a result without metrics, or one of those that are known."""
    progress = context.progress
    adjusted = adjust(opened, recipe.settings, [one.adjusted for one in known], progress)
    fitted = fit_format(adjusted.animation, recipe)
    for outcome in known:
        fitted = fitted.with_animation_of(outcome.fitted)
    for outcome in known:
        if outcome.adjusted is adjusted and outcome.recipe == recipe:
            return outcome  # it may have been fitted to its format, which makes other frames
        if outcome.fitted.gives_same_pixels(fitted):
            reduced = outcome.reduced.fitted_again(fitted)
            return replace(outcome, reduced=reduced, recipe=recipe, adjusted=adjusted)
    first = fitted.animation.frames[0].image
    if not fitted.moves and (counted is None or counted.image is not first):
        counted = Counted(first, Histogram.of(first, progress))
        context.publish(counted)
    histogram = None if fitted.moves or counted is None else counted.histogram
    reduced = convert.reduce(
        fitted,
        progress,
        histogram=histogram,
        encoder=encoded,
        known=[one.reduced for one in known],
    )
    pictures = {id(one.fitted.animation.frames[0].image): one.original for one in known}
    pictures[id(opened.image)] = opened.picture
    original = pictures.get(id(first)) or Pyramid.of_image(first, progress)
    picture = Pyramid.of_indexed(reduced.result.indexed, progress)
    return ReductionResult(reduced, recipe, adjusted, original, picture)


def _measured(outcome: ReductionResult, context: Context) -> Metrics:
    fitted, measuring = outcome.fitted, context.progress.at(Stage.MEASURE)
    if fitted.moves:
        alpha = fitted.recipe.settings.alpha
        return measure_animation(
            fitted.animation, outcome.reduced.animation, measuring, alpha=alpha
        )
    original = convert.flattened(fitted, 0, measuring.between(0, 0))
    found = PartialMetrics()
    for found in measure_stepwise(original, outcome.quantized.indexed, measuring, threads=None):
        context.publish(found)
    return found.complete()


def encode(animation: IndexedAnimation, recipe: Recipe) -> Callable[[Context], Encoded]:
    """Return the job that makes the file of a reduced image or animation."""

    def job(context: Context) -> Encoded:
        return encoded(animation, recipe, context.progress)

    return job


def encoded(animation: IndexedAnimation, recipe: Recipe, progress: Progress = SILENT) -> Encoded:
    """Return the file; a large one is made in another process, which can be ended at once."""
    pixels = sum(frame.image.indices.size for frame in animation.frames)
    if pixels >= _APART_PIXELS or recipe.optimize:
        return call_in_process(encode_result, animation, recipe, progress=progress)
    return encode_result(animation, recipe, progress)


def export(
    opened: Opened, recipe: Recipe, known: Sequence[ReductionResult]
) -> Callable[[Context], Encoded]:
    """Return the job that makes the file of an image for a recipe.

    It publishes the `ReductionResult` that goes into the file, one of `known` if it can.
    """

    def job(context: Context) -> Encoded:
        outcome = make_result(opened, recipe, None, known, context)
        context.publish(outcome)
        reduced = outcome.reduced
        return encoded(reduced.animation, reduced.fitted.recipe, context.progress)

    return job


def export_to(
    path: Path,
    opened: Opened,
    recipe: Recipe,
    known: Sequence[ReductionResult],
    protect: tuple[Path, ...],
) -> Callable[[Context], Saved]:
    """Return the job that makes the file of an image and replaces the file at `path` by it.

    `known` is as for `export`, `protect` as for `save`.
    """

    def job(context: Context) -> Saved:
        data = export(opened, recipe, known)(context).data
        return save(data, path, overwrite=True, protect=protect)(context)

    return job


def save(
    data: bytes, path: Path, *, overwrite: bool, protect: tuple[Path, ...]
) -> Callable[[Context], Saved]:
    """Return the job that writes `data` to `path`, never onto a file of `protect`."""

    def job(context: Context) -> Saved:
        context.progress.at(Stage.WRITE).report(0.0)
        write_atomically(path, data, overwrite=overwrite, protect=protect)
        return Saved(path, len(data))

    return job
