"""Draws the rows of the table: the file with its thumbnail, the state with a symbol, and texts.

The table draws all visible rows at once instead of using a delegate. Qt would call a delegate for
each cell, and each call would wait for the interpreter lock while other threads compute.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QImage,
    QPainter,
    QPalette,
    QPen,
)

from quantizer.batch.outcome import State

from ..canvas.checkerboard import checkerboard, is_dark
from .columns import CELLS, NUMBERS, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from .columns import Row

ROW_HEIGHT = 48
SIDE = 36
"""Side of the square that a thumbnail is fitted into."""
_PAD = 10
_SIGN = 12
_GREEN = (QColor("#1d8348"), QColor("#58d08a"))
_RED = (QColor("#c0282d"), QColor("#ff8080"))
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class RowPainter:
    """Draws rows.

    Parameters
    ----------
    columns
        Left edge and width of each column.
    """

    def __init__(
        self,
        painter: QPainter,
        palette: QPalette,
        font: QFont,
        columns: Mapping[Column, tuple[int, int]],
    ) -> None:
        self._painter, self._palette, self._columns = painter, palette, columns
        self._font, self._metrics = font, QFontMetrics(font)
        self._small = QFont(font)
        self._small.setPointSizeF(font.pointSizeF() * 0.85)
        self._small_metrics = QFontMetrics(self._small)
        self._muted = QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText)

    def paint(self, row: Row, line: QRect, *, is_chosen: bool) -> None:
        """Draw a row into `line`."""
        painter, palette = self._painter, self._palette
        if is_chosen:
            painter.fillRect(line, palette.color(QPalette.ColorRole.AlternateBase))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(line.bottomLeft(), line.bottomRight())
        painter.setFont(self._font)
        for column, (left, width) in self._columns.items():
            area = QRect(left + _PAD, line.top(), width - 2 * _PAD, line.height())
            if column is Column.FILE:
                self._paint_file(area, row)
            else:
                self._paint_words(area, column, row)

    def _paint_words(self, area: QRect, column: Column, row: Row) -> None:
        if column is Column.STATE:
            _paint_sign(self._painter, area, row.state, self._palette)
            area.setLeft(area.left() + _SIGN + 8)
        if column is Column.RESULT and not row.reason:
            self._paint_path(area, row.output, self._ink(row.state, column))
            return
        text = CELLS[column].text(row)
        if text:
            self._painter.setPen(self._ink(row.state, column))
            right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
            cut = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
            self._painter.drawText(area, (right if column in NUMBERS else left) | _MIDDLE, cut)

    def _paint_file(self, area: QRect, row: Row) -> None:
        """Draw the thumbnail, the name, and the folder below it."""
        square = QRect(area.left(), area.top() + (area.height() - SIDE) // 2, SIDE, SIDE)
        _paint_picture(self._painter, square, row.picture, self._palette)
        words = area.adjusted(SIDE + _PAD, 0, 0, 0)
        self._paint_path(words, row.entry.relative, self._palette.color(QPalette.ColorRole.Text))

    def _paint_path(self, area: QRect, path: Path, ink: QColor) -> None:
        """Draw the name of a file, and its folder below it."""
        painter, middle = self._painter, Qt.TextElideMode.ElideMiddle
        painter.setPen(ink)
        name = self._metrics.elidedText(path.name, middle, area.width())
        if not path.parent.name:
            painter.drawText(area, _MIDDLE, name)
            return
        words = area.adjusted(0, 7, 0, -8)
        painter.drawText(words, Qt.AlignmentFlag.AlignTop, name)
        painter.setFont(self._small)
        painter.setPen(self._muted)
        folder = self._small_metrics.elidedText(str(path.parent), middle, area.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignBottom, folder)
        painter.setFont(self._font)

    def _ink(self, state: State, column: Column) -> QColor:
        """Return the text colour of a cell."""
        if state is State.FAILED and column in {Column.STATE, Column.RESULT}:
            return _of_look(_RED, self._palette)
        if state is State.WAITING or (column is Column.RESULT and state is not State.FAILED):
            return self._muted
        return self._palette.color(QPalette.ColorRole.Text)


def _of_look(pair: tuple[QColor, QColor], palette: QPalette) -> QColor:
    """Return the colour for a light or a dark background."""
    return pair[palette.color(QPalette.ColorRole.Base).lightness() < 128]


def _paint_picture(
    painter: QPainter, square: QRect, picture: QImage | None, palette: QPalette
) -> None:
    if picture is None or picture.isNull():
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
        painter.drawRect(square.adjusted(0, 0, -1, -1))
        if picture is not None:
            painter.drawLine(square.bottomLeft(), square.topRight())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        return
    size = picture.size()
    if size.width() > SIDE or size.height() > SIDE:
        size.scale(square.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(0, 0, size.width(), size.height())
    place.moveCenter(square.center())
    if picture.hasAlphaChannel():
        painter.fillRect(place, checkerboard(dark=is_dark(palette)))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(place, picture)


def _paint_sign(painter: QPainter, area: QRect, state: State, palette: QPalette) -> None:
    """Draw the symbol of a state, so that colour is not needed: ring, disc, tick, dash, cross."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre = QPointF(area.left() + _SIGN / 2, area.center().y() + 0.5)
    muted = QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText)
    inks = {
        State.RUNNING: palette.color(QPalette.ColorRole.Highlight),
        State.DONE: _of_look(_GREEN, palette),
        State.COPIED: _of_look(_GREEN, palette),
        State.FAILED: _of_look(_RED, palette),
    }
    painter.setPen(QPen(inks.get(state, muted), 1.8, c=Qt.PenCapStyle.RoundCap))
    _SIGNS.get(state, _ring)(painter, centre)
    painter.restore()


def _ring(painter: QPainter, centre: QPointF) -> None:
    painter.drawEllipse(centre, 4, 4)


def _disc(painter: QPainter, centre: QPointF) -> None:
    painter.setBrush(painter.pen().color())
    painter.drawEllipse(centre, 4, 4)


def _strokes(
    points: tuple[tuple[tuple[float, float], ...], ...], painter: QPainter, centre: QPointF
) -> None:
    for line in points:
        painter.drawPolyline([centre + QPointF(*point) for point in line])


_SIGNS: dict[State, Callable[[QPainter, QPointF], None]] = {
    State.RUNNING: _disc,
    State.DONE: partial(_strokes, (((-5, 0), (-1.5, 4), (5, -4)),)),
    State.COPIED: partial(_strokes, (((-5, 0), (-1.5, 4), (5, -4)),)),
    State.SKIPPED: partial(_strokes, (((-4, 0), (4, 0)),)),
    State.CANCELLED: partial(_strokes, (((-4, 0), (4, 0)),)),
    State.FAILED: partial(_strokes, (((-4, -4), (4, 4)), ((-4, 4), (4, -4)))),
}
