"""The jobs of the main window: open an image, reduce it, make its file, write it.

Each function returns a job: a function that takes a `Context`, runs in a `Worker` and returns
something ready to be shown. No job touches a widget; the pictures made here are `QImage`, which any
thread may make. Work that cannot be interrupted runs in a process of its own
(`quantizer.process`).

An image is reduced and encoded by `quantizer.conversion` alone, as on the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from PySide6.QtGui import QImage

from quantizer.animation.measure import measure_animation
from quantizer.conversion import convert
from quantizer.conversion.encode import encode_result
from quantizer.conversion.fit_format import fit_format
from quantizer.image.histogram import Histogram
from quantizer.image.image import Animation, Frame, Image, IndexedAnimation, Source
from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.read import read_bytes
from quantizer.image_files.read_animation import read_animation
from quantizer.metrics.metrics import measure
from quantizer.palette_files import CODECS
from quantizer.process.child import call_in_process
from quantizer.progress import SILENT, Progress, Stage

from ..canvas.pyramid import Pyramid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from quantizer.conversion.convert import Reduced
    from quantizer.conversion.fit_format import Fitted
    from quantizer.conversion.recipe import Recipe
    from quantizer.image.image import IndexedImage
    from quantizer.image.palette import Palette
    from quantizer.image_files.write import Encoded
    from quantizer.metrics.metrics import Metrics
    from quantizer.reduction.pipeline import Quantized

    from .worker import Context

T = TypeVar("T")

_APART_BYTES = 100_000
"""Files at least this large are read in another process, if their codec cannot be interrupted."""
_APART_PIXELS = 1 << 20
"""From this many pixels on encoding takes longer than a process takes to start."""
_HEAD = 12


@dataclass(frozen=True, eq=False)
class Opened:
    """An image that was read.

    Parameters
    ----------
    animation
        Its frames; a still image has one.
    picture
        The picture of its first frame.
    has_alpha
        Whether any pixel, of any frame, is less than opaque.
    """

    animation: Animation
    picture: Pyramid
    has_alpha: bool = False

    @property
    def image(self) -> Image:
        """The first frame."""
        return self.animation.frames[0].image

    @property
    def moves(self) -> bool:
        """Whether there is more than one frame."""
        return len(self.animation.frames) > 1


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
    original, picture
        Pictures of the first frame of the fitted image and of the result.
    """

    reduced: Reduced
    recipe: Recipe
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

    def at(self, frame: int) -> IndexedImage:
        """Return a reduced frame."""
        return self.frames[frame]

    def with_metrics(self, metrics: Metrics) -> ReductionResult:
        """Return the same with metrics."""
        result = replace(self.reduced.result, metrics=metrics)
        return replace(self, reduced=replace(self.reduced, result=result))


@dataclass(frozen=True)
class Saved:
    """A file that was written."""

    path: Path
    size: int


def open_path(path: Path, keep_profile: bool = False) -> Callable[[Context], Opened]:
    """Return the job that reads the image, or the animation, at `path`."""

    def job(context: Context) -> Opened:
        apart = is_read_in_one_call(path)
        read = partial(read_animation, path, keep_profile=keep_profile)
        return _opened(read, context.progress, apart=apart)

    return job


def open_bytes(data: bytes, name: str, keep_profile: bool = False) -> Callable[[Context], Opened]:
    """Return the job that reads the image file held in `data`."""

    def job(context: Context) -> Opened:
        apart = _is_read_in_one_call(data[:_HEAD], len(data))
        read = partial(read_bytes, data, name, keep_profile=keep_profile)
        return _opened(read, context.progress, apart=apart)

    return job


def _opened(read: Callable[..., Image | Animation], progress: Progress, *, apart: bool) -> Opened:
    progress = progress.at(Stage.READ)
    found = call_in_process(read, progress=progress) if apart else read(progress=progress)
    animation = found if isinstance(found, Animation) else Animation.still(found)
    # Arrays that came from a process can be written to; new objects make them read-only.
    frames = tuple(Frame(replace(one.image), one.duration) for one in animation.frames)
    picture = Pyramid.of_image(frames[0].image, progress)
    has_alpha = any(one.image.has_alpha for one in frames)
    return Opened(replace(animation, frames=frames), picture, has_alpha)


def is_read_in_one_call(path: Path) -> bool:
    """Whether the codec of a large file cannot be interrupted, so that another process reads it."""
    return _is_read_in_one_call(*_head_and_size(path))


