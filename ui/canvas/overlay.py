"""A picture that is made of original and result, and what is drawn on top of it."""

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
    """What a view shows in place of original and result.

    Parameters
    ----------
    picture
        Its pixels.
    label
        What it is.
    cell
        Pixels of the original a side that one of its pixels stands for.
    has_legend
        Whether it is a heat map, whose colours need one.
    region
        The part to outline; None for none.
    """

    picture: Pyramid
    label: str
    cell: int = 1
    has_legend: bool = False
    region: Region | None = None

    def fits(self, size: QSizeF) -> bool:
        """Whether it was made of pictures of this size, as far as can be told."""
        columns, rows = (math.ceil(side / self.cell) for side in (size.width(), size.height()))
        return (columns, rows) == (self.picture.width, self.picture.height)
