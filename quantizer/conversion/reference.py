"""Lossy files of about the same size as a reduced image, to compare it with.

    image -> encoded at several qualities, until the size is about the one that is wanted
        -> decoded again -> measured against the image

They show what a palette costs or saves for this image. They are not results: nothing here is
written to a disk.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image as Pillow
from PIL import features

from quantizer.image.frozen import frozen
from quantizer.image.image import Image, Metadata
from quantizer.image_files.pillow import pillow_limits
from quantizer.image_files.write_errors import as_write_error
from quantizer.language import mark
from quantizer.metrics.metrics import Metrics, measure
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.settings.settings import AlphaMode, AlphaSettings

if TYPE_CHECKING:
    from collections.abc import Callable

_HIGHEST = 100
_FIRST = 50
_CLOSE = 0.02
"""Share of the wanted size by which a file may differ from it; not tuned."""
_USUAL_SLOPE = 0.03
"""By how much the logarithm of the size grows with each step of quality, roughly: of a photograph
in the middle of the scale, 0.014 for JPEG and WebP and 0.04 for AVIF."""
_MOST_TRIALS = 12
_LARGE = 4_000_000
"""Pixels from which AVIF is encoded with less effort, in 40 % of the time (measured at 18 MP)."""


class ReferenceFormat(StrEnum):
    """A lossy file format; the value is its name for people."""

    JPEG = "JPEG"
    WEBP = mark("WebP (lossy)")
    AVIF = "AVIF"


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A lossy file, and how far it is from the image.

    Parameters
    ----------
    file_format
        Its format.
    quality
        The quality that the encoder was asked for, 0 to 100; each format has its own scale.
    length
        Size of the file in bytes.
    image
        What the file shows.
    metrics
        How far that is from the image; a JPEG is compared with the image on the matte.
    """

    file_format: ReferenceFormat
    quality: int
    length: int
    image: Image
    metrics: Metrics


def available_references() -> tuple[ReferenceFormat, ...]:
    """Return the formats that this installation of Pillow can encode."""
    needed = {
        ReferenceFormat.JPEG: "jpg",
        ReferenceFormat.WEBP: "webp",
        ReferenceFormat.AVIF: "avif",
    }
    return tuple(one for one, name in needed.items() if features.check(name))


def find_reference(
    image: Image,
    file_format: ReferenceFormat,
    length: int,
    matte: tuple[int, int, int] | None = None,
    *,
    progress: Progress = SILENT,
) -> Reference:
    """Return the file in a lossy format whose size is the nearest to `length` that was found.

    Parameters
    ----------
    image
        The image.
    file_format
        The format.
    length
        The wanted size in bytes. Where even the highest quality takes less, or the lowest more,
        the file has that quality.
    matte
        Colour (r, g, b), 0 to 255, behind transparent pixels of a JPEG; None for white.
    progress
        Told the share done, as `Stage.WRITE` and `Stage.MEASURE`.

    Raises
    ------
    WriteError
        If the format cannot hold the image.
    Cancelled
        If `progress` says so.
    """
    if file_format is ReferenceFormat.JPEG:
        image = apply_alpha_mode(image, AlphaSettings(AlphaMode.OPAQUE, matte), progress)
    writing = progress.at(Stage.WRITE)
    files: dict[int, bytes] = {}

    def size(quality: int) -> int:
        writing.report(len(files) / _MOST_TRIALS)
        files[quality] = _encoded(image, file_format, quality)
        return len(files[quality])

    quality = _nearest_quality(size, length)
    shown = _decoded(files[quality], image.metadata)
    metrics = measure(image, shown, progress, threads=None)
    return Reference(file_format, quality, len(files[quality]), shown, metrics)


def _nearest_quality(size: Callable[[int], int], length: int) -> int:
    """Return the quality, 0 to 100, whose size is the nearest to `length` of those tried.

    The logarithm of the size is almost linear in the quality: it is followed at a usual slope
    until `length` lies between two qualities, and interpolated between them from then on.
    """
    wanted = math.log(length)
    tried: dict[int, float] = {}
    low, high = -1, _HIGHEST + 1
    quality = _FIRST
    while low + 1 < high and len(tried) < _MOST_TRIALS:
        tried[quality] = math.log(size(quality))
        missing = wanted - tried[quality]
        if abs(missing) < _CLOSE:
            break
        low, high = (quality, high) if missing > 0 else (low, quality)
        if low in tried and high in tried:
            rise = tried[high] - tried[low]
            share = (wanted - tried[low]) / rise if rise > 0 else 0.5
            guess = low + round(share * (high - low))
        else:
            guess = quality + round(missing / _USUAL_SLOPE)
        quality = min(high - 1, max(low + 1, guess))
    return min(tried, key=lambda one: abs(tried[one] - wanted))


def _encoded(image: Image, file_format: ReferenceFormat, quality: int) -> bytes:
    pixels = image.pixels if image.has_alpha else np.ascontiguousarray(image.pixels[..., :3])
    options: dict[str, Any] = {"quality": quality}
    if image.metadata.icc_profile is not None:
        options["icc_profile"] = image.metadata.icc_profile
    if file_format is ReferenceFormat.JPEG:
        pixels, name = np.ascontiguousarray(pixels[..., :3]), "JPEG"
        options |= {"optimize": True, "progressive": True}
    elif file_format is ReferenceFormat.WEBP:
        name = "WEBP"
    else:
        name = "AVIF"
        # The bytes depend on the number of threads.
        options |= {"speed": 6 if pixels[..., 0].size < _LARGE else 8, "max_threads": 1}
    file = io.BytesIO()
    with as_write_error(file_format.value, "the image cannot be encoded"):
        Pillow.fromarray(pixels).save(file, name, **options)
    return file.getvalue()


def _decoded(data: bytes, metadata: Metadata) -> Image:
    with pillow_limits(1 << 40), Pillow.open(io.BytesIO(data)) as picture:
        return Image(frozen(np.array(picture.convert("RGBA"))), metadata)
