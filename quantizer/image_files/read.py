"""Read an image file: upright, in sRGB and with alpha, or a `ReadError` that says why not.

    open the file once, read-only -> read the header, if the format is on an explicit list
        -> check the size -> decode -> apply orientation, mode and profile, strip by strip
        -> metadata and notices

Formats are recognised by content: an EPS file called ``.png`` is refused, and no format is tried
whose decoder starts another program.
"""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL.ImageFile import ImageFile

from quantizer.errors import ReadError
from quantizer.image.frozen import frozen
from quantizer.image.image import Image, Metadata, Source
from quantizer.image_files import png_chunks
from quantizer.image_files.damage import check_image
from quantizer.image_files.decode_counter import DecodeCounter
from quantizer.image_files.file_input import named_data
from quantizer.image_files.frame_count import left_out_notice
from quantizer.image_files.gif_screen import clip_rows, crop_to_screen
from quantizer.image_files.in_place import InPlaceDecode
from quantizer.image_files.metadata import (
    read_dpi,
    read_exif,
    read_orientation,
    rotate_upright,
)
from quantizer.image_files.modes import Converter, Header, load_low_bytes
from quantizer.image_files.opening import decode, open_any, open_stream
from quantizer.image_files.pillow import MAX_PROFILE_BYTES, is_text_too_large, pillow_limits
from quantizer.image_files.read_errors import as_read_error, check_size
from quantizer.image_files.stored_indices import stored_indices
from quantizer.image_files.stream import Stream, open_file
from quantizer.image_files.upright import convert_upright
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.file_limits import DEFAULT_LIMITS, Limits

from ..language import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image as Pillow

    from quantizer.image_files.file_input import FileInput
    from quantizer.image_files.icc import ProfileTransform

_log = logging.getLogger(__name__)


def read_image(
    path: FileInput,
    *,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = SILENT,
    keep_profile: bool = False,
    data: bytes | None = None,
    count: bool = False,
) -> Image:
    """Read an image file.

    Parameters
    ----------
    path
        A regular file in one of the readable formats, whatever its extension; or its bytes, or a
        binary file object, which is read to its end.
    limits
        How large the image may be; this is checked before pixels are decoded.
    progress
        Receives the share that is done; a cancel takes effect at the next piece of the file.
    keep_profile
        Whether the colours of an image with an RGB profile (Display P3, Adobe RGB) stay in the
        profile's space. `Metadata.icc_profile` is that profile then.
    data
        The file's bytes, if they were read already; the file is not opened then.
    count
        Whether to count the colours of a large image while it is decoded, in another thread.

    Returns
    -------
    Image
        The first frame of an animation, the first page of a document, the largest size of an
        icon; upright, and in sRGB unless a profile is kept. ``source.notices`` says what was left
        out.

    Raises
    ------
    ReadError
        If the file is missing, not an image, damaged, or too large.
    DataTypeError
        If `path` is nothing that a file is read from.
    Cancelled
        If the job was cancelled.

    Examples
    --------
    >>> import io
    >>> from quantizer import read_image
    >>> image = read_image("photo.jpg")
    >>> image.width, image.height, image.source.format
    (96, 64, 'JPEG')
    >>> with open("photo.jpg", "rb") as file:
    ...     same = read_image(file)
    >>> same.pixels.tobytes() == image.pixels.tobytes()
    True
    """
    name, content = named_data(path)
    return read_named(
        name,
        content if data is None else data,
        limits=limits,
        progress=progress,
        keep_profile=keep_profile,
        count=count,
    )


def read_named(
    name: Path | str,
    data: bytes | None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = SILENT,
    keep_profile: bool = False,
    count: bool = False,
) -> Image:
    """Read an image from the file at a path, or from `data`, as `read_image` does.

    Without a path, `name` is what messages call the data, and the image's source has no path.
    """
    progress = progress.at(Stage.READ)
    progress.report(0)
    path = name if isinstance(name, Path) else None
    with open_file(name, progress.between(0, 0.8), data) as stream:
        return _read(stream, name, path, limits, progress, keep_profile, count=count)


def read_bytes(
    data: bytes,
    name: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = SILENT,
    keep_profile: bool = False,
) -> Image:
    """Read an image from the bytes of a file, as `read_image` does.

    Messages call it `name`, and the image's source has no path.
    """
    return read_named(name, data, limits=limits, progress=progress, keep_profile=keep_profile)


def read_part(data: bytes, name: str, profile: ProfileTransform) -> NDArray[np.uint8]:
    """Return the pixels, uint8 (height, width, 4), of a PNG that was made of a part of a file.

    Parameters
    ----------
    data
        The PNG; its size and checksums were checked in the file.
    name
        The file, for messages.
    profile
        How its colours become sRGB; the PNG itself has no chunks that say so.
    """
    with (
        open_file(name, SILENT, data) as stream,
        as_read_error(name, stream),
        open_stream(stream) as file,
    ):
        header = Header.of(file)
        file.load()
        low_bytes = _low_bytes(file, header, stream)
        return convert_upright(file, Converter(file, header, low_bytes, profile=profile), 1)


