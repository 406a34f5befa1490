"""An axis of a chart: its name, its scale, and round numbers for its ticks.

A chart places a value at the value itself, or at its square root or logarithm. Large and
small numbers are shown in units of a power of 1000, which the axis title names.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

import numpy as np

from quantizer.language import number, tr

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_MULTIPLES = (1.0, 2.0, 2.5, 5.0, 10.0)
_SMALL = 1e-3
"""Below this, ticks are written as powers of ten."""
_DECADE = (1, 2, 5)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Scale(Enum):
    """How values are placed along an axis."""

    LINEAR = auto()
    SQUARE_ROOT = auto()
    LOGARITHMIC = auto()


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis.

    Parameters
    ----------
    name
        What it shows.
    unit
        The unit of the values; empty for none.
    scale
        How values are placed; a logarithmic axis leaves out values of 0 or less.
    ticks
        Values to mark; None for round numbers.
    is_whole
        Whether only whole numbers are marked.
    span
        First and last value shown; None for those of the data.
    """

    name: str
    unit: str = ""
    scale: Scale = Scale.LINEAR
    ticks: tuple[float, ...] | None = None
    is_whole: bool = False
    span: tuple[float, float] | None = None

    def place(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return the places of values along the axis; NaN for those that have none."""
        array = np.asarray(values, np.float64)
        if self.scale is Scale.LINEAR:
            return array
        if self.scale is Scale.SQUARE_ROOT:
            return np.sqrt(np.maximum(array, 0))
        return np.log10(array, out=np.full_like(array, np.nan), where=array > 0)

    def value(self, place: float) -> float:
        """Return the value at a place."""
        if self.scale is Scale.LINEAR:
            return place
        return max(place, 0.0) ** 2 if self.scale is Scale.SQUARE_ROOT else 10.0**place

    def tick_values(self, low: float, high: float, count: int) -> list[float]:
        """Return values to mark between two values, about `count` of them at most."""
        if self.ticks is not None:
            shown = [tick for tick in self.ticks if low <= tick <= high]
            return shown[:: max(1, math.ceil(len(shown) / max(1, count)))]
        if self.scale is Scale.LOGARITHMIC:
            return _logarithmic(low, high, count)
        return _linear(low, high, count, is_whole=self.is_whole)

    def title(self, exponent: int = 0) -> str:
        """Return the name with the unit, for numbers in units of 10 to the power of `exponent`."""
        power = _power(exponent) if exponent else ""
        unit = " ".join(part for part in (power, self.unit) if part)
        name = tr(self.name)
        return f"{name} ({unit})" if unit else name


def common_exponent(largest: float) -> int:
    """Return the power of ten, a multiple of 3, in units of which numbers are short to write."""
    if not math.isfinite(largest) or largest == 0:
        return 0
    exponent = 3 * math.floor(math.log10(abs(largest)) / 3)
    return 0 if exponent in {-3, 3} else exponent


def tick_text(value: float, exponent: int = 0) -> str:
    """Return the text of a tick, in units of 10 to the power of `exponent`."""
    scaled = value / 10.0**exponent
    if 0 < abs(scaled) < _SMALL:
        power = math.floor(math.log10(abs(scaled)) + 1e-9)
        digit = round(scaled / 10.0**power)
        raised = _power(power)
        return raised if digit == 1 else f"{digit} \N{MULTIPLICATION SIGN} {raised}"
    point = number(0.0, ".1f")[1]
    text = number(scaled, ",.6f").rstrip("0").rstrip(point)
    return text.replace("-", "\N{MINUS SIGN}") if text not in {"", "-0"} else "0"


def _power(exponent: int) -> str:
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def _linear(low: float, high: float, count: int, *, is_whole: bool) -> list[float]:
    if not high > low:
        return [low]
    rough = (high - low) / max(1, count)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * multiple for multiple in _MULTIPLES if power * multiple >= rough * 0.999)
    if is_whole:
        step = max(1.0, round(step))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def _logarithmic(low: float, high: float, count: int) -> list[float]:
    """Return powers of ten, with 2 and 5 between them; within a decade, evenly spaced numbers."""
    low = max(low, np.finfo(float).tiny)
    if not high > low or high < 10 * low:
        return _linear(low, high, count, is_whole=False)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for digits in (_DECADE, (1,)):
        ticks = [digit * 10.0**power for power in powers for digit in digits]
        shown = [tick for tick in ticks if low <= tick <= high]
        if len(shown) <= count:
            return shown
    return shown[:: math.ceil(len(shown) / max(1, count))]
