"""Divides the canvas into panes, one for each picture that a view mode shows; no widgets.

All panes of a view mode have the same size, and the position of a picture (`ui.canvas.view.View`)
is relative to its pane. So one position serves all panes, and they show the same part.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSizeF

from .view_mode import ViewMode

_GAP = 2


class Side(Enum):
    """The picture that a pane shows."""

    ORIGINAL = auto()
    RESULT = auto()
    OVERLAY = auto()
    """The difference or the heat map, computed from both."""


@dataclass(frozen=True)
class Pane:
    """The part of the canvas that shows one picture.

    Parameters
    ----------
    side
        The picture.
    area
        The rectangle that the picture's position is relative to.
    clip
        The part of `area` that is drawn.
    """

    side: Side
    area: QRectF
    clip: QRectF


def pane_size(view: ViewMode, size: QSizeF) -> QSizeF:
    """Return the size of each pane on a canvas of `size`."""
    if view is ViewMode.SIDE_BY_SIDE:
        return QSizeF(max(1, (int(size.width()) - _GAP) // 2), size.height())
    return size


def lay_out(view: ViewMode, size: QSizeF, split: float, sides: set[Side]) -> tuple[Pane, ...]:
    """Return the panes of a view mode.

    Parameters
    ----------
    split
        Distance of the split from the left edge of the canvas.
    sides
        The available pictures; the original is always among them.
    """
    whole = QRectF(QPointF(), size)
    if view is ViewMode.SIDE_BY_SIDE:
        half = pane_size(view, size)
        left = QRectF(QPointF(), half)
        right = QRectF(QPointF(size.width() - half.width(), 0), half)
        second = Side.RESULT if Side.RESULT in sides else Side.ORIGINAL
        return Pane(Side.ORIGINAL, left, left), Pane(second, right, right)
    if view is ViewMode.SPLIT and Side.RESULT in sides:
        left = QRectF(0, 0, split, size.height())
        right = QRectF(split, 0, size.width() - split, size.height())
        return Pane(Side.ORIGINAL, whole, left), Pane(Side.RESULT, whole, right)
    is_overlaid = view is not ViewMode.SPLIT and Side.OVERLAY in sides
    return (Pane(Side.OVERLAY if is_overlaid else Side.ORIGINAL, whole, whole),)
