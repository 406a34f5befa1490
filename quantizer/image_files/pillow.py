"""Settings of Pillow and libtiff that hold for the whole process.

Pillow has one limit of pixels for the process, above which it refuses an image as a decompression
bomb, and warns about broken metadata. `pillow_limits` sets the limit and silences the warnings
while any thread of ours reads or checks an image, and restores both after the last one. Threads may
enter and leave in any order.

The limit is raised to the largest one in use and not switched off, because some formats reveal the
true size of what they hold (the PNG within an ICO) inside Pillow only.

Pillow and tifffile also log. Without a handler, Python prints their warnings to the standard error;
so each of the two loggers has a handler that does nothing. A program that sets up logging still
gets their messages.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import warnings
from typing import IO, TYPE_CHECKING, cast

from PIL import Image as Pillow

from quantizer.image_files.formats import READABLE
from quantizer.image_files.png_chunks import SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quantizer.image_files.stream import Stream

_log = logging.getLogger(__name__)
for _foreign in ("PIL", "tifffile"):
    logging.getLogger(_foreign).addHandler(logging.NullHandler())

MAX_PROFILE_BYTES = 1 << 24
"""Most bytes of a PNG's colour profile; Pillow's own limit of 1 MB is below honest ones. Not
tuned."""

_STANDARD_ERROR = 2

_lock = threading.Lock()
_limits: list[int] = []
_restore_settings = contextlib.ExitStack()
_libtiff_lock = threading.Lock()
_MESSAGE_BYTES = 1 << 16
"""Bytes of libtiff's messages that are kept: a damaged fax has one for each line. Not tuned."""


def open_image(file: IO[bytes], formats: tuple[str, ...]) -> Pillow.Image:
    """Open an image in one of `formats` (Pillow's names), as ``PIL.Image.open`` does.

    For a PNG only its plugin is loaded; ``PIL.Image.open`` would first load four others.
    """
    start = file.tell()
    is_png = "PNG" in formats and file.read(len(SIGNATURE)) == SIGNATURE
    file.seek(start)
    if is_png:
        from PIL.PngImagePlugin import PngImageFile  # noqa: PLC0415 - not for other formats

        _allow_large_profiles()
        # If this fails, PIL.Image.open below raises the error that describes the damage.
        with contextlib.suppress(Exception):
            return PngImageFile(file)
        file.seek(start)
    return Pillow.open(file, "r", formats)


def opening_error(stream: Stream) -> Exception | None:
    """Return what the reader of the format says that a file has the signature of; else None.

    ``PIL.Image.open`` does not pass on why no reader takes a file.
    """
    for plugin in (entry.pillow for entry in READABLE):
        factory, accept = Pillow.OPEN[plugin]
        stream.seek(0)
        if accept is None or accept(stream.read(16)) is not True:
            continue
        stream.seek(0)
        try:
            factory(cast("IO[bytes]", stream), "")
        except Exception as error:  # noqa: BLE001 - a reader may raise anything
            return error
    return None


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


def is_text_too_large(error: BaseException | None) -> bool:
    """Return whether Pillow refused a PNG for the size of its texts or its profile."""
    return isinstance(error, ValueError) and "MAX_TEXT_" in str(error)


def _allow_large_profiles() -> None:
    """Raise Pillow's limit of a PNG's profile, while `pillow_limits` are set."""
    from PIL import PngImagePlugin  # noqa: PLC0415 - not for other formats

    with _lock:
        limit = PngImagePlugin.MAX_TEXT_CHUNK
        if _limits and limit < MAX_PROFILE_BYTES:
            _restore_settings.callback(setattr, PngImagePlugin, "MAX_TEXT_CHUNK", limit)
            PngImagePlugin.MAX_TEXT_CHUNK = MAX_PROFILE_BYTES


@contextlib.contextmanager
def libtiff_messages() -> Iterator[list[str]]:
    """Keep libtiff from printing messages about damaged files to the standard error.

    Pillow has no setting for this. So file descriptor 2 points to a temporary file meanwhile. One
    thread at a time decodes by libtiff, so that each file has its own messages.

    Yields
    ------
    list of str
        One line for each message, once the context is closed; they are logged, too.
    """
    messages: list[str] = []
    with _libtiff_lock, contextlib.ExitStack() as stack:
        _mute(stack, messages)
        yield messages


def _mute(stack: contextlib.ExitStack, messages: list[str]) -> None:
    """Point the standard error to a temporary file; do nothing if it is closed."""
    import tempfile  # noqa: PLC0415 - only TIFF needs it

    with contextlib.suppress(OSError):
        stderr = os.dup(_STANDARD_ERROR)
        stack.callback(os.close, stderr)
        file = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        stack.callback(_collect, file, messages)
        os.dup2(file.fileno(), _STANDARD_ERROR)
        stack.callback(os.dup2, stderr, _STANDARD_ERROR)


def _collect(file: IO[bytes], messages: list[str]) -> None:
    """Add the first lines of what was printed to `messages`."""
    file.seek(0)
    text = file.read(_MESSAGE_BYTES).decode(errors="replace")
    messages += [line.strip() for line in text.splitlines() if line.strip()]
    if messages:
        _log.info("libtiff: %s", "\n".join(messages))


def _save_settings() -> None:
    """Let `_restore_settings` restore the settings as they are now."""
    _restore_settings.callback(setattr, Pillow, "MAX_IMAGE_PIXELS", Pillow.MAX_IMAGE_PIXELS)
    _restore_settings.enter_context(warnings.catch_warnings())
    warnings.filterwarnings("ignore", module=r"PIL(\.|$)")
