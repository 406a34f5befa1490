"""What a chart shows: lines through points, and values of the horizontal axis that are marked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Ink(Enum):
    """Colours of a chart, for the light and the dark theme."""

    ACCENT = auto()
    SECOND = auto()
    MUTED = auto()
    FAINT = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """A line through points.

    Parameters
    ----------
    name
        Its name in the legend and for screen readers.
    x, y
        float64 (n,): values along the axes; `x` ascends.
    ink
        Its colour.
    width
        Of the line, in pixels.
    has_dots
        Whether each point has a dot.
    has_cross
        Whether a cross marks the last point: the line was given up there.
    legend
        The entry in the legend; series of the same entry share it. Empty for none.
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    ink: Ink = Ink.ACCENT
    width: float = 1.5
    has_dots: bool = False
    has_cross: bool = False
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical line at a value, with a label at the top.

    Parameters
    ----------
    x
        The value.
    label
        A few words.
    ink
        The colour.
    is_dashed
        Whether the line is dashed.
    """

    x: float
    label: str
    ink: Ink = Ink.MUTED
    is_dashed: bool = True
