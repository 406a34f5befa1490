"""Divides the canvas into panes, one for each picture that a view mode shows; no widgets.

All panes of a view mode have the same size, and the position of a picture (`ui.canvas.view.View`)
is relative to its pane. So one position serves all panes, and they show the same part.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

from .sides import Side
from .view_mode import ViewMode

_GAP = 2


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


def lay_out(
    view: ViewMode,
    size: QSizeF,
    split: float,
    sides: tuple[Side, Side | None],
    *,
    is_overlaid: bool,
) -> tuple[Pane, ...]:
    """Return the panes of a view mode.

    Parameters
    ----------
    split
        Distance of the split from the left edge of the canvas.
    sides
        The pictures at the left and at the right; None at the right if there is none yet.
    is_overlaid
        Whether there is a difference or a heat map.
    """
    whole = QRectF(QPointF(), size)
    first, second = sides
    if view is ViewMode.SIDE_BY_SIDE:
        half = pane_size(view, size)
        left = QRectF(QPointF(), half)
        right = QRectF(QPointF(size.width() - half.width(), 0), half)
        return Pane(first, left, left), Pane(second or first, right, right)
    if view is ViewMode.SPLIT and second is not None:
        left = QRectF(0, 0, split, size.height())
        right = QRectF(split, 0, size.width() - split, size.height())
        return Pane(first, whole, left), Pane(second, whole, right)
    shows_overlay = view is not ViewMode.SPLIT and is_overlaid
    return (Pane(Side.OVERLAY if shows_overlay else first, whole, whole),)
