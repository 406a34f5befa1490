"""Nouns and numbers for sentences about K-means."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from quantizer.quantities import quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Describe = Callable[[NDArray[np.floating[Any]]], str]
    """What a centroid, float (d,), is called in brackets, as a colour is by its hex digits."""


class Unit(StrEnum):
    """What the weights of the samples count; the value is the plural.

    Attributes
    ----------
    singular
        One of them.
    sample
        What one sample is called: a colour stands for many pixels.
    """

    _value_: str
    singular: str
    sample: str

    PIXELS = "pixels", "pixel", "colour"
    POINTS = "points", "point", "point"
    ROWS = "rows", "row", "row"

    def __new__(cls, plural: str, singular: str = "", sample: str = "") -> Self:
        """Return a member for `plural`."""
        member = str.__new__(cls, plural)
        member._value_ = plural
        member.singular = singular
        member.sample = sample
        return member


_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)


def ordinal(number: int) -> str:
    """Return "third" for 3, "23rd" for 23; `number` is at least 1."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in {11, 12, 13} else ending}"


def amount(weight: float) -> str:
    """Return a weight: whole numbers, as of pixels, in full."""
    return f"{weight:,.0f}" if weight == round(weight) else quantity(weight)


def percent(share: float) -> str:
    """Return a share of 0 to 1 as a percentage of two significant digits."""
    if 0 < abs(share) < 1e-4:
        return "less than 0.01 %"
    return f"{quantity(100 * share, 2 if abs(share) < 0.1 else 3)} %"


def listing(items: Sequence[object]) -> str:
    """Return "1", "1 and 2" or "1, 2 and 3"."""
    words = [str(item) for item in items]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
