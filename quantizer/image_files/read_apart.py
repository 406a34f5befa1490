"""Read a file within a limit of time, which holds inside slow decoders, too.

    header -> how long decoding will take, about
        -> little: decoded here; the time is looked at with each piece of the file
        -> much:   decoded in another process, which is killed when the time is up

A process takes a third of a second to start, so only files pay for it whose decoding takes much
longer. Some decoders make a single call for the whole image (JPEG 2000, AVIF, WebP, TIFF). A
progressive JPEG goes over the whole image for each of its scans, and a few bytes are a scan.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from quantizer.image.image import Animation, Frame, Image
from quantizer.image_files.opening import START_OF_SCAN, open_stream
from quantizer.image_files.pillow import pillow_limits
from quantizer.image_files.read import read_image
from quantizer.image_files.read_animation import read_animation
from quantizer.image_files.stream import open_file
from quantizer.process.time_limit import time_limit
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quantizer.image_files.stream import Stream
    from quantizer.settings.file_limits import Limits

T = TypeVar("T", Image, Animation)

_log = logging.getLogger(__name__)

_SLOW = 2.0
"""Seconds of decoding from which on a process of its own costs little beside. Not tuned."""

_SECONDS_PER_MEGAPIXEL = {"WEBP": 0.15, "AVIF": 0.2, "JPEG2000": 1.5, "TIFF": 0.02}
"""Measured with noisy pictures of 8 megapixels on one core, rounded up."""
_SECONDS_PER_MEGABYTE = {"JPEG2000": 1.5}
_SECONDS_PER_SCAN = 0.005
"""For each megapixel of a progressive JPEG; measured likewise."""

_MAGIC = (b"RIFF", b"\xff\xd8\xff", b"\xff\x4f\xff\x51", b"II", b"MM")
_BOXES = {b"ftyp", b"jP  "}
_MAX_PIXELS = 1 << 40


def read_image_within(
    path: Path, limits: Limits, *, progress: Progress = SILENT, **options: Any
) -> Image:
    """Read an image as `quantizer.image_files.read.read_image` does, within the limit of time.

    Raises
    ------
    ReadError
        If it takes longer, and as `read_image` does.
    """
    return _read_within(read_image, path, limits, progress, options)


def read_animation_within(
    path: Path, limits: Limits, *, progress: Progress = SILENT, **options: Any
) -> Animation:
    """Read all frames as `read_animation` does, within the limit of time.

    Raises
    ------
    ReadError
        If it takes longer, and as `read_animation` does.
    """
    return _read_within(read_animation, path, limits, progress, options)


def is_slow_to_decode(path: Path | str, data: bytes | None = None) -> bool:
    """Return whether decoding takes seconds, in calls that cannot be interrupted.

    Parameters
    ----------
    path
        The file.
    data
        Its bytes, if they are in memory.
    """
    with contextlib.suppress(Exception), open_file(path, SILENT, data) as stream:
        head = stream.read(12)
        if head.startswith(_MAGIC) or head[4:8] in _BOXES:
            return _decoding_seconds(stream) >= _SLOW
    return False


def _decoding_seconds(stream: Stream) -> float:
    """Return about how long decoding takes, in seconds; 0 for formats that are read by pieces."""
    stream.seek(0)
    with pillow_limits(_MAX_PIXELS), open_stream(stream) as image:
        megapixels = image.width * image.height / 1e6
        if image.format in {"JPEG", "MPO"}:
            if not image.info.get("progressive"):
                return 0.0
            stream.seek(0)
            return stream.read().count(START_OF_SCAN) * megapixels * _SECONDS_PER_SCAN
        kind = image.format or ""
        frames = int(getattr(image, "n_frames", 1)) if kind == "WEBP" else 1
        seconds = frames * megapixels * _SECONDS_PER_MEGAPIXEL.get(kind, 0.0)
        return max(seconds, stream.size / 1e6 * _SECONDS_PER_MEGABYTE.get(kind, 0.0))


def _read_within(
    read: Callable[..., T], path: Path, limits: Limits, progress: Progress, options: dict[str, Any]
) -> T:
    progress = progress.at(Stage.READ)
    options = {**options, "limits": limits}
    with time_limit(path, limits.max_seconds, progress) as limited:
        if not (is_slow_to_decode(path, options.get("data")) and _may_start_processes()):
            found = read(path, progress=limited, **options)
            limited.check()  # a decoder may have taken longer since it last looked
            return found
        from quantizer.process.child import call_in_process  # noqa: PLC0415 - few files need it

        _log.debug("%s: decoded in another process", path)
        options = {**options, "count": False}  # counting beside the decoder saves nothing there
        return _frozen(call_in_process(partial(read, path, **options), progress=limited))


def _may_start_processes() -> bool:
    """Whether this is no worker of a batch, which its owner kills when the time is up."""
    import multiprocessing  # noqa: PLC0415 - few files need it

    return multiprocessing.parent_process() is None


def _frozen(found: T) -> T:
    """Return an image with arrays that cannot be written to, as those are that are read here."""
    if isinstance(found, Image):
        return replace(found)
    frames = tuple(Frame(replace(one.image), one.duration) for one in found.frames)
    return replace(found, frames=frames)
