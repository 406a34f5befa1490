"""Where the pictures of a view lie on the canvas: the arithmetic of panes, without any widget.

The position of a picture (`ui.canvas.view.View`) is relative to a pane's area. The panes of one
view are equally large, so that a single position serves them all and they show the same part.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSizeF

from .view_mode import CanvasView

_GAP = 2


class Side(Enum):
    """Which picture a pane shows."""

    ORIGINAL = auto()
    RESULT = auto()
    OVERLAY = auto()
    """The one that is made of both."""


@dataclass(frozen=True)
class Pane:
    """One picture's part of the canvas.

    Parameters
    ----------
    side
        Which picture it is.
    area
        What the picture's position refers to.
    clip
        The part of `area` that is drawn.
    """

    side: Side
    area: QRectF
    clip: QRectF


def pane_size(view: CanvasView, size: QSizeF) -> QSizeF:
    """Return how large each pane is on a canvas of `size`."""
    if view is CanvasView.SIDE_BY_SIDE:
        return QSizeF(max(1, (int(size.width()) - _GAP) // 2), size.height())
    return size


def lay_out(view: CanvasView, size: QSizeF, split: float, sides: set[Side]) -> tuple[Pane, ...]:
    """Return the panes of a view.

    Parameters
    ----------
    view
        Which view.
    size
        Size of the canvas.
    split
        Where the split stands, in units of the canvas from its left.
    sides
        The pictures that there are to show; the original always is.
    """
    whole = QRectF(QPointF(), size)
    if view is CanvasView.SIDE_BY_SIDE:
        half = pane_size(view, size)
        left = QRectF(QPointF(), half)
        right = QRectF(QPointF(size.width() - half.width(), 0), half)
        second = Side.RESULT if Side.RESULT in sides else Side.ORIGINAL
        return Pane(Side.ORIGINAL, left, left), Pane(second, right, right)
    if view is CanvasView.SPLIT and Side.RESULT in sides:
        left = QRectF(0, 0, split, size.height())
        right = QRectF(split, 0, size.width() - split, size.height())
        return Pane(Side.ORIGINAL, whole, left), Pane(Side.RESULT, whole, right)
    is_overlaid = view is not CanvasView.SPLIT and Side.OVERLAY in sides
    return (Pane(Side.OVERLAY if is_overlaid else Side.ORIGINAL, whole, whole),)
