"""The size that an image is resized to, as a word: ``800x480``, ``50%``, ``800`` or ``x480``.

Settings keep the word itself, so that presets and journals hold it as it was written.
"""

from __future__ import annotations

import re
from typing import ClassVar, Self

MAX_SIDE = 65_535
"""Most pixels a side of a resized image; the formats for firmware store sides in 16 bits."""

MAX_PERCENT = 10_000

_SIDES = re.compile(r"(\d{1,9})?\s*[x\N{MULTIPLICATION SIGN}]\s*(\d{1,9})?|(\d{1,9})")
_PERCENT = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*%")


class ImageSize(str):
    """The size of a resized image.

    Parameters
    ----------
    text
        ``WxH`` for a box of that width and height in pixels, ``W`` or ``xH`` for one side, where
        the other one follows from the image, or ``N%`` for a share of both sides.

    Attributes
    ----------
    width, height
        Pixels; None where the image decides.
    percent
        Percentage of both sides; None if a side is given.

    Raises
    ------
    TypeError
        If `text` is not text.
    ValueError
        If it is not such a size, or beyond `MAX_SIDE` or `MAX_PERCENT`.
    """

    __slots__ = ("height", "percent", "width")

    allowed: ClassVar[str] = (
        f"a size such as 800x480, 50%, 800 (width) or x480 (height), with 1 to {MAX_SIDE:,} pixels "
        "a side"
    )
    """What the text may be, in words."""

    width: int | None
    height: int | None
    percent: float | None

    def __new__(cls, text: str) -> Self:
        """Return the size that a text stands for, in its shortest form."""
        if not isinstance(text, str):
            raise TypeError
        words = text.strip().lower()
        width, height, percent = _parts(words)
        if percent is not None:
            word = f"{percent:.10g}%"
        else:
            word = "x".join("" if side is None else str(side) for side in (width, height))
            word = word.removesuffix("x")
        size = super().__new__(cls, word)
        size.width, size.height, size.percent = width, height, percent
        return size

    def __getnewargs__(self) -> tuple[str]:
        """Return what `copy` and `pickle` make an equal size from."""
        return (str(self),)


def _parts(words: str) -> tuple[int | None, int | None, float | None]:
    if match := _PERCENT.fullmatch(words):
        percent = float(match[1])
        if not 0 < percent <= MAX_PERCENT:
            raise ValueError
        return None, None, percent
    match = _SIDES.fullmatch(words)
    if match is None:
        raise ValueError
    width, height = (
        None if side is None else int(side) for side in (match[1] or match[3], match[2])
    )
    if width is height is None or not all(
        1 <= side <= MAX_SIDE for side in (width, height) if side is not None
    ):
        raise ValueError
    return width, height, None
