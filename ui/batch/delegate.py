"""How a cell of the table is drawn: the file with its picture, the state with a sign, or words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from quantizer.batch.outcome import State
from quantizer.batch.plan import Entry
from ui.batch.columns import NUMBERS, Column
from ui.batch.table_model import ENTRY_ROLE, PICTURE_ROLE, STATE_ROLE
from ui.checkerboard import checkerboard

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFont, QFontMetrics

ROW_HEIGHT = 48
SIDE = 36
"""Side of the square that a picture is fitted into."""
_PAD = 10
_SIGN = 12
_GREEN = (QColor("#1d8348"), QColor("#58d08a"))
_RED = (QColor("#c0282d"), QColor("#ff8080"))
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class RowDelegate(QStyledItemDelegate):
    """Draws the cells."""

    def sizeHint(  # noqa: N802
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height that all rows have."""
        return QSize(80, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        palette: QPalette = option.palette
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, palette.color(QPalette.ColorRole.AlternateBase))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        area = option.rect.adjusted(_PAD, 0, -_PAD, 0)
        painter.setFont(option.font)
        column = Column(index.column())
        if column is Column.FILE:
            self._paint_file(painter, area, index, option)
            return
        state = State(index.data(STATE_ROLE))  # a view hands back a plain string
        text = index.data()
        if column is Column.STATE:
            _paint_sign(painter, area, state, palette)
            area.setLeft(area.left() + _SIGN + 8)
        painter.setPen(_ink(state, column, palette))
        side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
        mode = Qt.TextElideMode.ElideRight
        painter.drawText(
            area, side | _MIDDLE, option.fontMetrics.elidedText(text, mode, area.width())
        )

    def _paint_file(
        self,
        painter: QPainter,
        area: QRect,
        index: QModelIndex | QPersistentModelIndex,
        option: QStyleOptionViewItem,
    ) -> None:
        """Draw the picture, the name, and below it the folder."""
        palette: QPalette = option.palette
        entry = index.data(ENTRY_ROLE)
        assert isinstance(entry, Entry)
        square = QRect(area.left(), area.top() + (area.height() - SIDE) // 2, SIDE, SIDE)
        _paint_picture(painter, square, index.data(PICTURE_ROLE), palette)
        words = area.adjusted(SIDE + _PAD, 7, 0, -8)
        metrics: QFontMetrics = option.fontMetrics
        folder = entry.relative.parent
        middle = Qt.TextElideMode.ElideMiddle
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        name = metrics.elidedText(entry.relative.name, middle, words.width())
        if not folder.name:
            painter.drawText(words, _MIDDLE, name)
            return
        painter.drawText(words, Qt.AlignmentFlag.AlignTop, name)
        painter.setFont(_smaller(option.font))
        painter.setPen(QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText))
        place = painter.fontMetrics().elidedText(str(folder), middle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignBottom, place)


def _smaller(font: QFont) -> QFont:
    small = type(font)(font)
    small.setPointSizeF(font.pointSizeF() * 0.85)
    return small


def _ink(state: State, column: Column, palette: QPalette) -> QColor:
    """Return the colour of a cell's words."""
    if state is State.FAILED and column in {Column.STATE, Column.RESULT}:
        return _of_look(_RED, palette)
    if state is State.WAITING or (column is Column.RESULT and state is not State.FAILED):
        return QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText)
    return palette.color(QPalette.ColorRole.Text)


def _of_look(pair: tuple[QColor, QColor], palette: QPalette) -> QColor:
    """Return the one for a light ground, or for a dark one."""
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
        is_dark = palette.color(QPalette.ColorRole.Window).lightness() < 128
        painter.fillRect(place, checkerboard(dark=is_dark))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(place, picture)


def _paint_sign(painter: QPainter, area: QRect, state: State, palette: QPalette) -> None:
    """Draw what tells states apart without their colours: ring, disc, tick, dash or cross."""
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
