"""The magnifier: a lens beside the pointer that shows the same pixels of both sides, enlarged.

Each side has its caption above its pixels and the colour of the middle pixel below them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from .picture import paint_picture
from .pill import INK, SHADE
from .view import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .pyramid import Pyramid

ZOOMS = (4, 8)
"""Widget units for each pixel of the picture."""
_CELL = QSizeF(168, 120)
"""The enlarged part of one side: 42 by 30 pixels at 4 times, 21 by 15 at 8 times; it is smaller on
a small canvas."""
_SHARE = 0.6
"""Largest part of the width and of the height of the canvas that the lens covers, by eye."""
_WIDEST = 240.0
"""Width of a cell beyond which long captions are cut off."""
_NARROWEST = 124.0
"""Width of a cell in which the colour and the entry can be read, if the canvas has room for it."""
_PADDING = 8.0
_AWAY = 20.0
"""Distance of the lens from the pixel that it shows, so that this stays in sight."""
_CHIP = 10.0
_ARM = 8.0
"""Length of an arm of the cross."""


@dataclass(frozen=True)
class Magnifier:
    """The lens.

    Parameters
    ----------
    place
        The point of the canvas that it shows.
    zoom
        Widget units for each pixel of the picture.
    """

    place: QPointF
    zoom: int = ZOOMS[-1]


@dataclass(frozen=True, eq=False)
class Seen:
    """What the lens shows of one side.

    Parameters
    ----------
    picture
        The pixels.
    spot
        The point in the middle, in pixels of the picture.
    caption
        What the side is.
    color
        The colour of the pixel in the middle, in words; empty beside the picture.
    entry
        Which entry of the palette it is, in words; empty without a palette.
    """

    picture: Pyramid
    spot: QPointF
    caption: str
    color: str
    entry: str = ""


def magnifier_area(area: QRectF, lens: Magnifier, seen: Sequence[Seen], font: QFont) -> QRectF:
    """Return the rectangle of the lens: inside `area`, beside its place if there is room."""
    line = QFontMetricsF(font).height()
    width = len(seen) * _cell_width(area, seen, font) + (len(seen) + 1) * _PADDING
    box = QRectF(0, 0, width, _cell_height(area, line) + 3 * line + 3 * _PADDING)
    left, top = lens.place.x() + _AWAY, lens.place.y() + _AWAY
    if left + box.width() > area.right():
        left = lens.place.x() - _AWAY - box.width()
    if top + box.height() > area.bottom():
        top = lens.place.y() - _AWAY - box.height()
    box.moveLeft(max(area.left(), min(left, area.right() - box.width())))
    box.moveTop(max(area.top(), min(top, area.bottom() - box.height())))
    return box


def around(place: QPointF) -> QRectF:
    """Return the rectangle of the cross at the point that the lens shows."""
    return QRectF(place.x() - _ARM - 2, place.y() - _ARM - 2, 2 * _ARM + 4, 2 * _ARM + 4)


def paint_magnifier(
    painter: QPainter,
    area: QRectF,
    lens: Magnifier,
    seen: Sequence[Seen],
    *,
    ratio: float,
    dark: bool,
) -> None:
    """Draw the lens.

    Parameters
    ----------
    area
        The canvas.
    seen
        What it shows, from left to right.
    ratio
        Device pixels per device-independent pixel.
    dark
        Whether to draw the dark checkerboard behind transparent pixels.
    """
    font = painter.font()
    line = QFontMetricsF(font).height()
    box = magnifier_area(area, lens, seen, font)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(INK, 1))
    painter.setBrush(QColor(SHADE.red(), SHADE.green(), SHADE.blue()))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
    painter.restore()
    left, width = box.left() + _PADDING, _cell_width(area, seen, font)
    for one in seen:
        top = box.top() + _PADDING
        _paint_text(painter, QRectF(left, top, width, line), one.caption)
        cell = QRectF(left, top + line + _PADDING / 2, width, _cell_height(area, line))
        _paint_pixels(painter, cell, lens.zoom, one, ratio, dark=dark)
        below = QRectF(left, cell.bottom() + _PADDING / 2, width, line)
        if one.color:
            _paint_color(painter, below, one)
            entry = below.translated(0, line).adjusted(_CHIP + 6, 0, 0, 0)
            _paint_text(painter, entry, one.entry)
        left += width + _PADDING
    _mark_place(painter, lens.place)


def _cell_width(area: QRectF, seen: Sequence[Seen], font: QFont) -> float:
    """Return the width of one side: enough for the captions, if the canvas has room for it."""
    gaps, count = (len(seen) + 1) * _PADDING, max(1, len(seen))
    captions = (QFontMetricsF(font).horizontalAdvance(one.caption) + 1 for one in seen)
    wanted = min(max(_CELL.width(), *captions, 0), _WIDEST)
    share = max(_NARROWEST, (area.width() * _SHARE - gaps) / count)
    return float(max(1, int(min(wanted, share, (area.width() - gaps) / count))))


def _cell_height(area: QRectF, line: float) -> float:
    room = area.height() * _SHARE - 3 * line - 3 * _PADDING
    return float(max(line, int(min(_CELL.height(), room))))


def _paint_pixels(
    painter: QPainter, cell: QRectF, zoom: int, seen: Seen, ratio: float, *, dark: bool
) -> None:
    middle = QPointF(math.floor(seen.spot.x()) + 0.5, math.floor(seen.spot.y()) + 0.5)
    centre = QPointF(cell.width() / 2, cell.height() / 2)
    size = QSizeF(seen.picture.width, seen.picture.height)
    view = View(size, cell.size(), zoom * ratio, centre - middle * zoom, ratio)
    painter.save()
    painter.setClipRect(cell, Qt.ClipOperation.IntersectClip)
    painter.translate(cell.topLeft())
    if view.target.intersects(QRectF(QPointF(), cell.size())):
        paint_picture(painter, seen.picture, view, dark=dark)
    pixel = QRectF(centre - QPointF(zoom, zoom) / 2, QSizeF(zoom, zoom))
    for grow, ink in ((1.5, SHADE), (0.5, INK)):
        painter.setPen(QPen(ink, 1))
        painter.drawRect(pixel.adjusted(-grow, -grow, grow, grow))
    painter.restore()


def _paint_color(painter: QPainter, place: QRectF, seen: Seen) -> None:
    """Draw a chip of the colour in the middle, and the colour in words."""
    x, y = math.floor(seen.spot.x()), math.floor(seen.spot.y())
    chip = QRectF(place.left(), place.center().y() - _CHIP / 2, _CHIP, _CHIP)
    painter.setPen(QPen(INK, 1))
    painter.setBrush(seen.picture.levels[0].pixelColor(x, y))
    painter.drawRect(chip)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _paint_text(painter, place.adjusted(_CHIP + 6, 0, 0, 0), seen.color)


def _paint_text(painter: QPainter, place: QRectF, text: str) -> None:
    metrics = QFontMetricsF(painter.font())
    painter.setPen(INK)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _mark_place(painter: QPainter, place: QPointF) -> None:
    """Draw a small cross at the point that the lens shows."""
    painter.save()
    for ink, width in ((SHADE, 3), (INK, 1)):
        painter.setPen(QPen(ink, width))
        for arm in (QPointF(1, 0), QPointF(0, 1)):
            for end in (-1, 1):
                painter.drawLine(place + arm * (_ARM / 2) * end, place + arm * _ARM * end)
    painter.restore()
