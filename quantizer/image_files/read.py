"""Any image file to an `Image`: upright, in sRGB, with alpha, or one `ReadError` that says why not.

    open, once and read-only -> the header, from an explicit list of formats
        -> size checked -> decoded -> orientation, mode and profile applied, strip by strip
        -> metadata and notices

Whatever Pillow raises on the way becomes a `ReadError` at one boundary, `boundary`. Formats are
told by content: an EPS called ``.png`` is refused, and no format that starts a program is tried.
"""

from __future__ import annotations

import contextlib
import io
import math
import os
import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
from PIL import Image as Pillow
from PIL import UnidentifiedImageError
from PIL.ImageFile import ImageFile

from quantizer.errors import Cancelled, ReadError
from quantizer.image.image import Image, Metadata, Source
from quantizer.image_files import chunks
from quantizer.image_files.formats import READABLE
from quantizer.image_files.landing import Landing
from quantizer.image_files.metadata import (
    as_stored,
    read_dpi,
    read_exif,
    read_orientation,
    swaps_axes,
)
from quantizer.image_files.modes import Converter, Header, load_low_bytes
from quantizer.image_files.pillow import open_image, tamed, without_libtiff_messages
from quantizer.image_files.stream import Stream, open_file
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

MAX_MEGAPIXELS = 250.0
"""Images larger than this, in millions of pixels, are refused unless the caller allows more."""

_FORMATS = tuple(entry.pillow for entry in READABLE)
_KNOWN = ", ".join(entry.label for entry in READABLE).replace(" (lossless)", "")
_SINGLE = {"ICO"}
"""Formats whose several images are sizes of one, of which the largest is taken."""


def read_image(
    path: Path,
    *,
    max_megapixels: float = MAX_MEGAPIXELS,
    progress: Progress = SILENT,
    keep_profile: bool = False,
    data: bytes | None = None,
) -> Image:
    """Read an image file.

    Parameters
    ----------
    path
        A regular file in one of the readable formats, whatever its extension.
    max_megapixels
        Largest number of pixels, in millions; it is checked before pixels are decoded.
    progress
        Told how far the reading is; a cancel takes effect at the next piece of the file.
    keep_profile
        Whether colours that an RGB profile describes (Display P3, Adobe RGB) stay in its space,
        and the profile with them, in `Metadata.icc_profile`.
    data
        The file's bytes, if they are at hand; it is not opened then.

    Returns
    -------
    Image
        The first frame of an animation, the first page of a document, the largest size of an
        icon; upright and in sRGB, unless a profile is kept. ``source.notices`` says what was left
        out.

    Raises
    ------
    ReadError
        If there is no such file, or it is no image, is damaged or is too large.
    Cancelled
        If the job is no longer wanted.
    """
    path = Path(path)
    progress = progress.at(Stage.READ)
    progress.report(0)
    with open_file(path, progress.between(0, 0.8), data) as stream:
        return _read(stream, path, path, max_megapixels, progress, keep_profile)


def read_bytes(
    data: bytes,
    name: str,
    *,
    max_megapixels: float = MAX_MEGAPIXELS,
    progress: Progress = SILENT,
    keep_profile: bool = False,
) -> Image:
    """Read an image from memory, such as the clipboard's; `name` stands for it in messages.

    Otherwise as `read_image`; the image's source has no path.
    """
    progress = progress.at(Stage.READ)
    progress.report(0)
    if not data:
        raise ReadError(name, "is empty")
    stream = Stream(io.BytesIO(data), len(data), progress.between(0, 0.8))
    return _read(stream, name, None, max_megapixels, progress, keep_profile)


def _read(
    stream: Stream,
    name: Path | str,
    path: Path | None,
    max_megapixels: float,
    progress: Progress,
    keep_profile: bool,
) -> Image:
    limit = max(0.0, max_megapixels) * 1e6
    # Infinity has no integer; 2**62 pixels will not be met.
    whole = int(limit) if math.isfinite(limit) else 2**62
    with tamed(max(1, whole)), boundary(name, stream), open_stream(stream) as file:
        _check_size(name, file, limit)
        header = Header.of(file)
        if header.format == "PNG":
            _check_chunks(name, stream)
        landing = _landing(file, header, keep_profile=keep_profile)
        with without_libtiff_messages() if header.format == "TIFF" else contextlib.nullcontext():
            file.load()
        stream.report()
        image = _logical_screen(file, header, stream)
        # An icon or a TIFF may turn out to be larger than its header said.
        _check_size(name, image, limit)
        orientation = read_orientation(file)
        low_bytes = _low_bytes(file, header, stream)
        converter = Converter(image, header, low_bytes, keep_profile=keep_profile)
        if landing is not None and not (landing.happened and converter.is_plain):
            landing.leave()
            landing = None
        last = progress.between(0.8, 1)
        if landing is not None:
            pixels = _landed(landing, orientation, last)
        else:
            pixels = _upright(image, converter, orientation, last)
        metadata = Metadata(
            icc_profile=converter.icc_profile,
            dpi=read_dpi(file, orientation),
            exif=read_exif(file, orientation),
        )
        notices = (*_frames_notice(file, header), *converter.notices)
    progress.report(1)
    label = "JPEG" if header.format == "MPO" else header.format
    return Image(pixels, metadata, Source(path, label, stream.size, notices, converter.own_profile))


