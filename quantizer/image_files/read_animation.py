"""Read an animated file: each frame complete, as a viewer shows it.

    read_image: the first frame, metadata and notices
        -> GIF: blocks composed by `gif_reader`; APNG: frames composed by `apng_reader`;
           WebP: composed by Pillow

A file that is not animated has one frame. A truncated GIF has the frames that are complete, and a
notice that says so.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.image.frozen import frozen
from quantizer.image.image import Animation, Frame, Image, Metadata, Source
from quantizer.image_files.damage import check_blocks
from quantizer.image_files.file_input import named_data
from quantizer.image_files.metadata import read_orientation, rotate_upright
from quantizer.image_files.modes import Converter, Header
from quantizer.image_files.opening import open_stream
from quantizer.image_files.pillow import pillow_limits
from quantizer.image_files.read import (
    read_named,
    read_part,
)
from quantizer.image_files.read_errors import DecodedBudget, as_read_error, check_size
from quantizer.image_files.stream import open_file
from quantizer.image_files.upright import convert_upright
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.file_limits import BYTES_PER_PIXEL, DEFAULT_LIMITS, Limits

from ..language import tr_n

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from quantizer.image_files import gif_reader
    from quantizer.image_files.file_input import FileInput
    from quantizer.image_files.stream import Stream

_log = logging.getLogger(__name__)

_ANIMATED = frozenset({"GIF", "PNG", "WEBP"})
"""Pillow's names of the formats that can be animated."""


_SMALL_BYTES = 1 << 14
"""Bytes of a frame, 4096 pixels, up to which it is compared with all others. Not tuned."""

_Frames = list[tuple["NDArray[np.uint8]", int]]
"""Pixels, uint8 (height, width, 4), and duration in milliseconds of each frame."""


def read_animation(
    path: FileInput,
    *,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = SILENT,
    keep_profile: bool = False,
    data: bytes | None = None,
    count: bool = False,
) -> Animation:
    """Read all frames of a file.

    Parameters
    ----------
    path
        An image file, animated or not; or its bytes, or a binary file object.
    limits
        How many frames there may be, and how large they may be together.
    progress
        Receives the share that is done.
    keep_profile, data, count
        As for `read_image`.

    Returns
    -------
    Animation
        The frames as a viewer shows them, upright and in sRGB. An animation that plays once has a
        loop of 1, and so has a still image.

    Raises
    ------
    ReadError
        If the file cannot be read, or its frames are too large together.
    DataTypeError
        If `path` is nothing that a file is read from.
    Cancelled
        If the job was cancelled.

    Examples
    --------
    >>> from quantizer import read_animation
    >>> clip = read_animation("clip.gif")
    >>> len(clip.frames), clip.frames[0].duration, clip.loop
    (3, 100, 0)
    """
    name, content = named_data(path)
    data = content if data is None else data
    progress = progress.at(Stage.READ)
    still = read_named(
        name,
        data,
        limits=limits,
        progress=progress.between(0, 0.2),
        keep_profile=keep_profile,
        count=count,
    )
    source = still.source
    one_frame = Animation.still(still)
    if source.format not in _ANIMATED or not (source.has_more_frames or source.format == "GIF"):
        return one_frame
    notices = source.notices[1:] if source.has_more_frames else source.notices
    rest = progress.between(0.2, 1)
    with open_file(name, SILENT, data) as stream, as_read_error(name, stream):
        if source.format == "GIF":
            parsed = _parse_gif(stream, limits, has_more_frames=source.has_more_frames)
            if parsed is None:
                return one_frame
            notices += _truncation_notice(parsed)
            with check_blocks(parsed.blocks[1:]) as check:  # `read_image` has checked the first
                frames, loop = _read_gif(name, parsed, limits, rest)
            notices += check.notices
        elif source.format == "PNG":
            frames, loop = _read_apng(name, stream, limits, rest, keep_profile)
        else:
            with pillow_limits(still.width * still.height):
                frames, loop = _read_webp(name, stream, limits, rest, keep_profile)
    source = replace(source, notices=notices, has_more_frames=False)
    _log.debug("%s: %d frames composed from %s", name, len(frames), source.format)
    return Animation(_as_frames(frames, still.metadata, source), loop, still.metadata, source)


