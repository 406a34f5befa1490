"""Converts one image file: the steps that the command line, the batch and the window share.

    load: read the file, adjust size and tone (`adjust_animation`), then `fit_format`
        -> reduce: choose the colours and map the pixels, of a still image or of all frames, then
           edit the palette, if the recipe has edits (`edited`)
        -> encode_result (`encode`): the bytes of the new file

Nothing is written here: the caller does that, by `quantizer.image_files.atomic`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from quantizer.adjust.adjust import adjust_animation
from quantizer.animation.edit_frames import has_timing_of, with_timing_of
from quantizer.conversion.edited import edit_result, with_edited_palette, without_edits
from quantizer.conversion.encode import encode_result, fit_animation_to_format
from quantizer.conversion.fit_format import Fitted, fit_format
from quantizer.image.image import IndexedAnimation
from quantizer.image_files.read_apart import read_animation_within
from quantizer.parallel import thread_count
from quantizer.progress import SILENT, Stage
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.pipeline import quantize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from quantizer.conversion.recipe import Recipe
    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Image, IndexedImage
    from quantizer.image_files.write import Encoded
    from quantizer.progress import Progress
    from quantizer.reduction.palette_edits import PaletteEdits
    from quantizer.reduction.pipeline import Quantized

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Reduced:
    """A reduced image or animation.

    Parameters
    ----------
    fitted
        What was reduced, and how.
    result
        The reduction; where each frame has a palette of its own, its palette is the largest.
    animation
        The reduced frames, as the file will show them; a still image has one.
    unedited
        The same before its palette was edited; None without edits.
    """

    fitted: Fitted
    result: Quantized
    animation: IndexedAnimation
    unedited: Reduced | None = None

    @property
    def images(self) -> tuple[IndexedImage, ...]:
        """The reduced frames."""
        return tuple(frame.image for frame in self.animation.frames)

    def fitted_again(self, fitted: Fitted) -> Reduced:
        """Return this for an image with the same pixels, which may play in another way."""
        animation = self.animation
        if not has_timing_of(self.fitted.animation, fitted.animation):
            animation = with_timing_of(animation, fitted.animation)
        return replace(self, fitted=fitted, animation=animation)


class Encoder(Protocol):
    """Makes a file's bytes: `encode_result`, or a function that calls it in another process."""

    def __call__(
        self, animation: IndexedAnimation, recipe: Recipe, progress: Progress = ...
    ) -> Encoded:
        """Return the bytes."""


def load(
    path: Path, recipe: Recipe, progress: Progress = SILENT, *, data: bytes | None = None
) -> Fitted:
    """Read a file, adjust it, and fit it to the format that will be written.

    Parameters
    ----------
    path
        The file.
    recipe
        How it is converted.
    progress
        Told how far the reading is.
    data
        The file's bytes, if they are in memory; the file is not opened then.

    Raises
    ------
    ReadError
        If the file cannot be read, or not within the limit of time.
    SettingsError
        If it would be resized to more pixels than are allowed.
    WriteError
        If the format cannot hold an image of that size.
    Cancelled
        If `progress` says so.
    """
    adjusts = not recipe.settings.adjust.is_neutral
    animation = read_animation_within(
        path,
        recipe.limits,
        progress=progress,
        keep_profile=recipe.keep_profile,
        data=data,
        count=thread_count(recipe.threads) > 1 and not adjusts,  # it would count other colours
    )
    animation = adjust_animation(animation, recipe.settings, progress, recipe.threads)
    fitted = fit_format(animation, recipe)
    _log.info(
        "%s: %s, %d frame(s), to %s%s",
        path,
        animation.source.format,
        len(animation.frames),
        recipe.file_format.label,
        "".join(f"; {text}" for text in fitted.texts),
    )
    return fitted


