"""Converts one image file: the steps that the command line, the batch and the window share.

    load: read the file, then `fit_format`
        -> reduce: choose the colours and map the pixels, of a still image or of all frames
        -> encode_result (`encode`): the bytes of the new file

`convert` is the last two steps in one. Nothing is written here: the caller does that, by
`quantizer.image_files.atomic`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol
from weakref import WeakKeyDictionary

from quantizer.conversion.encode import encode_result, fit_animation_to_format
from quantizer.conversion.fit_format import Fitted, fit_format
from quantizer.image.image import IndexedAnimation
from quantizer.image_files.read_animation import read_animation
from quantizer.progress import SILENT, Stage
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.pipeline import quantize

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.conversion.recipe import Recipe
    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Image, IndexedImage
    from quantizer.image_files.write import Encoded
    from quantizer.progress import Progress
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
    encoded
        The bytes of the file, if the reduction had to measure them; else None.
    """

    fitted: Fitted
    result: Quantized
    animation: IndexedAnimation
    encoded: Encoded | None = None

    @property
    def images(self) -> tuple[IndexedImage, ...]:
        """The reduced frames."""
        return tuple(frame.image for frame in self.animation.frames)


class Encoder(Protocol):
    """Makes a file's bytes: `encode_result`, or a function that calls it in another process."""

    def __call__(
        self, animation: IndexedAnimation, recipe: Recipe, progress: Progress = ...
    ) -> Encoded:
        """Return the bytes."""


def load(
    path: Path, recipe: Recipe, progress: Progress = SILENT, *, data: bytes | None = None
) -> Fitted:
    """Read a file, and fit it to the format that will be written.

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
        If the file cannot be read.
    WriteError
        If the format cannot hold an image of that size.
    Cancelled
        If `progress` says so.
    """
    animation = read_animation(
        path,
        max_megapixels=recipe.max_megapixels,
        progress=progress,
        keep_profile=recipe.keep_profile,
        data=data,
    )
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
    encoder: Encoder | None = None,
) -> Reduced:
    """Reduce the colours of an image that was read.

    Parameters
    ----------
    fitted
        The image, and how to reduce it.
    progress
        Told stage and fraction; asked whether the job is still wanted.
    histogram
        The histogram of a still image, if it is counted already.
    encoder
        Makes files where a limit on their bytes must be met; `encode_result` by default.

    Raises
    ------
    SettingsError, QualityError, SizeError
        As `quantizer.reduction.pipeline.quantize` does.
    WriteError
        If a limit on bytes must be met, and the format cannot hold the result.
    Cancelled
        If `progress` says so.
    """
    files = _Files(fitted, encoder or encode_result, progress)
    reduced = _reduce_frames(fitted, files, progress) if fitted.moves else None
    if reduced is None:
        result = quantize(
            fitted.animation.frames[0].image,
            fitted.recipe.settings,
            progress,
            with_metrics=fitted.recipe.with_metrics,
            palette=fitted.recipe.palette,
            histogram=histogram,
            threads=fitted.recipe.threads,
            file_size=lambda indexed: files.size(IndexedAnimation.still(indexed)),
        )
        reduced = Reduced(fitted, result, IndexedAnimation.still(result.indexed))
    found = reduced.result
    _log.info(
        "%d colours in %.2f s, inertia %.6g after %d iterations",
        len(found.palette),
        found.elapsed,
        found.kmeans.inertia,
        found.kmeans.n_iter,
    )
    encoded = files.of(reduced.animation)
    animation = fit_animation_to_format(reduced.animation, fitted.recipe)
    if animation is not reduced.animation:
        first = animation.frames[0].image
        palette = first.palette if len(animation.frames) == 1 else found.palette
        reduced = replace(reduced, result=replace(found, indexed=first, palette=palette))
    return replace(reduced, animation=animation, encoded=encoded)


def convert(fitted: Fitted, progress: Progress = SILENT) -> tuple[Reduced, Encoded]:
    """Reduce an image that was read, and return the result and its file.

    Raises
    ------
    SettingsError, QualityError, SizeError, WriteError, Cancelled
        As `reduce` and `encode_result` do.
    """
    reduced = reduce(fitted, progress)
    encoded = reduced.encoded or encode_result(reduced.animation, fitted.recipe, progress)
    return reduced, encoded


def measured_frames(fitted: Fitted) -> tuple[int, ...]:
    """Return the numbers of the frames that are measured: all of a still image, some of many."""
    if not fitted.moves:
        return (0,)
    from quantizer.animation.measure import measured_frames as spread  # noqa: PLC0415 - as below

    return spread(len(fitted.animation.frames))


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
    from quantizer.metrics.psnr import mean_psnr  # noqa: PLC0415 - `reduce` seldom needs it

    images = reduced.images
    pairs = [
        (flattened(reduced.fitted, number, progress), images[number])
        for number in measured_frames(reduced.fitted)
    ]
    return mean_psnr(pairs, progress)


class _Files:
    """Encodes the attempts of a search, and keeps the files of those that are still in use."""

    def __init__(self, fitted: Fitted, encoder: Encoder, progress: Progress) -> None:
        self._recipe, self._encoder, self._progress = fitted.recipe, encoder, progress
        self._made: WeakKeyDictionary[IndexedImage, Encoded] = WeakKeyDictionary()

    def size(self, animation: IndexedAnimation) -> int:
        """Return how many bytes the file of a result has."""
        first = animation.frames[0].image
        # A part of the clustering: encoding reports nothing, but can be cancelled.
        part = self._progress.at(Stage.CLUSTER).between(0, 1)
        self._made[first] = self._encoder(animation, self._recipe, part)
        return len(self._made[first].data)

    def of(self, animation: IndexedAnimation) -> Encoded | None:
        """Return the file of a result, if it was made."""
        return self._made.get(animation.frames[0].image)


def _reduce_frames(fitted: Fitted, files: _Files, progress: Progress) -> Reduced:
    from quantizer.animation.quantize import quantize_animation  # noqa: PLC0415 - stills are usual
    from quantizer.animation.target_search import fit_animation  # noqa: PLC0415 - as above

    recipe = fitted.recipe
    if recipe.settings.target.max_bytes is None:
        found = quantize_animation(
            fitted.animation,
            recipe.settings,
            progress,
            with_metrics=recipe.with_metrics,
            palette=recipe.palette,
            threads=recipe.threads,
        )
    else:
        found = fit_animation(
            fitted.animation,
            recipe.settings,
            files.size,
            progress,
            with_metrics=recipe.with_metrics,
            threads=recipe.threads,
        )
    result = found.quantized
    if recipe.has_frame_palettes:
        images = [frame.image for frame in found.indexed.frames]
        result = replace(result, palette=max((one.palette for one in images), key=len))
    return Reduced(fitted, result, found.indexed)
