"""Draws a card of the strip: a thumbnail, the name, and bytes and quality under it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from quantizer.language import tr

from ..canvas.checkerboard import checkerboard, is_dark
from .card import Card
from .card_model import CARD_ROLE

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from ..panels.parts import ModelIndex

_THUMBNAIL = QSizeF(120, 60)
_LEAST = 16
"""Least height of a thumbnail; below it a card has only text. Chosen by eye."""
_PADDING = 6
_WIDEST = 220
"""Widest card; longer names are elided."""
_RADIUS = 6
_SPARE = 6
"""Room for the frame, and for a text that is drawn wider than it is measured."""


class CardDelegate(QStyledItemDelegate):
    """Draws the cards; a card is as wide as its name, within limits."""

    def __init__(self) -> None:
        super().__init__()
        self.height = 0
        """The height of all cards; their thumbnails get what the texts leave."""

    def sizeHint(self, option: QStyleOptionViewItem, index: ModelIndex) -> QSize:  # noqa: N802
        """Return the size of a card."""
        card = index.data(CARD_ROLE)
        assert isinstance(card, Card)
        name, figures = _fonts(option.font)
        words = max(
            QFontMetricsF(name).horizontalAdvance(card.name),
            QFontMetricsF(figures).horizontalAdvance(card.figures),
        )
        width = math.ceil(min(_WIDEST, max(_THUMBNAIL.width(), words))) + 2 * _PADDING + _SPARE
        return QSize(width, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        """Draw one card."""
        card = index.data(CARD_ROLE)
        assert isinstance(card, Card)
        area, palette = QRectF(option.rect).adjusted(1, 1, -1, -1), option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_frame(painter, area, option, is_shown=card.is_left or card.is_right)
        inner = area.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        room = inner.height() - _text_height(option.font)
        place = QRectF(inner.topLeft(), QSizeF(inner.width(), max(0.0, room)))
        if card.picture is not None and room >= _LEAST:
            _paint_picture(painter, place, card.picture, palette)
        _paint_side(painter, area, card, option)
        name, figures = _fonts(option.font)
        top = place.bottom() + _PADDING / 2
        for text, font, color in (
            (card.name, name, palette.color(QPalette.ColorRole.Text)),
            (
                card.figures,
                figures,
                QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText),
            ),
        ):
            metrics = QFontMetricsF(font)
            line = QRectF(inner.left(), top, inner.width(), metrics.height())
            painter.setFont(font)
            painter.setPen(color)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignHCenter, shown)
            top += metrics.height()
        painter.restore()

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, _index: ModelIndex
    ) -> None:
        """Put the field for a name over the name."""
        area: QRect = option.rect
        height = editor.sizeHint().height()
        top = area.bottom() - _PADDING - int(_text_height(option.font)) + 1
        editor.setGeometry(area.left(), min(top, area.bottom() - height), area.width(), height)


def card_heights(font: QFont) -> tuple[int, int]:
    """Return the least height of a card, without a thumbnail, and the usual one."""
    least = math.ceil(_text_height(font)) + 2 * _PADDING + 2
    return least, least + int(_THUMBNAIL.height())


def _text_height(font: QFont) -> float:
    """Return the height of name and figures, with the gap above them."""
    return sum(QFontMetricsF(one).height() for one in _fonts(font)) + _PADDING / 2


def _fonts(font: QFont) -> tuple[QFont, QFont]:
    """Return the fonts of the name and of the figures."""
    name = QFont(font)
    name.setWeight(QFont.Weight.DemiBold)
    return name, font


def _paint_frame(
    painter: QPainter, area: QRectF, option: QStyleOptionViewItem, *, is_shown: bool
) -> None:
    state, palette = option.state, option.palette
    accent = palette.color(QPalette.ColorRole.Highlight)
    if state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus):
        painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(accent, 2))
    elif is_shown:
        painter.setPen(QPen(accent, 1))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(area, _RADIUS, _RADIUS)


def _paint_picture(painter: QPainter, place: QRectF, picture: QImage, palette: QPalette) -> None:
    size = QSizeF(picture.size())
    if size.width() > place.width() or size.height() > place.height():
        size.scale(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    target = QRectF(QPointF(), size)
    target.moveCenter(place.center())
    if picture.hasAlphaChannel():
        painter.fillRect(target, checkerboard(dark=is_dark(palette)))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(target, picture)


def _paint_side(painter: QPainter, area: QRectF, card: Card, option: QStyleOptionViewItem) -> None:
    """Draw a letter in the upper corner of the side at which the canvas shows the card."""
    if not (card.is_left or card.is_right):
        return
    text = tr("L") if card.is_left else tr("R")
    metrics = QFontMetricsF(option.font)
    width = max(metrics.height(), metrics.horizontalAdvance(text) + 2 * _PADDING)
    badge = QRectF(area.topLeft(), QSizeF(width, metrics.height()))
    if not card.is_left:
        badge.moveRight(area.right())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(option.palette.color(QPalette.ColorRole.Highlight))
    painter.drawRoundedRect(badge, 4, 4)
    painter.setPen(option.palette.color(QPalette.ColorRole.HighlightedText))
    painter.setFont(option.font)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
