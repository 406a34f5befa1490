"""The jobs that compare file formats: the file of a result in each of them, and lossy references.

Work that cannot be interrupted runs in a process of its own, so that a dialog closes at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.conversion import convert
from quantizer.conversion.reference import Reference, find_reference
from quantizer.errors import Cancelled, QuantizerError
from quantizer.language import tr
from quantizer.metrics.metrics import Metrics, measure
from quantizer.process.child import call_in_process

from ..canvas.pyramid import Pyramid
from .jobs import encoded, make_result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from quantizer.conversion.recipe import Recipe
    from quantizer.conversion.reference import ReferenceFormat
    from quantizer.image_files.formats import FileFormat

    from .jobs import ReductionResult
    from .reading import Opened
    from .worker import Context


@dataclass(frozen=True, eq=False)
class FormatTrial:
    """The size of an image's file in one format.

    Parameters
    ----------
    length
        Size of the file in bytes; None if the format cannot hold the image.
    notes
        What the format could not keep, or why it cannot hold the image; may be empty.
    is_pending
        Whether the file is being made.
    """

    file_format: FileFormat
    length: int | None
    notes: str = ""
    is_pending: bool = False


@dataclass(frozen=True, eq=False)
class ReferenceTrial:
    """A lossy file and its picture.

    Parameters
    ----------
    reference
        The file; None if the format cannot hold the image.
    """

    file_format: ReferenceFormat
    reference: Reference | None = None
    picture: Pyramid | None = None
    notes: str = ""


def try_formats(
    opened: Opened, recipes: Sequence[Recipe], known: Sequence[ReductionResult]
) -> Callable[[Context], None]:
    """Return the job that makes the file of each recipe in turn, and publishes a `FormatTrial`.

    `known` are results of this image; one that has the pixels of a recipe is used again.
    """

    def job(context: Context) -> None:
        outcomes = list(known)
        for recipe in recipes:
            try:
                outcome = make_result(opened, recipe, None, outcomes, context)
                made = outcome.reduced
                file = encoded(made.animation, made.fitted.recipe, context.progress)
            except Cancelled:
                raise
            except QuantizerError as error:
                context.publish(FormatTrial(recipe.file_format, None, str(error)))
                continue
            outcomes.append(outcome)
            notes = "\n".join((*(one.text for one in outcome.fitted.notices), *file.notices))
            context.publish(FormatTrial(recipe.file_format, len(file.data), notes))

    return job


def try_references(
    outcome: ReductionResult, length: int, formats: Sequence[ReferenceFormat]
) -> Callable[[Context], None]:
    """Return the job that measures a still result, and lossy files of about its size.

    It publishes the `Metrics` of the result, then a `ReferenceTrial` for each format. All are
    compared with the image as its alpha mode leaves it.

    Parameters
    ----------
    length
        The size of the result's file in bytes.
    """

    def job(context: Context) -> None:
        progress = context.progress
        original = convert.flattened(outcome.fitted, 0, progress)
        metrics: Metrics | None = outcome.quantized.metrics
        if metrics is None:
            metrics = measure(original, outcome.quantized.indexed, progress, threads=None)
        context.publish(metrics)
        matte = outcome.fitted.recipe.settings.alpha.matte
        for file_format in formats:
            arguments = (original, file_format, length, matte)
            try:
                found = call_in_process(find_reference, *arguments, progress=progress)
            except Cancelled:
                raise
            except QuantizerError as error:
                context.publish(ReferenceTrial(file_format, notes=str(error)))
                continue
            picture = Pyramid.of_image(found.image, progress)
            is_flat = original.has_alpha and not found.image.has_alpha
            notes = tr("Compared with the image on its matte") if is_flat else ""
            context.publish(ReferenceTrial(file_format, found, picture, notes))

    return job
