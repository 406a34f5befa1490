"""What a resized image shows, and in which size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.settings.image_size import MAX_SIDE
from quantizer.settings.settings import Fit

from ..language import tr

if TYPE_CHECKING:
    from quantizer.settings.settings import ImageSize

MAX_PIXELS = 250_000_000
"""Most pixels of a resized image: as many as the largest image that is read by default."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """How a picture is resized; all lengths in pixels.

    Parameters
    ----------
    width, height
        Size of the result.
    left, top, source_width, source_height
        The part of the picture that is shown; whole pixels or fractions of them.
    """

    width: int
    height: int
    left: float
    top: float
    source_width: float
    source_height: float


def geometry(width: int, height: int, size: ImageSize, fit: Fit) -> Geometry:
    """Return how a picture of `width` x `height` pixels is resized, without a border.

    Raises
    ------
    SettingsError
        If the result, with its border, would have a side above `MAX_SIDE` or more than
        `MAX_PIXELS` pixels.
    """
    if size.width is None or size.height is None:
        sides = _proportional_sides(width, height, size)
        _check(*sides)
        return Geometry(*sides, 0, 0, width, height)
    box = size.width, size.height
    scales = box[0] / width, box[1] / height
    scale = min(scales)
    inner = (
        min(box[0], max(1, round(width * scale))),
        min(box[1], max(1, round(height * scale))),
    )
    _check(*(inner if fit is Fit.CONTAIN else box))
    if fit is Fit.STRETCH:
        return Geometry(*box, 0, 0, width, height)
    if fit is Fit.COVER:
        scale = max(scales)
        part = min(width, box[0] / scale), min(height, box[1] / scale)
        return Geometry(*box, (width - part[0]) / 2, (height - part[1]) / 2, *part)
    return Geometry(*inner, 0, 0, width, height)


def _proportional_sides(width: int, height: int, size: ImageSize) -> tuple[int, int]:
    """Return the sides of the result if the image decides at least one of them."""
    if size.percent is not None:
        scale = size.percent / 100
    else:
        scale = size.width / width if size.width is not None else (size.height or 1) / height
    return (
        size.width or max(1, round(width * scale)),
        size.height or max(1, round(height * scale)),
    )


def _check(width: int, height: int) -> None:
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise SettingsError(
            tr(
                "the resized image would have {width:,} x {height:,} pixels, but may have at "
                "most {max_side:,} a side and {max_pixels:,} in all",
                width=width,
                height=height,
                max_side=MAX_SIDE,
                max_pixels=MAX_PIXELS,
            )
        )
