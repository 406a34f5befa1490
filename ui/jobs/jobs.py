"""What the worker runs: each job takes a `Context` and returns something ready to be shown.

`open_path` and its like read an image, `quantize` reduces it, `save` writes a file of the result,
whose bytes `export_content` makes. Nothing here touches a widget; the pictures made here are
`QImage`, which any thread may make. Codecs that cannot be interrupted work in a process of
their own (`ui.jobs.child_process`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from quantizer.animation.quantize import measure_animation, quantize_animation
from quantizer.image.histogram import Histogram
from quantizer.image.image import Animation, Frame, Image, IndexedAnimation, Source
from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.formats import WRITABLE
from quantizer.image_files.read import read_bytes
from quantizer.image_files.read_animation import read_animation
from quantizer.metrics.metrics import measure
from quantizer.palette_files import CODECS
from quantizer.progress import Progress, Stage
from quantizer.reduction import pipeline
from quantizer.reduction.alpha import apply_alpha_mode

from ..canvas.pyramid import Pyramid
from ..document.export_content import AnimationContent, ImageContent
from .child_process import call_apart
from .worker import Context

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quantizer.image.image import IndexedImage
    from quantizer.image.palette import Palette
    from quantizer.image_files.formats import FileFormat
    from quantizer.reduction.pipeline import Quantized
    from quantizer.settings.settings import Settings

    from ..document.export_content import Content

_APART_BYTES = 100_000
"""Files at least this large are read apart, if their codec reads them in a single call."""
_HEAD = 12


@dataclass(frozen=True, eq=False)
class Opened:
    """An image that was read, and its picture; of an animation those of its first frame."""

    image: Image
    picture: Pyramid
    has_alpha: bool = False
    """Whether any pixel, of any frame, is less than opaque."""
    animation: Animation | None = None


@dataclass(frozen=True, eq=False)
class Outcome:
    """A reduced image, and its picture; of an animation those of its first frame."""

    quantized: Quantized
    picture: Pyramid
    animation: IndexedAnimation | None = None
    source: str = ""
    """Pillow's name of the original's format."""

    @cached_property
    def frames(self) -> tuple[IndexedImage, ...]:
        """All reduced frames of an animation."""
        return tuple(frame.image for frame in self.animation.frames) if self.animation else ()

    def at(self, frame: int) -> IndexedImage:
        """Return a frame; an image that does not move has but one."""
        return self.frames[frame] if self.frames else self.quantized.indexed

    @property
    def content(self) -> Content:
        """What an export writes."""
        if self.animation is not None:
            return AnimationContent(self.animation, self.source)
        return ImageContent(self.quantized.indexed, self.quantized.settings.alpha.matte)


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
    found = call_apart(read, progress=progress) if apart else read(progress=progress)
    images = [one.image for one in found.frames] if isinstance(found, Animation) else [found]
    images = [replace(one) for one in images]  # pixels from a process become read-only again
    has_alpha = any(one.has_alpha for one in images)
    picture = Pyramid.of_image(images[0], progress)
    if not isinstance(found, Animation) or len(images) == 1:
        return Opened(images[0], picture, has_alpha)
    frames = tuple(
        Frame(image, one.duration) for image, one in zip(images, found.frames, strict=True)
    )
    return Opened(images[0], picture, has_alpha, replace(found, frames=frames))


def is_read_in_one_call(path: Path) -> bool:
    """Whether the codec of a large file could not be interrupted: it is to be read apart."""
    return _is_read_in_one_call(*_head_and_size(path))


def _head_and_size(path: Path) -> tuple[bytes, int]:
    """Return the first bytes of a file and its size; nothing, if it cannot be read."""
    try:
        if not path.is_file():  # a pipe would be used up
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


def open_picture(picture: QImage) -> Callable[[Context], Opened]:
    """Return the job that takes over a picture from the clipboard."""

    def job(context: Context) -> Opened:
        straight = picture.convertToFormat(QImage.Format.Format_RGBA8888)
        height, width = straight.height(), straight.width()
        rows = np.frombuffer(straight.constBits(), np.uint8).reshape(height, -1)
        pixels = rows[:, : 4 * width].reshape(height, width, 4).copy()
        image = Image(pixels, source=Source(format="clipboard"))
        return Opened(image, Pyramid.of_image(image, context.progress), image.has_alpha)

    return job


def quantize(
    image: Image,
    settings: Settings,
    histogram: Histogram | None = None,
    file_format: FileFormat = WRITABLE[0],
    palette: Palette | None = None,
) -> Callable[[Context], Outcome]:
    """Return the job that reduces `image`.

    It publishes the histogram, if it had to count, and the picture before it is measured. Where
    the size of the file is demanded, it is that of a file of `file_format`. The colours of
    `palette`, if there is one, are used as they are.
    """

    def job(context: Context) -> Outcome:
        progress = context.progress
        counted = histogram
        if counted is None:
            counted = Histogram.of(image, progress)
            context.publish(counted)
        result = pipeline.quantize(
            image,
            settings,
            progress,
            with_metrics=False,
            palette=palette,
            histogram=counted,
            file_size=_file_size(settings, file_format, progress),
        )
        picture = Pyramid.of_indexed(result.indexed, progress)
        context.publish(Outcome(result, picture))
        wanted = apply_alpha_mode(image, settings.alpha, Progress(cancelled=progress.cancelled))
        metrics = measure(wanted, result.indexed, progress.at(Stage.MEASURE))
        return Outcome(replace(result, metrics=metrics), picture)

    return job


def _file_size(
    settings: Settings, file_format: FileFormat, progress: Progress
) -> Callable[[IndexedImage], int] | None:
    """Return what measures a result's file, if that is wanted; it can be cancelled."""
    if settings.target.max_bytes is None:
        return None
    context = Context(Progress(cancelled=progress.cancelled), lambda _result: None)

    def measure_file(indexed: IndexedImage) -> int:
        return ImageContent(indexed, settings.alpha.matte).measure(file_format)(context)

    return measure_file


def quantize_frames(
    animation: Animation, settings: Settings, palette: Palette | None = None
) -> Callable[[Context], Outcome]:
    """Return the job that reduces all frames; it publishes them before they are measured."""

    def job(context: Context) -> Outcome:
        progress = context.progress
        result = quantize_animation(
            animation, settings, progress, with_metrics=False, palette=palette
        )
        picture = Pyramid.of_indexed(result.quantized.indexed, progress)
        outcome = Outcome(result.quantized, picture, result.indexed, animation.source.format)
        context.publish(outcome)
        metrics = measure_animation(animation, result.indexed, progress, alpha=settings.alpha)
        return replace(outcome, quantized=replace(result.quantized, metrics=metrics))

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