def open_stream(stream: Stream) -> Pillow.Image:
    """Open an image in one of the readable formats; nothing is decoded yet."""
    return open_image(cast("BinaryIO", stream), _FORMATS)


def _logical_screen(image: Pillow.Image, header: Header, stream: Stream) -> Pillow.Image:
    """Return a GIF without what lies beyond its logical screen, to which Pillow grows it.

    Source: GIF89a specification, 18 (logical screen descriptor).
    """
    if header.format != "GIF":
        return image
    stream.seek(6)
    width, height = struct.unpack("<2H", stream.read(4))
    if image.size == (width, height) or not width or not height:
        return image
    return image.crop((0, 0, width, height))


def _low_bytes(image: Pillow.Image, header: Header, stream: Stream) -> Pillow.Image | None:
    """Return the lower bytes of 16-bit RGB if a colour key must be compared with them."""
    if header.raw_mode != "RGB;16B" or "transparency" not in image.info:
        return None
    return load_low_bytes(open_stream(stream))


def _upright(
    image: Pillow.Image, converter: Converter, orientation: int, progress: Progress
) -> NDArray[np.uint8]:
    width, height = image.size
    shape = (width, height, 4) if swaps_axes(orientation) else (height, width, 4)
    pixels = np.empty(shape, np.uint8)
    stored = as_stored(pixels, orientation)
    for top, strip in converter.strips():
        stored[top : top + len(strip)] = strip
        progress.report((top + len(strip)) / height)
    return pixels


def _landing(file: Pillow.Image, header: Header, *, keep_profile: bool) -> Landing | None:
    """Have an image decoded into its final place, if that can be told from its header."""
    if not isinstance(file, ImageFile) or not Landing.suits(file):
        return None
    converter = Converter(file, header, keep_profile=keep_profile)
    return Landing(file) if converter.is_plain else None


def _landed(landing: Landing, orientation: int, progress: Progress) -> NDArray[np.uint8]:
    for done in landing.strips():
        progress.report(done)
    if orientation == 1:
        return landing.pixels
    height, width, _ = landing.pixels.shape
    shape = (width, height, 4) if swaps_axes(orientation) else (height, width, 4)
    pixels = np.empty(shape, np.uint8)
    as_stored(pixels, orientation)[...] = landing.pixels
    return pixels


def _check_size(name: Path | str, image: Pillow.Image, limit: float) -> None:
    width, height = image.size
    if width * height > limit:
        raise ReadError(
            name,
            f"is too large: {width} x {height} are {_too_many(width * height, limit)}",
        )


def _too_many(pixels: int, limit: float) -> str:
    """Return by how much an image is too large, and what to do."""
    return (
        f"{pixels / 1e6:.6g} megapixels, and the limit is {limit / 1e6:g}; "
        "if you trust the file, raise it with --max-megapixels"
    )


def _check_chunks(name: Path | str, stream: Stream) -> None:
    position = stream.tell()
    damage = chunks.find_damage(stream)
    if damage:
        raise ReadError(name, f"is damaged or cut short: {damage}")
    stream.seek(position)


def _frames_notice(image: Pillow.Image, header: Header) -> tuple[str, ...]:
    if header.format in _SINGLE:
        return ()
    try:
        count = getattr(image, "n_frames", 1)
    except Cancelled:
        raise
    except Exception:  # noqa: BLE001 - a later frame is damaged; the first one was read
        return ("It has more frames, and they are damaged; only the first is used.",)
    if count < 2:
        return ()
    noun = "pages" if header.format == "TIFF" else "images" if header.format == "MPO" else "frames"
    return (f"It has {count} {noun}; only the first is used.",)


@contextlib.contextmanager
def boundary(name: Path | str, stream: Stream) -> Iterator[None]:
    """Turn whatever comes out of Pillow into a `ReadError` about `name`."""
    try:
        yield
    except (ReadError, Cancelled):
        raise
    except Exception as error:
        if stream.cancelled:
            # Pillow's decoder met the cancel and made another error of it.
            raise Cancelled from error
        raise ReadError(name, _reason(error, stream)) from error


def _reason(error: Exception, stream: Stream) -> str:
    if isinstance(error, Pillow.DecompressionBombError):
        # Pillow tells the number of pixels in its message only.
        pixels = int(next(iter(re.findall(r"\d+", str(error))), 0))
        return f"is too large: it has {_too_many(pixels, Pillow.MAX_IMAGE_PIXELS or 0)}"
    if isinstance(error, MemoryError):
        return "is too large for this computer's memory"
    if isinstance(error, UnidentifiedImageError):
        label = _signature(stream)
        if not label:
            return f"is not an image in a known format ({_KNOWN})"
        return f"is damaged or cut short: it begins like {label}, but its header makes no sense"
    if isinstance(error, OSError) and error.errno is not None:
        return f"cannot be read: {error.strerror or os.strerror(error.errno)}"
    words = " ".join(str(error).split()) or type(error).__name__
    return f"is damaged or cut short: {words}"


def _signature(stream: Stream) -> str:
    """Return the format that the first bytes promise, or nothing."""
    with contextlib.suppress(Exception):
        stream.seek(0)
        prefix = stream.read(16)
        for entry in READABLE:
            accept = Pillow.OPEN[entry.pillow][1]
            if accept is not None and accept(prefix) is True:
                return entry.label.replace(" (lossless)", "")
    return ""
