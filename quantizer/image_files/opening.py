"""Open an image file, and decode its pixels: by Pillow, or where Pillow cannot by another way.

PNM of samples that Pillow decodes slowly -> `pnm_reader` -> Pillow
TIFF of samples that Pillow has no mode for -> `tiff_reader`
any other readable format -> Pillow
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Self, cast

from PIL import Image as Pillow

from quantizer.errors import Cancelled, ReadError
from quantizer.image_files.damage import damage_notice, libtiff_damage, libtiff_lacks
from quantizer.image_files.formats import READABLE
from quantizer.image_files.pillow import libtiff_messages, open_image
from quantizer.image_files.unsupported import UnsupportedError

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image_files.decode_counter import DecodeCounter
    from quantizer.image_files.stream import Stream

_TIFF_SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""First bytes of TIFF and of BigTIFF, in both byte orders."""

START_OF_SCAN = b"\xff\xda"
"""Marker in a JPEG. Compressed pixels cannot contain it."""

_MAX_SCANS = 100
"""Each scan goes over the whole image, and can be a few bytes long. libtiff has the same limit for
JPEG within TIFF; encoders write about ten."""

_FORMATS = tuple(entry.pillow for entry in READABLE)


@dataclass(frozen=True, slots=True)
class Opened:
    """An image that was opened, with what the user should know of that."""

    image: Pillow.Image
    notices: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        self.image.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.image.__exit__(*error)


def open_any(stream: Stream, check: Callable[[int, int], None]) -> Opened:
    """Open an image, by Pillow or else by tifffile.

    Parameters
    ----------
    stream
        The file.
    check
        Called with width and height before tifffile decodes pixels; raises if they are too large.

    Raises
    ------
    Exception
        What Pillow raises, or what `quantizer.image_files.tiff_reader.open_tiff` does.
    """
    try:
        image = open_stream(stream)
    except Exception as error:
        if isinstance(error, Pillow.DecompressionBombError) or stream.cancelled:
            raise
        stream.seek(0)
        if stream.read(4) not in _TIFF_SIGNATURES:
            raise
        return _open_tiff(stream, check, error)
    if image.info.get("progressive"):
        _check_scans(stream)
    return Opened(image)


def _check_scans(stream: Stream) -> None:
    """Raise `UnsupportedError` if a progressive JPEG has so many scans that decoding never ends."""
    position = stream.tell()
    stream.seek(0)
    count = stream.read().count(START_OF_SCAN)
    stream.seek(position)
    if count > _MAX_SCANS:
        raise UnsupportedError(
            tr("a JPEG of {count:,} scans; up to {most} are read", count=count, most=_MAX_SCANS)
        )


def _open_tiff(stream: Stream, check: Callable[[int, int], None], error: Exception) -> Opened:
    """Open a TIFF that Pillow refused with `error`."""
    from quantizer.image_files import tiff_reader  # noqa: PLC0415 - few TIFF need it

    try:
        image, notices = tiff_reader.open_tiff(stream, check)
    except (UnsupportedError, ReadError, Cancelled, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - tifffile may raise anything, and Pillow's reason is as good
        raise error from None
    return Opened(image, tuple(notices))


def open_stream(stream: Stream) -> Pillow.Image:
    """Open an image in one of the readable formats, without decoding its pixels."""
    is_pnm = stream.read(1) == b"P"
    stream.seek(0)
    file = _quick_pnm(stream) if is_pnm else stream
    return open_image(cast("BinaryIO", file), _FORMATS)


def _quick_pnm(stream: Stream) -> Stream | io.BytesIO:
    """Return a PNM file in a form that Pillow decodes quickly."""
    from quantizer.image_files import pnm_reader  # noqa: PLC0415 - for this format only

    binary = pnm_reader.to_binary(stream)
    return stream if binary is None else io.BytesIO(binary)


def decode(file: Pillow.Image, stream: Stream, counter: DecodeCounter | None) -> tuple[str, ...]:
    """Decode the pixels of an opened image, and have their colours counted meanwhile.

    Parameters
    ----------
    file
        The image, opened but not decoded.
    stream
        Its file.
    counter
        Counts colours; None for nothing.

    Returns
    -------
    tuple of str
        Notices about damage that libtiff met.

    Raises
    ------
    UnsupportedError
        If libtiff was built without the compression of a TIFF.
    Exception
        What Pillow raises for damaged files.
    """
    if file.format == "TIFF":
        return _decode_tiff(file)
    if counter is None:
        file.load()
        return ()
    with counter:
        stream.before_read = counter.look
        file.load()
        stream.before_read = None
    return ()


def _decode_tiff(file: Pillow.Image) -> tuple[str, ...]:
    try:
        with libtiff_messages() as messages:
            file.load()
    except OSError as error:
        if missing := libtiff_lacks(messages):
            raise UnsupportedError(missing) from error
        if found := libtiff_damage(messages):
            raise OSError(found) from error  # Pillow says "decoder error -2"
        raise
    found = libtiff_damage(messages)
    return (damage_notice(found),) if found else ()
