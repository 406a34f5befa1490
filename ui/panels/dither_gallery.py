"""The gallery of ditherers: a thumbnail of each, rendered from a part of the image.

The gallery opens beside its button and closes when a ditherer is chosen. Arrow keys move the
cursor, Return chooses, Escape closes without a choice. Missing thumbnails are empty frames.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from quantizer.dither import DITHERERS
from quantizer.dither._ordered import OrderedDither
from quantizer.language import tr

from ..canvas.checkerboard import checkerboard, is_dark
from .parts import GAP, ModelIndex, heading, vbox
from .texts import DITHER_TIPS

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

THUMBNAIL = QSize(112, 72)
"""Size of a thumbnail in pixels of the image."""
NAME_ROLE = Qt.ItemDataRole.UserRole
_PICTURE_ROLE = Qt.ItemDataRole.UserRole + 1
_USED_ROLE = Qt.ItemDataRole.UserRole + 2
_NAME_HEIGHT = 36
"""Room of a name in pixels: two lines fit."""
_CELL = QSize(THUMBNAIL.width() + 40, THUMBNAIL.height() + 14 + _NAME_HEIGHT)
_COLUMNS = 5
_RADIUS = 4
_FRAME = 1
_MARGIN = 12
_FIRST = ("none", "adaptive", "floyd-steinberg")


def ordered_names() -> list[str]:
    """Return the names of all ditherers: the common ones first, patterns last, by size."""

    def place(name: str) -> tuple[int, str, int]:
        rank = _FIRST.index(name) if name in _FIRST else len(_FIRST)
        number = re.search(r"\d+$", name)
        stem = name[: number.start()] if number else name
        is_pattern = isinstance(DITHERERS[name], OrderedDither)
        return rank + is_pattern, stem, int(number[0]) if number else 0

    return sorted(DITHERERS.names, key=place)


def paint_thumbnail(
    painter: QPainter, area: QRect, picture: QImage | None, palette: QPalette
) -> None:
    """Draw a thumbnail into `area` without smoothing, or an empty frame if it is None."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(area), _RADIUS, _RADIUS)
    painter.setClipPath(outline)
    painter.fillRect(area, palette.color(QPalette.ColorRole.Dark))
    if picture is not None:
        factor = max(1, min(area.width() // picture.width(), area.height() // picture.height()))
        target = QRect(QPoint(), picture.size() * factor)
        target.moveCenter(area.center())
        if picture.hasAlphaChannel():
            painter.fillRect(target, checkerboard(dark=is_dark(palette)))
        painter.drawImage(target, picture)
    painter.setClipping(False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(palette.color(QPalette.ColorRole.Shadow), 1))
    painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
    painter.restore()


class _Delegate(QStyledItemDelegate):
    """Draws a thumbnail with its name below; the current one has an outline."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: ModelIndex) -> QSize:  # noqa: N802
        """Return the size of every cell."""
        return _CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        """Draw one ditherer."""
        area: QRect = option.rect
        palette: QPalette = option.palette
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(area).adjusted(2, 2, -2, -2)
        is_used = bool(index.data(_USED_ROLE))
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        is_pointed_at = has_focus or bool(state & QStyle.StateFlag.State_MouseOver)
        accent = palette.color(QPalette.ColorRole.Link)
        if is_pointed_at:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
            painter.drawRoundedRect(frame, 6, 6)
        if is_used or has_focus:
            painter.setPen(QPen(accent, 2 if is_used else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 6, 6)
        picture = index.data(_PICTURE_ROLE)
        left = area.left() + (area.width() - THUMBNAIL.width()) // 2
        place = QRect(QPoint(left, area.top() + 8), THUMBNAIL)
        paint_thumbnail(painter, place, picture if isinstance(picture, QImage) else None, palette)
        text = QRect(area.left() + 4, place.bottom() + 2, area.width() - 8, _NAME_HEIGHT)
        painter.setFont(option.font)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, flags | Qt.TextFlag.TextWordWrap, str(index.data()))
        painter.restore()


class _List(QListWidget):
    """The grid of thumbnails; Return and Space choose."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setMovement(QListWidget.Movement.Static)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setGridSize(_CELL)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListWidget.SelectionMode.SingleSelection)
        self.setAccessibleName(tr("Dithering methods: Return chooses"))
        self.setItemDelegate(_Delegate(self))
        self.itemClicked.connect(self._choose)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose the current ditherer by key."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentItem() is not None:
            self._choose(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(str(item.data(NAME_ROLE)))


class DitherGallery(QFrame):
    """The gallery, a popup that closes when the user clicks elsewhere."""

    chosen = Signal(str)
    """The name of the ditherer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("gallery")
        self.setAccessibleName(tr("Dithering methods"))
        self.list = _List()
        self._value = "none"
        self._items: dict[str, QListWidgetItem] = {}
        for name in ordered_names():
            label = tr(DITHERERS[name].label)
            item = QListWidgetItem(label, self.list)
            item.setData(NAME_ROLE, name)
            tip = tr(DITHER_TIPS.get(name, label))
            item.setToolTip(tip)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, tip)
            self._items[name] = item
        title = heading(tr("Dithering"))
        self._chrome = title.sizeHint().height() + 2 * _MARGIN + GAP + 2
        vbox(self, title, (self.list, 1), margins=(_MARGIN, _MARGIN, _MARGIN, _MARGIN))
        self.list.chosen.connect(self._choose)

    def set_value(self, name: str) -> None:
        """Mark the current ditherer."""
        self._items[self._value].setData(_USED_ROLE, False)
        self._items[name].setData(_USED_ROLE, True)
        self._value = name
        self.list.setCurrentItem(self._items[name])

    def set_picture(self, name: str, picture: QImage) -> None:
        """Show the thumbnail of a ditherer."""
        self._items[name].setData(_PICTURE_ROLE, picture)

    def picture(self, name: str) -> QImage | None:
        """Return the thumbnail of a ditherer; None if it is missing."""
        picture = self._items[name].data(_PICTURE_ROLE)
        return picture if isinstance(picture, QImage) else None

    def clear(self) -> None:
        """Remove all thumbnails."""
        for item in self._items.values():
            item.setData(_PICTURE_ROLE, None)

    def open_beside(self, button: QWidget) -> None:
        """Open to the right of `button`, within the screen."""
        screen = button.screen().availableGeometry()
        self.resize(self._arrange(screen.size() - QSize(2 * GAP, 2 * GAP)))
        corner = button.mapToGlobal(QPoint(button.width() + GAP, 0))
        self.move(
            max(screen.left(), min(corner.x(), screen.right() - self.width())),
            max(screen.top(), min(corner.y(), screen.bottom() - self.height())),
        )
        self.set_value(self._value)  # the cursor may have been moved before the last close
        self.show()
        self.list.setFocus()
        self.list.scrollToItem(self.list.currentItem())

    def _arrange(self, most: QSize) -> QSize:
        """Return a size of whole columns up to `most`; show a scroll bar if the rows need one."""
        bar = self.list.verticalScrollBar().sizeHint().width()
        chrome = 2 * (_MARGIN + _FRAME) + 1  # a list wraps tiles that reach its last pixel
        columns = min(_COLUMNS, (most.width() - chrome - bar) // _CELL.width())
        rows = -(-len(self._items) // columns)
        whole = rows * _CELL.height() + 4 + self._chrome
        is_scrolled = whole > most.height()
        policy = Qt.ScrollBarPolicy
        # A bar "as needed" has its room left empty by the layout while it is not.
        self.list.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if is_scrolled else policy.ScrollBarAlwaysOff
        )
        width = columns * _CELL.width() + chrome + (bar if is_scrolled else 0)
        return QSize(width, min(whole, most.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _choose(self, name: str) -> None:
        self.close()
        self.chosen.emit(name)