def _as_frames(frames: _Frames, metadata: Metadata, source: Source) -> tuple[Frame, ...]:
    """Return the frames.

    Those that show the same pixels one after the other share an image, and so do small ones
    wherever they are: what is done for an image is done once.
    """
    made: list[Frame] = []
    small: dict[bytes, Image] = {}
    before = None
    for pixels, duration in frames:
        key = pixels.tobytes() if pixels.nbytes <= _SMALL_BYTES else None
        if pixels is before:
            image = made[-1].image
        elif key is not None and key in small:
            image = small[key]
        else:
            image = Image(frozen(pixels), metadata, source)
        if key is not None:
            small[key] = image
        made.append(Frame(image, duration))
        before = pixels
    return tuple(made)


def _parse_gif(
    stream: Stream, limits: Limits, *, has_more_frames: bool
) -> gif_reader.ParsedGif | None:
    """Return the parsed GIF; None if it holds one complete frame."""
    from quantizer.image_files import gif_reader  # noqa: PLC0415 - stills are usual

    try:
        parsed = gif_reader.parse(stream.read(), limits.max_frames + 1)
    except ValueError:
        if has_more_frames:
            raise
        return None  # Pillow could read its only frame
    return parsed if has_more_frames or parsed.is_truncated else None


def _truncation_notice(parsed: gif_reader.ParsedGif) -> tuple[str, ...]:
    if not parsed.is_truncated:
        return ()
    count = len(parsed.blocks)
    return (
        tr_n(
            "It is cut short; 1 complete frame was read.",
            "It is cut short; {n} complete frames were read.",
            count,
        ),
    )


def _read_gif(
    name: Path | str, parsed: gif_reader.ParsedGif, limits: Limits, progress: Progress
) -> tuple[_Frames, int]:
    from quantizer.image_files import gif_reader  # noqa: PLC0415 - as above

    check_size(name, parsed.width, parsed.height, limits, len(parsed.blocks))
    room = DecodedBudget(name, limits, parsed.data_bytes)
    room.take(parsed.pixels_off_screen)
    frames: _Frames = []
    for pixels, duration in gif_reader.compose_frames(parsed):
        progress.report(len(frames) / len(parsed.blocks))
        if not frames or pixels is not frames[-1][0]:
            room.take(pixels.nbytes)
        frames.append((pixels, duration))
    return frames, parsed.plays


def _read_apng(
    name: Path | str, stream: Stream, limits: Limits, progress: Progress, keep_profile: bool
) -> tuple[_Frames, int]:
    from quantizer.image_files import apng_reader  # noqa: PLC0415 - as above

    parsed = apng_reader.parse(stream.read(), limits.max_frames + 1)
    count = len(parsed.frames)
    check_size(name, parsed.width, parsed.height, limits, count)
    room = DecodedBudget(name, limits, parsed.data_bytes)
    with pillow_limits(parsed.width * parsed.height):
        stream.seek(0)
        with open_stream(stream) as file:
            header = Header.of(file)
            file.load()
            orientation = read_orientation(file)
            profile = Converter(file, header, keep_profile=keep_profile).profile

        def decode(frame: bytes) -> NDArray[np.uint8]:
            return read_part(frame, str(name), profile)

        frames: _Frames = []
        before = None
        for pixels, duration in apng_reader.compose_frames(parsed, decode):
            progress.report(len(frames) / count)
            if pixels is before:
                frames.append((frames[-1][0], duration))
                continue
            before = pixels
            room.take(pixels.nbytes)
            frames.append((rotate_upright(pixels, orientation), duration))
    return frames, parsed.plays


def _read_webp(
    name: Path | str, stream: Stream, limits: Limits, progress: Progress, keep_profile: bool
) -> tuple[_Frames, int]:
    """Return the frames as Pillow composes them, and how often they play."""
    file = open_stream(stream)
    header = Header.of(file)
    count = int(getattr(file, "n_frames", 1))
    check_size(name, file.width, file.height, limits, count)
    orientation = read_orientation(file)
    room = DecodedBudget(name, limits, stream.size)
    frames: _Frames = []
    for number in range(count):
        progress.report(number / count)
        room.take(BYTES_PER_PIXEL * file.width * file.height)
        file.seek(number)
        file.load()
        converter = Converter(file, header, keep_profile=keep_profile)
        duration = round(float(file.info.get("duration", 0)))
        frames.append((convert_upright(file, converter, orientation), duration))
    return frames, int(file.info.get("loop", 0))
