"""The jobs of pins: make a pin of a recipe, and make a result of a pin again.

A pin is measured and its file is made by the same functions as for an export.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.conversion.convert import Reduced
from quantizer.conversion.fit_format import fit_format
from quantizer.metrics.metrics import PartialMetrics

from ..canvas.pyramid import Pyramid
from ..jobs import jobs
from ..jobs.adjusting import adjust
from ..jobs.jobs import ReductionResult
from ..jobs.worker import Context
from .pin import Pin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..jobs.reading import Opened
    from .pin import PinnedRecipe


def make_pin(
    opened: Opened, made: PinnedRecipe, key: int, known: Sequence[ReductionResult]
) -> Callable[[Context], Pin]:
    """Return the job that makes a pin.

    It publishes the `Pin` as soon as the image is reduced, and again with each measure. It returns
    the pin with the size of its file.

    Parameters
    ----------
    opened
        The image.
    made, key
        As for `Pin`.
    known
        Results of this image; one that has the pixels that are asked for is used again.
    """

    def job(context: Context) -> Pin:
        found: list[Pin] = []

        def take(part: object) -> None:
            if isinstance(part, ReductionResult):
                found[:] = [Pin.of(key, made, part)]
            elif isinstance(part, PartialMetrics) and found:
                found[:] = [replace(found[0], metrics=part)]
            else:
                return
            context.publish(found[0])

        reduce = jobs.reduce(opened, made.recipe, known=known)
        outcome = reduce(Context(context.progress, take))
        pin = Pin.of(key, made, outcome)
        context.publish(pin)
        reduced = outcome.reduced
        file = jobs.encoded(reduced.animation, reduced.fitted.recipe, context.progress)
        return replace(pin, size=len(file.data))

    return job


def outcome_of(
    opened: Opened, pin: Pin, known: Sequence[ReductionResult]
) -> Callable[[Context], ReductionResult]:
    """Return the job that makes the result of a pin again.

    The image is reduced again only if its palette was edited: edits need the palette as it was
    found, which a pin does not keep.

    Parameters
    ----------
    known
        Results of this image; one of the same size and tone saves adjusting it again.
    """

    def job(context: Context) -> ReductionResult:
        progress, recipe = context.progress, pin.recipe
        if recipe.edits is not None:
            reduce = jobs.reduce(opened, recipe, known=known)
            return reduce(Context(progress, lambda _part: progress.check()))
        adjusted = adjust(opened, recipe.settings, [one.adjusted for one in known], progress)
        fitted = fit_format(adjusted.animation, recipe)
        reduced = Reduced(fitted, pin.quantized, pin.animation)
        first = fitted.animation.frames[0].image
        is_as_read = first is opened.image
        original = opened.picture if is_as_read else Pyramid.of_image(first, progress)
        picture = Pyramid.of_indexed(pin.frame(0), progress)
        return ReductionResult(reduced, recipe, adjusted, original, picture)

    return job
