"""Draws the visible part of a picture into a pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter

from .checkerboard import checkerboard

if TYPE_CHECKING:
    from .pyramid import Pyramid
    from .view import View


def paint_picture(
    painter: QPainter, picture: Pyramid, view: View, cell: int = 1, *, dark: bool
) -> None:
    """Draw the visible part of a picture, from the pyramid level that fits the scale.

    Parameters
    ----------
    painter
        A painter with its origin in the corner of the pane, clipped to the pane.
    picture
        The pixels.
    view
        Position and scale of the picture in the pane.
    cell
        Side, in pixels of the view, of the square that one pixel of `picture` covers.
    dark
        Whether to draw the dark checkerboard behind transparent pixels.
    """
    level = picture.level_for(view.scale * cell)
    image = picture.levels[level]
    shrink = cell << level
    left, top, right, bottom = view.visible()
    # Round outwards to whole pixels of the level, so that the part is drawn without an offset.
    left, top = left // shrink, top // shrink
    right = min(image.width(), -(-right // shrink))
    bottom = min(image.height(), -(-bottom // shrink))
    step = view.factor * shrink
    corner = view.offset + QPointF(left, top) * step
    target = QRectF(corner, QSizeF((right - left) * step, (bottom - top) * step))
    painter.save()
    if image.hasAlphaChannel():
        painter.fillRect(target & view.target, checkerboard(dark=dark))
    smooth = view.scale * cell < 1
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.setClipRect(view.target, Qt.ClipOperation.IntersectClip)
    painter.drawImage(target, image, QRectF(left, top, right - left, bottom - top))
    painter.restore()
