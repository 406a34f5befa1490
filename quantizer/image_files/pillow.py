"""Pillow's process-wide switches, set while this process reads or checks an image.

Two things in Pillow can only be steered for the whole process: the number of pixels beyond which
it calls an image a bomb, and the warnings it gives about broken metadata. `tamed` sets both for
as long as any thread of ours is at work and puts them back when the last one is done; threads may
enter and leave in any order.

The limit is raised to the largest one in use rather than lifted, since some formats only reveal
the true size of what they hold (the PNG within an ICO) inside Pillow.
"""

from __future__ import annotations

import contextlib
import os
import threading
import warnings
from typing import TYPE_CHECKING

from PIL import Image as Pillow

from quantizer.image_files.chunks import SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

_lock = threading.Lock()
_limits: list[int] = []
_saved = contextlib.ExitStack()

_STANDARD_ERROR = 2
_muted: list[None] = []
_voice = contextlib.ExitStack()


def open_image(file: IO[bytes], formats: tuple[str, ...]) -> Pillow.Image:
    """Open an image in one of `formats`, as ``PIL.Image.open`` does.

    A PNG is opened by its plugin alone: Pillow would first load those of four other formats.
    """
    start = file.tell()
    is_png = "PNG" in formats and file.read(len(SIGNATURE)) == SIGNATURE
    file.seek(start)
    if is_png:
        from PIL.PngImagePlugin import PngImageFile  # noqa: PLC0415 - not for other formats

        # Whatever is wrong with it, Pillow has its own words for it.
        with contextlib.suppress(Exception):
            return PngImageFile(file)
        file.seek(start)
    return Pillow.open(file, "r", formats)


@contextlib.contextmanager
def tamed(max_pixels: int) -> Iterator[None]:
    """Let Pillow open images of `max_pixels` (it refuses twice as many) without warnings."""
    with _lock:
        if not _limits:
            _set_aside()
        _limits.append(max_pixels)
        Pillow.MAX_IMAGE_PIXELS = max(_limits)
    try:
        yield
    finally:
        with _lock:
            _limits.remove(max_pixels)
            if _limits:
                Pillow.MAX_IMAGE_PIXELS = max(_limits)
            else:
                _saved.close()


@contextlib.contextmanager
def without_libtiff_messages() -> Iterator[None]:
    """Keep libtiff, which prints what it thinks of a damaged file, off the standard error.

    Pillow offers no switch, so the descriptor itself points elsewhere for the time of a decode.
    """
    with _lock:
        _muted.append(None)
        if len(_muted) == 1:
            _mute()
    try:
        yield
    finally:
        with _lock:
            _muted.pop()
            if not _muted:
                _voice.close()


def _mute() -> None:
    """Point the standard error to nowhere until `_voice` is closed; do nothing if it is shut."""
    with contextlib.suppress(OSError):
        kept = os.dup(_STANDARD_ERROR)
        _voice.callback(os.close, kept)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        _voice.callback(os.close, nowhere)
        os.dup2(nowhere, _STANDARD_ERROR)
        _voice.callback(os.dup2, kept, _STANDARD_ERROR)


def _set_aside() -> None:
    """Keep the switches as they are, to be put back by `_saved`."""
    _saved.callback(setattr, Pillow, "MAX_IMAGE_PIXELS", Pillow.MAX_IMAGE_PIXELS)
    _saved.enter_context(warnings.catch_warnings())
    warnings.filterwarnings("ignore", module=r"PIL(\.|$)")
