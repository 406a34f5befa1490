"""An image from one that Pillow holds, of any mode, as if it were read from a file.

Alpha, palettes, deep samples and colour profiles become RGBA in sRGB by `modes.Converter`, as they
do when a file is read. An image that `PIL.Image.open` has opened is decoded now; of an animation
it is the frame that Pillow is at. It is not turned upright: width and height are Pillow's.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import DataError, ReadError
from quantizer.image.frozen import frozen
from quantizer.image.image import Animation, Frame, Image, Metadata, Source
from quantizer.image_files.metadata import read_dpi
from quantizer.image_files.modes import Converter, Header
from quantizer.image_files.stored_indices import stored_indices
from quantizer.image_files.upright import convert_upright

from ..language import tr

if TYPE_CHECKING:
    from PIL import Image as Pillow

_UPRIGHT = 1


def image_from_pillow(picture: Pillow.Image) -> Image:
    """Return an image with the pixels that Pillow holds; they are copied.

    Parameters
    ----------
    picture
        An image of any mode. Samples of the modes ``I`` and ``F`` do not say which value is white;
        it is derived from the largest one, see `quantizer.image_files.modes`.

    Returns
    -------
    Image
        Colours with a profile are converted to sRGB. The resolution is kept, EXIF is not. The
        source is the file that Pillow opened, if any.

    Raises
    ------
    DataError
        If it has no pixels, or holds NaN.
    ReadError
        If the file behind it is damaged or closed.
    """
    if not picture.width or not picture.height:
        raise DataError(tr("an image of {width} x {height} pixels has no pixels", **_size(picture)))
    header = Header.of(picture)
    try:
        picture.load()
    except Exception as error:  # Pillow's decoders raise many kinds
        words = " ".join(str(error).split()) or type(error).__name__
        name = getattr(picture, "filename", "") or tr("the image")
        raise ReadError(name, tr("is damaged or cut short: {words}", words=words)) from error
    _check_finite(picture)
    converter = Converter(picture, header)
    pixels = convert_upright(picture, converter, _UPRIGHT)
    metadata = Metadata(converter.profile.icc_profile, read_dpi(picture, _UPRIGHT))
    indexed = stored_indices(picture, header, _UPRIGHT)
    file = getattr(picture, "filename", "")
    path = Path(file) if isinstance(file, str) and file else None
    source = Source(path, picture.format or "", notices=converter.notices)
    return Image(frozen(pixels), metadata, source, indexed=indexed)


def animation_from_pillow(picture: Pillow.Image) -> Animation:
    """Return all frames of an image that Pillow has opened, with their durations.

    Pillow is left at the frame that it was at. Raises what `image_from_pillow` raises.
    """
    count, place = getattr(picture, "n_frames", 1), picture.tell()
    if count == 1:
        return Animation.still(image_from_pillow(picture))
    frames = []
    for number in range(count):
        picture.seek(number)
        image = image_from_pillow(picture)
        frames.append(Frame(image, round(float(picture.info.get("duration", 0)))))
    # A GIF counts the repetitions after the first play, other formats the plays; 0 is endless.
    loop = picture.info.get("loop")
    plays = 1 if loop is None else loop + 1 if loop and picture.format == "GIF" else loop
    picture.seek(place)
    first = frames[0].image
    return Animation(tuple(frames), plays, first.metadata, first.source)


def _size(picture: Pillow.Image) -> dict[str, int]:
    return {"width": picture.width, "height": picture.height}


def _check_finite(picture: Pillow.Image) -> None:
    """Raise `DataError` if samples in floating point are not all numbers."""
    if picture.mode == "F" and not np.isfinite(np.asarray(picture)).all():
        raise DataError(tr("an image of floating-point values must not contain NaN or infinity"))
