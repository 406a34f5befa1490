"""An animated file to an `Animation`: every picture whole, as a viewer shows it.

    read_image: the first picture, metadata, notices
        -> a GIF's blocks put together (`gif`); APNG's and WebP's by Pillow, in sRGB (`modes`)

A file that does not move has one frame. One whose later frames are damaged has one, too, and a
notice that says so.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import ReadError
from quantizer.files import gif
from quantizer.files.modes import Converter, Header
from quantizer.files.pillow import tamed
from quantizer.files.read import MAX_MEGAPIXELS, boundary, open_stream, read_image
from quantizer.files.stream import open_file
from quantizer.image import Animation, Frame, Image
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.files.stream import Stream

_MOVING = frozenset({"GIF", "PNG", "WEBP"})
"""Pillow's names of the formats that may move."""

_Pictures = list[tuple["NDArray[np.uint8]", int]]
"""Pixels, uint8 (height, width, 4), and milliseconds."""


def read_animation(
    path: Path,
    *,
    max_megapixels: float = MAX_MEGAPIXELS,
    progress: Progress = SILENT,
    keep_profile: bool = False,
) -> Animation:
    """Read all frames of a file.

    Parameters
    ----------
    path
        An image file, animated or not.
    max_megapixels
        Most pixels of all frames together, in millions.
    progress
        Told how far the reading is.
    keep_profile
        As for `read_image`.

    Returns
    -------
    Animation
        Its frames, with disposal and offsets applied, upright and in sRGB; what plays once has a
        loop of 1.

    Raises
    ------
    ReadError
        If the file cannot be read, or its frames are too large together.
    Cancelled
        If the job is no longer wanted.
    """
    path = Path(path)
    progress = progress.at(Stage.READ)
    still = read_image(
        path,
        max_megapixels=max_megapixels,
        progress=progress.between(0, 0.2),
        keep_profile=keep_profile,
    )
    source = still.source
    if source.format not in _MOVING or not any("frames" in one for one in source.notices):
        return Animation((Frame(still, 0),), 1, still.metadata, source)
    rest = progress.between(0.2, 1)
    with open_file(path, SILENT) as stream, boundary(path, stream):
        limit = max_megapixels * 1e6
        if source.format == "GIF":
            pictures, loop = _gif(path, stream, limit, rest)
        else:
            with tamed(still.width * still.height):
                pictures, loop = _composed(path, stream, limit, rest, keep_profile)
    notices = tuple(one for one in source.notices if not one.endswith("only the first is used."))
    source = replace(source, notices=notices)
    frames = tuple(
        Frame(Image(pixels, still.metadata, source), duration) for pixels, duration in pictures
    )
    return Animation(frames, loop, still.metadata, source)


def _gif(path: Path, stream: Stream, limit: float, progress: Progress) -> tuple[_Pictures, int]:
    screen = gif.parse(stream.read())
    _check_total(path, len(screen.blocks), screen.width, screen.height, limit)
    pictures: _Pictures = []
    for pixels, duration in gif.pictures(screen):
        progress.report(len(pictures) / len(screen.blocks))
        pictures.append((pixels, duration))
    return pictures, screen.plays


def _composed(
    path: Path, stream: Stream, limit: float, progress: Progress, keep_profile: bool
) -> tuple[_Pictures, int]:
    """Return the pictures that Pillow composes, and how often they play."""
    file = open_stream(stream)
    header = Header.of(file)
    count = int(getattr(file, "n_frames", 1))
    _check_total(path, count, file.width, file.height, limit)
    # An APNG may begin with a picture for viewers that cannot play it.
    first = int(bool(file.info.get("default_image")))
    pictures: _Pictures = []
    for number in range(first, count):
        progress.report(number / count)
        file.seek(number)
        file.load()
        strips = Converter(file, header, keep_profile=keep_profile).strips()
        pixels = np.concatenate([strip for _, strip in strips])
        pictures.append((pixels, round(float(file.info.get("duration", 0)))))
    return pictures, int(file.info.get("loop", 0))


def _check_total(path: Path, count: int, width: int, height: int, limit: float) -> None:
    total = count * width * height
    if total > limit:
        raise ReadError(
            path,
            f"is too large: its {count} frames of {width} x {height} are {total / 1e6:.6g} "
            f"megapixels, and the limit is {limit / 1e6:g}; if you trust the file, raise it with "
            "--max-megapixels",
        )
