"""The jobs that read an image: from a file, from bytes in memory, from the clipboard.

A large file whose codec cannot be interrupted is read in another process (`quantizer.process`),
which can be ended at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from quantizer.image.image import Animation, Frame, Image, Source
from quantizer.image_files.read import read_bytes
from quantizer.image_files.read_animation import read_animation
from quantizer.image_files.read_apart import is_slow_to_decode
from quantizer.process.child import call_in_process
from quantizer.progress import Progress, Stage

from ..canvas.pyramid import Pyramid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .worker import Context

_APART_BYTES = 100_000
"""Files at least this large are read in another process, if their codec cannot be interrupted."""
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


def open_path(path: Path, keep_profile: bool = False) -> Callable[[Context], Opened]:
    """Return the job that reads the image, or the animation, at `path`."""

    def job(context: Context) -> Opened:
        apart = is_read_in_one_call(path) or is_slow_to_decode(path)
        read = partial(read_animation, path, keep_profile=keep_profile)
        return _opened(read, context.progress, apart=apart)

    return job


def open_bytes(data: bytes, name: str, keep_profile: bool = False) -> Callable[[Context], Opened]:
    """Return the job that reads the image file held in `data`."""

    def job(context: Context) -> Opened:
        apart = _is_read_in_one_call(data[:_HEAD], len(data)) or is_slow_to_decode(name, data)
        read = partial(read_bytes, data, name, keep_profile=keep_profile)
        return _opened(read, context.progress, apart=apart)

    return job


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
