"""Read the pages of TIFF whose samples Pillow has no mode for: by tifffile, as 8-bit samples.

Pillow reads most TIFF. It has no mode for samples of 16, 32 or 64 bits in several channels, such as
grey with alpha of 16 bits or floating-point RGB, nor for floating-point numbers of 16 and 64 bits.

    tags -> segments (strips or tiles), decoded one by one -> the value of white
        -> alpha no longer multiplied into the colours -> 8 bits -> a Pillow image with the metadata

tifffile decodes data that are not compressed, or by Deflate, PackBits or LZMA. Other compressions
need the package imagecodecs; without it they are refused as not supported.

Source: TIFF 6.0 specification (Adobe, 1992); ExtraSamples, SampleFormat.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
from PIL import ExifTags
from PIL import Image as Pillow

from quantizer.image_files.modes import white_level, white_notice
from quantizer.image_files.unsupported import UnsupportedError

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from tifffile import TiffPage

    from quantizer.image_files.stream import Stream

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB = 0, 1, 2
_COLOR_CHANNELS = {_WHITE_IS_ZERO: 1, _BLACK_IS_ZERO: 1, _RGB: 3}
_PREMULTIPLIED, _STRAIGHT = 1, 2
_PROFILE = 34675
_STRIP_PIXELS = 1 << 18
"""Pixels that are scaled at once. Not tuned."""
_UNITS = {2, 3}
"""Inch and centimetre; 1 is no unit."""
_KINDS = {"u": "integer", "i": "integer", "f": "floating-point", "c": "complex"}


def open_tiff(stream: Stream, check: Callable[[int, int], None]) -> tuple[Pillow.Image, list[str]]:
    """Read the first page of a TIFF.

    Parameters
    ----------
    stream
        The file.
    check
        Called with width and height before pixels are decoded; raises if they are too large.

    Returns
    -------
    image : PIL.Image.Image
        In mode L, LA, RGB or RGBA, with its profile, resolution and EXIF, as if Pillow had read it.
    notices : list of str
        Sentences that the user should see.

    Raises
    ------
    UnsupportedError
        If tifffile cannot decode it, or its samples are no grey or RGB values.
    Exception
        What tifffile raises for damaged files.
    """
    import tifffile  # noqa: PLC0415 - few TIFF need it

    stream.seek(0)
    with tifffile.TiffFile(cast("BinaryIO", stream), name="image.tif") as file:
        page = file.pages.first
        if not (page.imagewidth > 0 and page.imagelength > 0):
            raise ValueError("it has no pixels")
        check(page.imagewidth, page.imagelength)
        pixels, notices = _Samples(page).pixels()
        image = Pillow.fromarray(pixels)
        pages = _count_pages(file)
        _copy_metadata(stream, page, image)
    image.format = "TIFF"
    image.n_frames = pages  # type: ignore[attr-defined] # as images of Pillow's TIFF reader have it
    return image, notices


class _Samples:
    """The samples of one page, scaled to 8 bits segment by segment."""

    def __init__(self, page: TiffPage) -> None:
        self._page = page
        colors = _COLOR_CHANNELS.get(int(page.photometric))
        dtype = page.dtype
        if colors is None or dtype is None or dtype.kind not in "uif" or page.imagedepth != 1:
            raise UnsupportedError(_describe(page))
        if page.samplesperpixel < colors:
            raise ValueError("it has fewer channels than its colours need")
        extra = [int(kind) for kind in page.extrasamples]
        has_alpha = bool(extra) and extra[0] in {_PREMULTIPLIED, _STRAIGHT}
        self._colors = colors
        self._channels = colors + has_alpha
        self._is_premultiplied = has_alpha and extra[0] == _PREMULTIPLIED

    def pixels(self) -> tuple[NDArray[np.uint8], list[str]]:
        """Return the pixels, uint8 (height, width[, channels]), and notices."""
        page, kind = self._page, self._page.dtype.kind  # type: ignore[union-attr] # not None
        shape = (page.imagelength, page.imagewidth, self._channels)
        is_separate = page.planarconfig == 2 and page.samplesperpixel > 1
        if is_separate and self._is_premultiplied:
            raise UnsupportedError("premultiplied alpha in separate planes")
        white, alpha_white, notices = self._white(kind)
        pixels = np.zeros(shape, np.uint8)
        for rows, columns, first, samples in self._segments():
            levels = samples.astype(np.float64)
            count = min(levels.shape[-1], self._channels - first)
            if count <= 0:
                continue
            levels = levels[..., :count]
            if self._is_premultiplied:
                opacity = levels[..., -1:] / alpha_white
                levels[..., :-1] /= np.where(opacity > 0, opacity, 1)
            for place in range(count):
                top = alpha_white if first + place >= self._colors else white
                levels[..., place] *= 255.0 / top
            limited = np.clip(np.nan_to_num(levels, nan=0.0, posinf=255.0, neginf=0.0), 0, 255)
            pixels[rows, columns, first : first + count] = np.floor(limited + 0.5)
        if page.photometric == _WHITE_IS_ZERO:
            pixels[..., 0] = 255 - pixels[..., 0]
        return (pixels[..., 0] if self._channels == 1 else pixels), notices

    def _white(self, kind: str) -> tuple[float, float, list[str]]:
        """Return the values of white and of opaque, and notices.

        Samples of up to 16 bits fill their range. Larger ones do not say what is white, so it is
        derived from the largest value, as for images that Pillow reads.
        """
        dtype = self._page.dtype
        assert dtype is not None
        if kind != "f" and dtype.itemsize <= 2:
            full = (
                float((1 << self._page.bitspersample) - 1)
                if kind == "u"
                else float(np.iinfo(dtype).max)
            )
            return full, full, []
        largest = [0.0, 0.0]
        for _, _, first, samples in self._segments():
            for place in range(min(samples.shape[-1], self._channels - first)):
                values = samples[..., place]
                values = values[np.isfinite(values)]
                is_alpha = first + place >= self._colors
                largest[is_alpha] = max(largest[is_alpha], float(values.max(initial=0)))
        fractions = kind == "f"
        white = white_level(largest[0], fractions=fractions)
        # Opaque pixels are usual, and alpha never overshoots.
        alpha_white = 1.0 if fractions and largest[1] <= 1 else max(1.0, largest[1])
        notice = white_notice(white) if fractions else ""
        return white, alpha_white, [notice] if notice else []

    def _segments(self) -> Iterator[tuple[slice, slice, int, NDArray[np.generic]]]:
        """Yield rows, columns, first channel and samples (height, width, n) of each part."""
        page = self._page
        try:
            for decoded, place, shape in page.segments(maxworkers=1):
                if decoded is None:
                    continue  # a segment that was never written is 0
                channel, _, top, left, _ = place
                _, height, width, _ = shape
                height, width = (
                    min(height, page.imagelength - top),
                    min(width, page.imagewidth - left),
                )
                samples = np.asarray(decoded)[0, :height, :width]
                columns, step = slice(left, left + width), max(1, _STRIP_PIXELS // width)
                for first in range(0, height, step):  # whole segments would take much memory
                    part = samples[first : first + step]
                    rows = slice(top + first, top + first + len(part))
                    yield rows, columns, channel, part
        except (ValueError, KeyError, NotImplementedError) as error:
            if "imagecodecs" in str(error):
                raise UnsupportedError(
                    tr(
                        "{samples}, compressed by {compression}, need the Python package "
                        "imagecodecs",
                        samples=_describe(page),
                        compression=getattr(page.compression, "name", page.compression),
                    )
                ) from error
            raise


def _describe(page: TiffPage) -> str:
    """Return what the samples of a page are, such as ``RGB with 3 x 64-bit integer samples``."""
    photometric = getattr(page.photometric, "name", str(page.photometric))
    kind = _KINDS.get(page.dtype.kind, "") if page.dtype is not None else ""
    return f"{photometric} of {page.samplesperpixel} x {page.bitspersample}-bit {kind} samples"


def _count_pages(file: object) -> int:
    """Return the number of pages; 1 if a later one is damaged."""
    with contextlib.suppress(Exception):
        return len(file.pages)  # type: ignore[attr-defined]
    return 1


def _copy_metadata(stream: Stream, page: TiffPage, image: Pillow.Image) -> None:
    """Give an image the profile, the resolution and the EXIF of a page."""
    exif = Pillow.Exif()
    with contextlib.suppress(Exception):  # Pillow leaks many kinds; the pixels are good
        stream.seek(0)
        exif.load_from_fp(cast("BinaryIO", stream))
        exif.pop(_PROFILE, None)
    exif[ExifTags.Base.Orientation] = page.tags.valueof(ExifTags.Base.Orientation, default=1)
    if profile := page.iccprofile:
        image.info["icc_profile"] = profile
    with contextlib.suppress(Exception):
        if page.resolutionunit in _UNITS:
            image.info["dpi"] = page.get_resolution(unit="inch")
        image.info["exif"] = exif.tobytes()
