"""The difference or heat map that the canvas shows in place of original and result."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QSizeF

    from quantizer.metrics.difference import Region

    from .pyramid import Pyramid


@dataclass(frozen=True, eq=False)
class Overlay:
    """A picture computed from original and result.

    Parameters
    ----------
    picture
        The pixels.
    label
        The text of its label.
    cell
        Side, in pixels of the original, of the square that one pixel of `picture` covers.
    has_legend
        Whether to draw the legend of a heat map.
    region
        The region to outline; None for none.
    """

    picture: Pyramid
    label: str
    cell: int = 1
    has_legend: bool = False
    region: Region | None = None

    def fits(self, size: QSizeF) -> bool:
        """Whether the overlay covers a picture of this size."""
        columns, rows = (math.ceil(side / self.cell) for side in (size.width(), size.height()))
        return (columns, rows) == (self.picture.width, self.picture.height)