def _head_and_size(path: Path) -> tuple[bytes, int]:
    """Return the first bytes of a file and its size; b"" and 0 if it cannot be read."""
    try:
        if not path.is_file():  # reading would consume a pipe
            return b"", 0
        with path.open("rb") as file:
            return file.read(_HEAD), path.stat().st_size
    except OSError:
        return b"", 0


def _is_read_in_one_call(head: bytes, size: int) -> bool:
    """Whether a file is WebP, AVIF, JPEG 2000 or TIFF, and large."""
    return size >= _APART_BYTES and (
        head.startswith((b"RIFF", b"\xff\x4f\xff\x51", b"II", b"MM"))
        or head[4:8] in {b"ftyp", b"jP  "}
    )


def open_picture(clipboard: QImage) -> Callable[[Context], Opened]:
    """Return the job that takes over a picture from the clipboard."""

    def job(context: Context) -> Opened:
        straight = clipboard.convertToFormat(QImage.Format.Format_RGBA8888)
        height, width = straight.height(), straight.width()
        rows = np.frombuffer(straight.constBits(), np.uint8).reshape(height, -1)
        pixels = rows[:, : 4 * width].reshape(height, width, 4).copy()
        image = Image(pixels, source=Source(format="clipboard"))
        picture = Pyramid.of_image(image, context.progress)
        return Opened(Animation.still(image), picture, image.has_alpha)

    return job


def reduce(
    opened: Opened,
    recipe: Recipe,
    *,
    counted: Counted | None = None,
    known: Sequence[ReductionResult] = (),
) -> Callable[[Context], ReductionResult]:
    """Return the job that fits an image to the recipe's file format and reduces it.

    It publishes the `Counted` colours, if it had to count them, and the `ReductionResult` before
    it is measured.

    Parameters
    ----------
    opened
        The image.
    recipe
        How it is converted.
    counted
        The colours of the image, if they are counted already.
    known
        Results of this image; one that has the pixels that are asked for is used again.
    """

    def job(context: Context) -> ReductionResult:
        outcome = _reduced(opened, recipe, counted, known, context)
        if outcome.quantized.metrics is not None:
            return outcome
        context.publish(outcome)
        return outcome.with_metrics(_measured(outcome, context.progress))

    return job


def _reduced(
    opened: Opened,
    recipe: Recipe,
    counted: Counted | None,
    known: Sequence[ReductionResult],
    context: Context,
) -> ReductionResult:
    """Return a result without metrics, or one of those that are known."""
    progress = context.progress
    fitted = fit_format(opened.animation, recipe)
    for outcome in known:
        if outcome.fitted.gives_same_pixels(fitted):
            reduced = replace(outcome.reduced, fitted=fitted)
            return replace(outcome, reduced=reduced, recipe=recipe)
    first = fitted.animation.frames[0].image
    if not fitted.moves and (counted is None or counted.image is not first):
        counted = Counted(first, Histogram.of(first, progress))
        context.publish(counted)
    histogram = None if fitted.moves or counted is None else counted.histogram
    reduced = convert.reduce(fitted, progress, histogram=histogram, encoder=_encoded)
    is_same = first is opened.image
    original = opened.picture if is_same else Pyramid.of_image(first, progress)
    picture = Pyramid.of_indexed(reduced.result.indexed, progress)
    return ReductionResult(reduced, recipe, original, picture)


def _measured(outcome: ReductionResult, progress: Progress) -> Metrics:
    fitted, measuring = outcome.fitted, progress.at(Stage.MEASURE)
    if fitted.moves:
        alpha = fitted.recipe.settings.alpha
        return measure_animation(fitted.animation, outcome.reduced.animation, progress, alpha=alpha)
    original = convert.flattened(fitted, 0, measuring.between(0, 0))
    return measure(original, outcome.quantized.indexed, measuring)


def encode(animation: IndexedAnimation, recipe: Recipe) -> Callable[[Context], Encoded]:
    """Return the job that makes the file of a reduced image or animation."""

    def job(context: Context) -> Encoded:
        return _encoded(animation, recipe, context.progress)

    return job


def _encoded(animation: IndexedAnimation, recipe: Recipe, progress: Progress = SILENT) -> Encoded:
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
        outcome = _reduced(opened, recipe, None, known, context)
        context.publish(outcome)
        reduced = outcome.reduced
        return _encoded(reduced.animation, reduced.fitted.recipe, context.progress)

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


def encode_palette(palette: Palette, codec: str) -> bytes:
    """Return the bytes of a palette file; few enough for the GUI thread."""
    data: bytes = CODECS[codec].write(palette)
    return data