def reduce(
    fitted: Fitted,
    progress: Progress = SILENT,
    *,
    histogram: Histogram | None = None,
    encoder: Encoder = encode_result,
    known: Sequence[Reduced] = (),
) -> Reduced:
    """Reduce the colours of an image that was read, and edit the palette as its recipe says.

    Parameters
    ----------
    fitted
        The image, and how to reduce it.
    progress
        Told stage and fraction; asked whether the job is still wanted.
    histogram
        The histogram of a still image, if it is counted already.
    encoder
        Makes files where a limit on their bytes must be met.
    known
        Results of the same image; pixels that one of them has are not mapped again.

    Raises
    ------
    SettingsError, QualityError, SizeError
        As `quantizer.reduction.pipeline.quantize` does.
    WriteError
        If a limit on bytes must be met, and the format cannot hold the result.
    Cancelled
        If `progress` says so.
    """

    def plain(fitted: Fitted) -> Reduced:
        for one in known:
            found = one.unedited or one
            if found.fitted.gives_same_pixels(fitted):
                return found.fitted_again(fitted)
        return _reduce(fitted, progress, histogram, encoder)

    edits = fitted.recipe.edits
    if edits is None:
        return plain(fitted)
    found = _known_unedited(fitted, edits, known)
    if found is None:
        found = plain(without_edits(fitted))
        if not all(edits.fits(image.palette) for image in found.images):
            found = plain(with_edited_palette(fitted, edits))
    progress.check()
    return Reduced(fitted, *edit_result(found.result, found.animation, fitted, edits), found)


def _known_unedited(
    fitted: Fitted, edits: PaletteEdits, known: Sequence[Reduced]
) -> Reduced | None:
    """Return the result behind another one that differs by what was edited alone; else None."""
    for one in known:
        others = one.fitted.recipe.edits
        has_same_base = others is not None and others.found == edits.found
        if has_same_base and without_edits(one.fitted).gives_same_pixels(without_edits(fitted)):
            return None if one.unedited is None else one.unedited.fitted_again(fitted)
    return None


def _reduce(
    fitted: Fitted, progress: Progress, histogram: Histogram | None, encoder: Encoder
) -> Reduced:
    recipe = fitted.recipe

    def size(animation: IndexedAnimation) -> int:
        # A part of the clustering: encoding reports nothing, but can be cancelled.
        part = progress.at(Stage.CLUSTER).between(0, 1)
        return len(encoder(animation, recipe, part).data)

    if fitted.moves:
        result, animation = _reduce_frames(fitted, size, progress)
    else:
        result = quantize(
            fitted.animation.frames[0].image,
            recipe.settings,
            progress,
            with_metrics=recipe.with_metrics,
            palette=recipe.palette,
            histogram=histogram,
            threads=recipe.threads,
            file_size=lambda indexed: size(IndexedAnimation.still(indexed)),
        )
        animation = IndexedAnimation.still(result.indexed)
    _log.info(
        "%d colours in %.2f s, inertia %.6g after %d iterations",
        len(result.palette),
        result.elapsed,
        result.kmeans.inertia,
        result.kmeans.n_iter,
    )
    animation = fit_animation_to_format(animation, recipe)
    first = animation.frames[0].image
    if first is not result.indexed:
        palette = result.palette if fitted.moves else first.palette
        result = replace(result, indexed=first, palette=palette)
    return Reduced(fitted, result, animation)


def flattened(fitted: Fitted, number: int, progress: Progress = SILENT) -> Image:
    """Return the frame that a result is measured against: without what its alpha mode takes."""
    return apply_alpha_mode(
        fitted.animation.frames[number].image, fitted.recipe.settings.alpha, progress
    )


def measure_psnr(reduced: Reduced, progress: Progress = SILENT) -> float:
    """Return the PSNR of a result, in dB; infinite for an exact one.

    Of an animation some frames are measured; what the format cannot hold of soft edges does not
    count as an error.
    """
    from quantizer.animation.measure import measured_frames  # noqa: PLC0415 - `reduce` seldom
    from quantizer.metrics.psnr import mean_psnr  # noqa: PLC0415 - needs them

    images = reduced.images
    pairs = [
        (flattened(reduced.fitted, number, progress), images[number])
        for number in measured_frames(len(images))
    ]
    return mean_psnr(pairs, progress)


def _reduce_frames(
    fitted: Fitted, file_size: Callable[[IndexedAnimation], int], progress: Progress
) -> tuple[Quantized, IndexedAnimation]:
    from quantizer.animation.quantize import quantize_animation  # noqa: PLC0415 - stills are usual
    from quantizer.animation.target_search import fit_animation  # noqa: PLC0415 - as above

    recipe, settings = fitted.recipe, fitted.recipe.settings
    options: Any = {
        "with_metrics": recipe.with_metrics,
        "palette": recipe.palette,
        "threads": recipe.threads,
    }
    if settings.target.max_bytes is not None:
        found = fit_animation(fitted.animation, settings, file_size, progress, **options)
    else:
        found = quantize_animation(fitted.animation, settings, progress, **options)
    result = found.quantized
    if recipe.has_frame_palettes:
        palettes = [frame.image.palette for frame in found.indexed.frames]
        result = replace(result, palette=max(palettes, key=len))
    return result, found.indexed
