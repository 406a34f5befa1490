"""Turn the many exceptions that Pillow raises for bad files into one `ReadError`."""

from __future__ import annotations

import contextlib
import logging
import os
import re
from typing import TYPE_CHECKING

from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from quantizer.errors import Cancelled, ReadError
from quantizer.image_files.formats import READABLE
from quantizer.image_files.pillow import opening_error
from quantizer.image_files.unsupported import UnsupportedError, says_unsupported
from quantizer.settings.file_limits import BYTES_PER_PIXEL

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quantizer.image_files.stream import Stream
    from quantizer.settings.file_limits import Limits

_log = logging.getLogger(__name__)

_KNOWN = ", ".join(entry.label for entry in READABLE).replace(" (lossless)", "")


@contextlib.contextmanager
def as_read_error(name: Path | str, stream: Stream) -> Iterator[None]:
    """Raise a `ReadError` about the file `name` for any exception of the block but `Cancelled`."""
    try:
        yield
    except (ReadError, Cancelled):
        raise
    except Exception as error:
        if stream.cancelled:
            # Pillow's decoder met the `Cancelled` and raised another error instead.
            raise Cancelled from error
        _log.info("%s: cannot be read", name, exc_info=True)
        raise ReadError(name, _reason(error, stream)) from error


def check_size(
    name: Path | str, width: int, height: int, limits: Limits, frames: int | None = None
) -> None:
    """Raise a `ReadError` if an image, or all its frames together, exceed the limits."""
    if frames is not None and frames > limits.max_frames:
        raise ReadError(name, too_many_frames(limits))
    pixels = width * height * (1 if frames is None else frames)
    size = f"{width} x {height}"
    if frames is not None:
        size = tr("its {frames} frames of {size}", frames=frames, size=size)
    most = limits.max_megapixels * 1e6
    if pixels > most:
        raise ReadError(
            name,
            tr("is too large: {size} are {too_many}", size=size, too_many=_too_many(pixels, most)),
        )
    if limits.max_decoded is not None and pixels * BYTES_PER_PIXEL > limits.max_decoded:
        raise ReadError(name, too_large(limits.max_decoded))


def too_many_frames(limits: Limits) -> str:
    """Return that a file has more frames than the limits allow, as the end of a sentence."""
    return tr(
        "has more than {most:,} frames, which is the limit; if you trust the file, raise it with "
        "--max-frames",
        most=limits.max_frames,
    )


def too_large(most: float) -> str:
    """Return that the pixels take more than `most` bytes, as the end of a sentence."""
    return tr(
        "is too large: decoded, its pixels take more than {most:,.0f} MB, which is the limit for "
        "such a file; if you trust it, raise the limit with --max-decoded",
        most=most / 1e6,
    )


class DecodedBudget:
    """Adds up what an animation decodes into, and refuses it beyond a limit.

    Parameters
    ----------
    name
        The file, for the message.
    limits
        The limits.
    image_data
        Bytes of the file's compressed image data.
    """

    def __init__(self, name: Path | str, limits: Limits, image_data: int) -> None:
        self._name = name
        self._most = limits.decoded_bytes(image_data)
        self._taken = 0

    def take(self, count: int) -> None:
        """Add `count` bytes; raise a `ReadError` if that is too many."""
        self._taken += count
        if self._taken > self._most:
            raise ReadError(self._name, too_large(self._most))


def _too_many(pixels: int, limit: float) -> str:
    return tr(
        "{pixels:.6g} megapixels, and the limit is {limit:g}; if you trust the file, "
        "raise it with --max-megapixels",
        pixels=pixels / 1000000.0,
        limit=limit / 1000000.0,
    )


def _reason(error: Exception, stream: Stream) -> str:
    if isinstance(error, Pillow.DecompressionBombError):
        # Pillow gives the number of pixels in its message only.
        pixels = int(next(iter(re.findall(r"\d+", str(error))), 0))
        return tr(
            "is too large: it has {too_many}",
            too_many=_too_many(pixels, Pillow.MAX_IMAGE_PIXELS or 0),
        )
    if isinstance(error, MemoryError):
        return tr("is too large for this computer's memory")
    if isinstance(error, UnidentifiedImageError):
        return _unidentified(stream)
    if isinstance(error, OSError) and error.errno is not None:
        return tr("cannot be read: {reason}", reason=error.strerror or os.strerror(error.errno))
    if isinstance(error, UnsupportedError) or says_unsupported(error):
        return tr("is not supported: {words}", words=_words(error))
    return tr("is damaged or cut short: {words}", words=_words(error))


def _unidentified(stream: Stream) -> str:
    """Return why Pillow's readers took a file for none of the formats."""
    cause = opening_error(stream)
    if cause is not None and says_unsupported(cause):
        return tr("is not supported: {words}", words=_words(cause))
    label = _signature(stream)
    if not label:
        return tr("is not an image in a known format ({known})", known=_KNOWN)
    return tr(
        "is damaged or cut short: it begins like {label}, but its header makes no sense",
        label=label,
    )


def _words(error: Exception) -> str:
    """Return the text of an error on one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _signature(stream: Stream) -> str:
    """Return the format that has the first bytes as its signature, or an empty string."""
    with contextlib.suppress(Exception):
        stream.seek(0)
        prefix = stream.read(16)
        for entry in READABLE:
            accept = Pillow.OPEN[entry.pillow][1]
            if accept is not None and accept(prefix) is True:
                return entry.label.replace(" (lossless)", "")
    return ""
