"""Encodes an `IndexedAnimation` as an animated GIF, PNG or WebP, and checks the bytes.

    durations and number of plays as the format can count them (`timing`)
        -> encode: `gif_writer`, `apng`, Pillow for WebP
        -> decode again -> compare every frame

The frames must hold no transparency that the format cannot hold: `quantizer.conversion.fit_format`
sees to that. A frame that equals the one before may be joined with it; the time it shows stays.
"""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow

from quantizer.errors import WriteError
from quantizer.image.histogram import pack
from quantizer.image_files import gif_reader
from quantizer.image_files.apng_writer import encode_apng
from quantizer.image_files.formats import ANIMATED, FileFormat
from quantizer.image_files.gif_writer import encode_gif
from quantizer.image_files.pillow import open_image, pillow_limits
from quantizer.image_files.raw_frame import RawFrame
from quantizer.image_files.timing import LIMITS, limit_plays, split_long_frames
from quantizer.image_files.write import Encoded, check_alpha, check_depth
from quantizer.image_files.write_errors import as_write_error
from quantizer.progress import SILENT, Progress, Stage

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from quantizer.image.image import IndexedAnimation

_WEBP_FLAGS, _MOVES = 20, 0x02
_MOST_COLORS = 256


def encode_animation(
    indexed: IndexedAnimation,
    file_format: FileFormat,
    *,
    depth: int | None = None,
    optimize: bool = False,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> Encoded:
    """Return the bytes of an animation as a file of `file_format`.

    Parameters
    ----------
    indexed
        The frames; durations keep their milliseconds, in GIF their hundredths of a second.
    file_format
        One of `ANIMATED`.
    depth
        Bits of an index; None for the fewest that hold the palette.
    optimize
        Whether to take more time for fewer bytes.
    threads
        Most threads at work; the bytes do not depend on it.
    progress
        Told the share done, as `Stage.WRITE`.

    Returns
    -------
    Encoded
        The bytes; its notices say what of colours and time the format could not hold.

    Raises
    ------
    WriteError
        If the format holds no animation, or playing the bytes does not give the frames back.
    """
    label = file_format.label
    if file_format not in ANIMATED:
        known = ", ".join(entry.label for entry in ANIMATED)
        raise WriteError(label, tr("cannot hold an animation; choose one of {known}", known=known))
    for frame in indexed.frames:
        check_alpha(frame.image.palette.colors, file_format)
        check_depth(depth, file_format, palette=frame.image.palette)
    progress = progress.at(Stage.WRITE)
    frames, notices = _plan(indexed, file_format)
    plays, limit = limit_plays(indexed.loop, LIMITS[file_format.name])
    notices += limit
    failure = tr("the animation cannot be encoded")
    with as_write_error(label, failure), pillow_limits(frames[0].indices.size):
        data = _bytes(frames, plays, indexed, file_format, depth, optimize, threads, progress)
        intact = _plays(data, frames, file_format, progress.between(0.7, 1))
    if not intact:
        raise WriteError(label, tr("did not give the same frames back"))
    if file_format.name == "webp" and _is_still(data) and len(frames) > 1:
        notices += (tr("Its frames are all equal; this format made a still image of them."),)
    return Encoded(data, notices)


def _plan(
    indexed: IndexedAnimation, file_format: FileFormat
) -> tuple[list[RawFrame], tuple[str, ...]]:
    frames: list[RawFrame] = []
    before = None
    for frame in indexed.frames:
        if frame.image is before:
            frames.append(replace(frames[-1], duration=frame.duration))
        else:
            own = frame.image
            frames.append(RawFrame(own.indices, own.palette.colors, frame.duration))
        before = frame.image
    if file_format.name == "png":
        frames = _with_one_palette(frames)
    return split_long_frames(frames, LIMITS[file_format.name])


def _with_one_palette(frames: list[RawFrame]) -> list[RawFrame]:
    """Return frames that share a palette, which is all that a PNG has room for.

    Raises
    ------
    WriteError
        If they have more than 256 colours together.
    """
    if all(np.array_equal(one.colors, frames[0].colors) for one in frames):
        return frames
    packed = [np.ascontiguousarray(one.colors).view("<u4")[:, 0] for one in frames]
    union = np.unique(np.concatenate(packed))
    if len(union) > _MOST_COLORS:
        raise WriteError(
            "PNG",
            tr(
                "an animated PNG has one palette, and the frames have {count} colours "
                "together; choose one palette for all frames, or another format",
                count=len(union),
            ),
        )
    colors = union.astype("<u4").view(np.uint8).reshape(-1, 4)
    return [
        RawFrame(np.searchsorted(union, own).astype(np.uint8)[one.indices], colors, one.duration)
        for one, own in zip(frames, packed, strict=True)
    ]


def _bytes(
    frames: Sequence[RawFrame],
    plays: int,
    indexed: IndexedAnimation,
    file_format: FileFormat,
    depth: int | None,
    optimize: bool,
    threads: int | None,
    progress: Progress,
) -> bytes:
    most = progress.between(0, 0.7)
    if file_format.name == "gif":
        return encode_gif(frames, plays, most)
    profile = indexed.frames[0].image.metadata.icc_profile
    if file_format.name == "png":
        return encode_apng(
            frames,
            plays,
            icc_profile=profile,
            depth=depth,
            optimize=optimize,
            threads=threads,
            progress=most,
        )
    images = []
    for number, frame in enumerate(frames):
        most.report(number / len(frames))
        images.append(Pillow.fromarray(frame.colors[frame.indices]))
    file = io.BytesIO()
    images[0].save(
        file,
        "WEBP",
        save_all=True,
        append_images=images[1:],
        duration=[one.duration for one in frames],
        loop=plays,
        lossless=True,
        quality=100 if optimize else 75,
        method=6 if optimize else 4,
        **({"icc_profile": profile} if profile else {}),
    )
    return file.getvalue()


def _is_still(data: bytes) -> bool:
    """Tell whether a WebP has no extended header, or one without the flag of animations."""
    return data[12:16] != b"VP8X" or not data[_WEBP_FLAGS] & _MOVES


def _plays(
    data: bytes, frames: Sequence[RawFrame], file_format: FileFormat, progress: Progress
) -> bool:
    """Tell whether playing `data` shows the frames that were planned."""
    wanted = _without_repeats(
        one.packed
        for number, one in enumerate(frames)
        if not (number and one.repeats(frames[number - 1]))
    )
    found = _without_repeats(_played(data, file_format))
    for number, (one, other) in enumerate(zip_longest(wanted, found)):
        progress.report(min(1.0, number / len(frames)))
        if one is None or other is None or not np.array_equal(one, other):
            return False
    return True


def _without_repeats(frames: Iterable[NDArray[np.uint32]]) -> Iterator[NDArray[np.uint32]]:
    """Yield the frames that differ from the one before."""
    before = None
    for frame in frames:
        if before is None or not np.array_equal(frame, before):
            yield frame
        before = frame


def _played(data: bytes, file_format: FileFormat) -> Iterator[NDArray[np.uint32]]:
    if file_format.name == "gif":
        for pixels, _ in gif_reader.compose_frames(gif_reader.parse(data)):
            yield pack(pixels.view("<u4")[..., 0])
        return
    with open_image(io.BytesIO(data), (file_format.pillow,)) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            yield pack(np.array(image.convert("RGBA")).view("<u4")[..., 0])
