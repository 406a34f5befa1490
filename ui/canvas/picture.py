"""Draws the visible part of a picture, or a preview of it, into a pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter

from .checkerboard import checkerboard

if TYPE_CHECKING:
    from .preview import Preview
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
    if picture.has_alpha:
        painter.fillRect(view.target, checkerboard(dark=dark))
    draw_level(painter, picture, view, cell)


def draw_level(painter: QPainter, picture: Pyramid, view: View, cell: int = 1) -> None:
    """Draw the same without a checkerboard; may be called on any thread."""
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
    smooth = view.scale * cell < 1
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.setClipRect(view.target, Qt.ClipOperation.IntersectClip)
    painter.drawImage(target, image, QRectF(left, top, right - left, bottom - top))
    painter.restore()


def paint_preview(painter: QPainter, preview: Preview, view: View, *, dark: bool) -> None:
    """Draw a preview over the part of the result that it stands for.

    Parameters
    ----------
    painter
        As for `paint_picture`.
    preview
        The preview; it may have been made for another position or zoom.
    view, dark
        As for `paint_picture`.
    """
    picture, part = preview.picture, preview.part.part
    target = QRectF(view.to_widget(part.topLeft()), part.size() * view.factor)
    width, height = target.width() * view.ratio, target.height() * view.ratio
    same_size = abs(width - picture.width()) < 0.5 and abs(height - picture.height()) < 0.5
    if same_size:  # rounding errors must not move it between two pixels of the screen
        corner = target.topLeft() * view.ratio
        target = QRectF(QPointF(round(corner.x()), round(corner.y())), QSizeF(picture.size()))
        target = QRectF(target.topLeft() / view.ratio, target.size() / view.ratio)
    painter.save()
    painter.setClipRect(view.target, Qt.ClipOperation.IntersectClip)
    if preview.has_alpha:
        painter.fillRect(target, checkerboard(dark=dark))
    is_shrunk = view.scale < 1 or width < picture.width()
    smooth = is_shrunk and not same_size
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(target, picture)
    painter.restore()
