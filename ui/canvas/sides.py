"""What the left and the right side of the canvas show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pyramid import Pyramid


class Side(Enum):
    """The picture that a pane shows."""

    ORIGINAL = auto()
    RESULT = auto()
    OVERLAY = auto()
    """The difference or the heat map, computed from both sides."""
    LEFT = auto()
    """A picture of its own, set for the left side."""
    RIGHT = auto()
    """A picture of its own, set for the right side."""


@dataclass(frozen=True, eq=False)
class SidePicture:
    """A picture of its own for one side, such as that of a pin.

    Parameters
    ----------
    picture
        The pixels. If the size is not that of the original, it is drawn as large as that.
    caption
        Its label.
    """

    picture: Pyramid
    caption: str


@dataclass(frozen=True, eq=False)
class Sides:
    """What both sides show: a picture of its own, or the original or the result."""

    left: SidePicture | Side = Side.ORIGINAL
    right: SidePicture | Side = Side.RESULT

    @property
    def are_usual(self) -> bool:
        """Whether the original is at the left and the result at the right."""
        return self.left is Side.ORIGINAL and self.right is Side.RESULT
