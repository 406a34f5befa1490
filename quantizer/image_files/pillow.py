"""Settings of Pillow and libtiff that hold for the whole process.

Pillow has one limit of pixels for the process, above which it refuses an image as a decompression
bomb, and warns about broken metadata. `pillow_limits` sets the limit and silences the warnings
while any thread of ours reads or checks an image, and restores both after the last one. Threads may
enter and leave in any order.

The limit is raised to the largest one in use and not switched off, because some formats reveal the
true size of what they hold (the PNG within an ICO) inside Pillow only.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import warnings
from typing import TYPE_CHECKING

from PIL import Image as Pillow

from quantizer.image_files.png_chunks import SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

_log = logging.getLogger(__name__)

_STANDARD_ERROR = 2

_lock = threading.Lock()
_limits: list[int] = []
_restore_settings = contextlib.ExitStack()
_mute_count = 0
_restore_stderr = contextlib.ExitStack()


def open_image(file: IO[bytes], formats: tuple[str, ...]) -> Pillow.Image:
    """Open an image in one of `formats` (Pillow's names), as ``PIL.Image.open`` does.

    For a PNG only its plugin is loaded; ``PIL.Image.open`` would first load four others.
    """
    start = file.tell()
    is_png = "PNG" in formats and file.read(len(SIGNATURE)) == SIGNATURE
    file.seek(start)
    if is_png:
        from PIL.PngImagePlugin import PngImageFile  # noqa: PLC0415 - not for other formats

        # If this fails, PIL.Image.open below raises the error that describes the damage.
        with contextlib.suppress(Exception):
            return PngImageFile(file)
        file.seek(start)
    return Pillow.open(file, "r", formats)


@contextlib.contextmanager
def pillow_limits(max_pixels: int) -> Iterator[None]:
    """Let Pillow open images of up to `max_pixels` without warnings; it refuses twice as many."""
    with _lock:
        if not _limits:
            _save_settings()
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
                _restore_settings.close()


@contextlib.contextmanager
def without_libtiff_messages() -> Iterator[None]:
    """Keep libtiff from printing messages about damaged files to the standard error.

    Pillow has no setting for this. So file descriptor 2 points to a temporary file meanwhile, and
    the messages go to the log.
    """
    global _mute_count  # noqa: PLW0603 - the descriptor belongs to the process
    with _lock:
        _mute_count += 1
        if _mute_count == 1:
            _mute()
    try:
        yield
    finally:
        with _lock:
            _mute_count -= 1
            if not _mute_count:
                _restore_stderr.close()


def _mute() -> None:
    """Point the standard error to a temporary file; do nothing if it is closed."""
    import tempfile  # noqa: PLC0415 - only TIFF needs it

    with contextlib.suppress(OSError):
        stderr = os.dup(_STANDARD_ERROR)
        _restore_stderr.callback(os.close, stderr)
        messages = _restore_stderr.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        _restore_stderr.callback(_log_messages, messages)
        os.dup2(messages.fileno(), _STANDARD_ERROR)
        _restore_stderr.callback(os.dup2, stderr, _STANDARD_ERROR)


def _log_messages(file: IO[bytes]) -> None:
    file.seek(0)
    if text := file.read().decode(errors="replace").strip():
        _log.info("libtiff: %s", text)


def _save_settings() -> None:
    """Let `_restore_settings` restore the settings as they are now."""
    _restore_settings.callback(setattr, Pillow, "MAX_IMAGE_PIXELS", Pillow.MAX_IMAGE_PIXELS)
    _restore_settings.enter_context(warnings.catch_warnings())
    warnings.filterwarnings("ignore", module=r"PIL(\.|$)")
