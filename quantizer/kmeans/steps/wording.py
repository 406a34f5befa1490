"""Nouns and numbers for sentences about K-means."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from quantizer.language import mark, number, tr
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
    each, only, this, no_sample, average
        Phrases for sentences about them, to be translated: a colour stands for many pixels.
    """

    _value_: str
    each: str
    only: str
    this: str
    no_sample: str
    average: str

    PIXELS = (
        mark("pixels"),
        mark("each pixel"),
        mark("the only pixel"),
        mark("this colour"),
        mark("no colour"),
        mark("an average colour"),
    )
    POINTS = (
        mark("points"),
        mark("each point"),
        mark("the only point"),
        mark("this point"),
        mark("no point"),
        mark("an average point"),
    )
    ROWS = (
        mark("rows"),
        mark("each row"),
        mark("the only row"),
        mark("this row"),
        mark("no row"),
        mark("an average row"),
    )

    def __new__(cls, plural: str, *phrases: str) -> Self:
        """Return a member for `plural`."""
        member = str.__new__(cls, plural)
        member._value_ = plural
        if phrases:
            member.each, member.only, member.this, member.no_sample, member.average = phrases
        return member


_ORDINALS = (
    mark("first"),
    mark("second"),
    mark("third"),
    mark("fourth"),
    mark("fifth"),
    mark("sixth"),
    mark("seventh"),
    mark("eighth"),
    mark("ninth"),
    mark("tenth"),
)
_HIGHER_ORDINALS = {1: mark("{n}st"), 2: mark("{n}nd"), 3: mark("{n}rd")}
"""Forms for numbers by their last digit."""
_OTHER_ORDINALS = mark("{n}th")


def ordinal(number: int) -> str:
    """Return "third" for 3, "23rd" for 23; `number` is at least 1."""
    if number <= len(_ORDINALS):
        return tr(_ORDINALS[number - 1])
    ending = 0 if number % 100 in {11, 12, 13} else number % 10
    return tr(_HIGHER_ORDINALS.get(ending, _OTHER_ORDINALS), n=number)


def amount(weight: float) -> str:
    """Return a weight: whole numbers, as of pixels, in full."""
    return number(weight, ",.0f") if weight == round(weight) else quantity(weight)


def percent(share: float) -> str:
    """Return a share of 0 to 1 as a percentage of two significant digits."""
    if 0 < abs(share) < 1e-4:
        return tr("less than 0.01 %")
    return f"{quantity(100 * share, 2 if abs(share) < 0.1 else 3)} %"


def listing(items: Sequence[object]) -> str:
    """Return "1", "1 and 2" or "1, 2 and 3"."""
    words = [str(item) for item in items]
    if len(words) == 1:
        return words[0]
    return tr("{items} and {last}", items=", ".join(words[:-1]), last=words[-1])
