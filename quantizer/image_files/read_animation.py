"""An animated file to an `Animation`: every picture whole, as a viewer shows it.

    read_image: the first picture, metadata, notices
        -> a GIF's blocks put together (`gif`), an APNG's frames (`apng_reader`), a WebP's by Pillow

A file that does not move has one frame. A GIF that is cut short has those that are whole, and a
notice that says so.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import ReadError
from quantizer.image.image import Animation, Frame, Image
from quantizer.image_files import apng_reader, gif
from quantizer.image_files.metadata import as_stored, read_orientation, swaps_axes
from quantizer.image_files.modes import Converter, Header
from quantizer.image_files.pillow import tamed
from quantizer.image_files.read import MAX_MEGAPIXELS, boundary, open_stream, read_bytes, read_image
from quantizer.image_files.stream import open_file
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image_files.stream import Stream

_MOVING = frozenset({"GIF", "PNG", "WEBP"})
"""Pillow's names of the formats that may move."""

_ONLY_FIRST = "only the first is used."
"""How `read_image` ends what it says of further frames."""

_Pictures = list[tuple["NDArray[np.uint8]", int]]
"""Pixels, uint8 (height, width, 4), and milliseconds."""


def read_animation(
    path: Path,
    *,
    max_megapixels: float = MAX_MEGAPIXELS,
    progress: Progress = SILENT,
    keep_profile: bool = False,
    data: bytes | None = None,
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
    keep_profile, data
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
        data=data,
    )
    source = still.source
    unmoved = Animation.still(still)
    seems_to_move = any("frames" in one for one in source.notices)
    if source.format not in _MOVING or not (seems_to_move or source.format == "GIF"):
        return unmoved
    notices = tuple(one for one in source.notices if not one.endswith(_ONLY_FIRST))
    rest = progress.between(0.2, 1)
    with open_file(path, SILENT, data) as stream, boundary(path, stream):
        if source.format == "GIF":
            screen = _screen(stream, seems_to_move=seems_to_move)
            if screen is None:
                return unmoved
            notices += _cut_notice(screen)
            pictures, loop = _gif(path, screen, max_megapixels, rest)
        elif source.format == "PNG":
            pictures, loop = _png(path, stream, max_megapixels, rest, keep_profile)
        else:
            with tamed(still.width * still.height):
                pictures, loop = _composed(path, stream, max_megapixels, rest, keep_profile)
    source = replace(source, notices=notices)
    frames = tuple(
        Frame(Image(pixels, still.metadata, source), duration) for pixels, duration in pictures
    )
    return Animation(frames, loop, still.metadata, source)


def _screen(stream: Stream, *, seems_to_move: bool) -> gif.Screen | None:
    """Return a GIF taken apart; None if it holds one picture, all of it."""
    try:
        screen = gif.parse(stream.read())
    except ValueError:
        if seems_to_move:
            raise
        return None  # its one picture was good enough for Pillow
    return screen if seems_to_move or screen.is_cut else None


def _cut_notice(screen: gif.Screen) -> tuple[str, ...]:
    if not screen.is_cut:
        return ()
    count = len(screen.blocks)
    whole = "1 whole frame was" if count == 1 else f"{count} whole frames were"
    return (f"It is cut short; {whole} read.",)


def _gif(
    path: Path, screen: gif.Screen, max_megapixels: float, progress: Progress
) -> tuple[_Pictures, int]:
    _check_total(path, len(screen.blocks), screen.width, screen.height, max_megapixels)
    pictures: _Pictures = []
    for pixels, duration in gif.pictures(screen):
        progress.report(len(pictures) / len(screen.blocks))
        pictures.append((pixels, duration))
    return pictures, screen.plays


def _png(
    path: Path, stream: Stream, max_megapixels: float, progress: Progress, keep_profile: bool
) -> tuple[_Pictures, int]:
    moving = apng_reader.parse(stream.read())
    count = len(moving.layers)
    _check_total(path, count, moving.width, moving.height, max_megapixels)

    def decode(file: bytes) -> NDArray[np.uint8]:
        part = progress.between(len(pictures) / count, (len(pictures) + 1) / count)
        return read_bytes(
            file,
            str(path),
            max_megapixels=max_megapixels,
            progress=part,
            keep_profile=keep_profile,
        ).pixels

    pictures: _Pictures = []
    stream.seek(0)
    with tamed(moving.width * moving.height), open_stream(stream) as file:
        file.load()
        orientation = read_orientation(file)
    for pixels, duration in apng_reader.pictures(moving, decode):
        pictures.append((_upright(pixels, orientation), duration))
    return pictures, moving.plays


def _composed(
    path: Path, stream: Stream, max_megapixels: float, progress: Progress, keep_profile: bool
) -> tuple[_Pictures, int]:
    """Return the pictures that Pillow composes, and how often they play."""
    file = open_stream(stream)
    header = Header.of(file)
    count = int(getattr(file, "n_frames", 1))
    _check_total(path, count, file.width, file.height, max_megapixels)
    orientation = read_orientation(file)
    pictures: _Pictures = []
    for number in range(count):
        progress.report(number / count)
        file.seek(number)
        file.load()
        strips = Converter(file, header, keep_profile=keep_profile).strips()
        pixels = np.concatenate([strip for _, strip in strips])
        duration = round(float(file.info.get("duration", 0)))
        pictures.append((_upright(pixels, orientation), duration))
    return pictures, int(file.info.get("loop", 0))


def _upright(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Return a stored picture as it is to be seen."""
    height, width, _ = pixels.shape
    turned = np.empty((width, height, 4) if swaps_axes(orientation) else pixels.shape, np.uint8)
    as_stored(turned, orientation)[...] = pixels
    return turned


def _check_total(path: Path, count: int, width: int, height: int, max_megapixels: float) -> None:
    total = count * width * height
    if total > max_megapixels * 1e6:
        raise ReadError(
            path,
            f"is too large: its {count} frames of {width} x {height} are {total / 1e6:.6g} "
            f"megapixels, and the limit is {max_megapixels:g}; if you trust the file, raise it "
            "with --max-megapixels",
        )