def _read(
    stream: Stream,
    name: Path | str,
    path: Path | None,
    limits: Limits,
    progress: Progress,
    keep_profile: bool,
    *,
    count: bool = False,
) -> Image:
    """Read an image; one with more text or a larger profile than Pillow takes, without that."""
    options = (name, path, limits, progress, keep_profile, count)
    try:
        return _read_all(stream, *options)
    except ReadError as error:
        if not is_text_too_large(error.__cause__):
            raise
    stream.seek(0)
    with as_read_error(name, stream):
        data, is_left_out = png_chunks.without_large_chunks(stream.read(), MAX_PROFILE_BYTES)
    image = _read_all(Stream(io.BytesIO(data), stream.size, SILENT), *options)
    if not is_left_out:
        return image
    size = MAX_PROFILE_BYTES >> 20
    notice = tr("Its colour profile is larger than {size} MB and is ignored.", size=size)
    return replace(image, source=replace(image.source, notices=(*image.source.notices, notice)))


def _read_all(
    stream: Stream,
    name: Path | str,
    path: Path | None,
    limits: Limits,
    progress: Progress,
    keep_profile: bool,
    count: bool,
) -> Image:
    with (
        pillow_limits(limits.max_pixels),
        as_read_error(name, stream),
        open_any(stream, lambda width, height: check_size(name, width, height, limits)) as opened,
    ):
        file = opened.image
        clip_rows(file, stream)
        check_size(name, *file.size, limits)
        header = Header.of(file)
        if header.format == "PNG":
            _check_chunks(name, stream)
        in_place = _in_place(file, header, keep_profile=keep_profile)
        counter = None
        if count and in_place is not None and DecodeCounter.supports(in_place):
            counter = DecodeCounter(in_place)
        with check_image(file, stream) as check:
            damage = decode(file, stream, counter)
        stream.report()
        image = crop_to_screen(file, header, stream)
        # The images in an icon or a TIFF may be larger than the header says.
        check_size(name, *image.size, limits)
        orientation = read_orientation(file)
        low_bytes = _low_bytes(file, header, stream)
        converter = Converter(image, header, low_bytes, keep_profile=keep_profile)
        if in_place is not None and not (in_place.succeeded and converter.copies_samples):
            in_place.undo()
            in_place = counter = None
        last = progress.between(0.8, 1)
        if in_place is None:
            pixels = convert_upright(image, converter, orientation, last)
        else:
            for done in in_place.set_alpha():
                last.report(done)
            pixels = rotate_upright(in_place.pixels, orientation)
        metadata = Metadata(
            icc_profile=converter.profile.icc_profile,
            dpi=read_dpi(file, orientation),
            exif=read_exif(file, orientation),
        )
        indexed = stored_indices(image, header, orientation, keep_profile=keep_profile)
        left_out = left_out_notice(file, header, stream, limits)
        notices = (*left_out, *opened.notices, *damage, *check.notices, *converter.notices)
    histogram = None if counter is None else counter.histogram(progress.between(1, 1))
    own_profile = converter.profile.own_profile
    _log.debug(
        "%s: %s of %d bytes, mode %s, %d x %d, decoded %s, %s, notices %s",
        *(name, header.format, stream.size, image.mode, *image.size),
        "by strips" if in_place is None else "in place",
        "own profile" if own_profile else "sRGB",
        notices,
    )
    progress.report(1)
    label = "JPEG" if header.format == "MPO" else header.format
    source = Source(path, label, stream.size, notices, own_profile, bool(left_out))
    return Image(frozen(pixels), metadata, source, histogram, indexed)


def _low_bytes(image: Pillow.Image, header: Header, stream: Stream) -> Pillow.Image | None:
    """Return the low bytes of 16-bit RGB samples if a transparent colour must match them."""
    if header.raw_mode != "RGB;16B" or "transparency" not in image.info:
        return None
    return load_low_bytes(open_stream(stream))


def _in_place(file: Pillow.Image, header: Header, *, keep_profile: bool) -> InPlaceDecode | None:
    """Prepare decoding in place if the header shows that the pixels need no conversion."""
    if not isinstance(file, ImageFile) or not InPlaceDecode.supports(file):
        return None
    converter = Converter(file, header, keep_profile=keep_profile)
    return InPlaceDecode(file) if converter.copies_samples else None


def _check_chunks(name: Path | str, stream: Stream) -> None:
    position = stream.tell()
    damage = png_chunks.find_damage(stream)
    if damage:
        raise ReadError(name, tr("is damaged or cut short: {damage}", damage=damage))
    stream.seek(position)
