"""Draws a swatch: as a row with hex code and share, or as a tile of a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QGuiApplication,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from quantizer.image.palette import Swatch

from ..canvas.checkerboard import checkerboard, is_dark
from .swatch_model import SHOWN_ROLE, SWATCH_ROLE
from .texts import percentage

if TYPE_CHECKING:
    from .parts import ModelIndex

ROW_HEIGHT = 24
TILE = 26
_ROW_INSET, _GRID_INSET = 4, 2
_RADIUS = 4
_DIMMED = 0.4
"""Opacity of a palette that belongs to the result before; chosen by eye."""


class SwatchDelegate(QStyledItemDelegate):
    """Draws swatches, as tiles if `as_grid` is true, else as rows; dimmed if `is_dimmed` is."""

    def __init__(self) -> None:
        super().__init__()
        self.as_grid = False
        self.is_dimmed = False
        self.selected: int | None = None
        """Row of the swatch that is marked."""
        self.changed: frozenset[int] = frozenset()
        """Rows of the swatches that were edited; they get a dot."""
        self.largest_share = 1.0
        self._mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)

    @property
    def inset(self) -> int:
        """Pixels between the left edge of the list and that of the colours."""
        return _GRID_INSET if self.as_grid else _ROW_INSET

    def sizeHint(self, option: QStyleOptionViewItem, _index: ModelIndex) -> QSize:  # noqa: N802
        """Return the size of a tile, or of a row as wide as the list."""
        if self.as_grid:
            return QSize(TILE, TILE)
        return QSize(max(120, option.rect.width()), ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        """Draw one swatch."""
        swatch, shown = index.data(SWATCH_ROLE), index.data(SHOWN_ROLE)
        assert isinstance(swatch, Swatch)
        assert isinstance(shown, Swatch)
        area = QRectF(option.rect)
        palette: QPalette = option.palette
        state = option.state
        painter.save()
        painter.setOpacity(_DIMMED if self.is_dimmed else 1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pointed = bool(state & (QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver))
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        marked = index.row() == self.selected
        if self.as_grid:
            tile = area.adjusted(2, 2, -2, -2)
            _paint_color(painter, tile, shown, palette, chosen or pointed)
            if marked or (chosen and pointed):
                painter.setPen(QPen(palette.color(QPalette.ColorRole.Text), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        else:
            if pointed or chosen or marked:
                accent = palette.color(QPalette.ColorRole.Link)
                text = palette.color(QPalette.ColorRole.Text)
                pen = QPen(text if marked else accent, 1.5)
                painter.setPen(pen if chosen or marked else Qt.PenStyle.NoPen)
                painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
                painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
            tile = QRectF(area.left() + _ROW_INSET, area.top() + 3, 28, area.height() - 6)
            _paint_color(painter, tile, shown, palette, chosen=False)
            self._paint_words(painter, area, swatch, palette)
        if index.row() in self.changed:
            _paint_dot(painter, tile.topRight(), palette)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, area: QRectF, swatch: Swatch, palette: QPalette
    ) -> None:
        painter.setFont(self._mono)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        code = area.adjusted(42, 0, 0, 0)
        painter.drawText(code, Qt.AlignmentFlag.AlignVCenter, swatch.hex)
        if swatch.share is None:
            return
        end = 50 + painter.fontMetrics().horizontalAdvance("#00000000")
        text = painter.fontMetrics().horizontalAdvance("< 0.01 %")
        bar = QRectF(area.left() + end, area.center().y() - 2, area.width() - end - text - 12, 4)
        if swatch.name:
            spare = text - painter.fontMetrics().horizontalAdvance(percentage(swatch.share))
            self._paint_name(painter, bar.adjusted(0, -10, spare, 10), swatch.name)
        elif bar.width() > 16:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Mid))
            painter.drawRoundedRect(bar, 2, 2)
            bar.setWidth(max(4.0, bar.width() * swatch.share / self.largest_share))
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(bar, 2, 2)
        # The view's own placeholder colour is half transparent and too faint to read.
        painter.setPen(QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText))
        place = area.adjusted(0, 0, -4, 0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, right, percentage(swatch.share))

    def _paint_name(self, painter: QPainter, place: QRectF, name: str) -> None:
        own = painter.font()
        painter.setFont(QGuiApplication.font())
        elided = painter.fontMetrics().elidedText(
            name, Qt.TextElideMode.ElideRight, int(place.width())
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, elided)
        painter.setFont(own)


def _paint_dot(painter: QPainter, place: QPointF, palette: QPalette) -> None:
    """Mark a swatch as edited."""
    painter.setPen(QPen(palette.color(QPalette.ColorRole.Base), 1.5))
    painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
    painter.drawEllipse(place + QPointF(-1, 1), 4, 4)


def _paint_color(
    painter: QPainter, area: QRectF, swatch: Swatch, palette: QPalette, chosen: bool
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    if swatch.color[3] != 255:
        painter.setBrush(checkerboard(dark=is_dark(palette)))
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)
    edge = palette.color(QPalette.ColorRole.Link if chosen else QPalette.ColorRole.Shadow)
    painter.setPen(QPen(edge, 2 if chosen else 1))
    painter.setBrush(QColor(*swatch.color))
    painter.drawRoundedRect(area, _RADIUS, _RADIUS)
    if swatch.locked:
        _paint_lock(painter, area.center(), swatch)


def _paint_lock(painter: QPainter, centre: QPointF, swatch: Swatch) -> None:
    """Draw a padlock in black or white, whichever has more contrast."""
    red, green, blue, alpha = swatch.color
    is_light = alpha < 128 or 299 * red + 587 * green + 114 * blue > 150_000
    ink = QColor("black" if is_light else "white")
    x, y = centre.x(), centre.y()
    shackle = QPainterPath(QPointF(x - 2.5, y))
    shackle.lineTo(x - 2.5, y - 2.5)
    shackle.arcTo(QRectF(x - 2.5, y - 5, 5, 5), 180, -180)
    shackle.lineTo(x + 2.5, y)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 1.5))
    painter.drawPath(shackle)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawRoundedRect(QRectF(x - 4.5, y - 1, 9, 6.5), 1, 1)
