"""The ring around the control, cell or tab that has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QFocusFrame,
    QLineEdit,
    QRadioButton,
    QTabBar,
    QWidget,
)

SMALL = (QAbstractButton, QAbstractSpinBox, QComboBox, QAbstractSlider, QLineEdit)
"""Controls with room for a ring around them; it is inside of all others."""
_THICKNESS = 2
_OUTSET = 3
"""How far the ring reaches out of a control: its thickness and one pixel between."""
_RADIUS = 7.0
_CELL_RADIUS = 4.0


class FocusRing(QFocusFrame):
    """A frame over the widgets of a window; a `QFocusFrame`, which screen readers pass over."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._radius = _RADIUS
        self.hide()

    def show_around(self, target: QWidget) -> None:
        """Show the ring around `target`, or around the current cell of a list or table."""
        area, self._radius = _ring_area(target)
        if area.isEmpty():
            self.hide()
            return
        if area != self.geometry():
            self.setGeometry(area)
        if self.isHidden():
            self.show()
            self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Link), _THICKNESS))
        inset = _THICKNESS / 2
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, self._radius, self._radius)


def inner_part(target: QWidget) -> QWidget:
    """Return the widget whose coordinates the cells of `target` have."""
    return target.viewport() if isinstance(target, QAbstractScrollArea) else target


def _ring_area(target: QWidget) -> tuple[QRect, float]:
    """Return the place of the ring in the window, empty if it is out of sight, and its radius."""
    window = target.window()
    if not target.isVisible():
        return QRect(), _RADIUS
    cell = _cell(target)
    inner = inner_part(target) if cell is not None else target
    if cell is not None:
        area = cell
    elif isinstance(target, QCheckBox | QRadioButton):
        area = QRect(QPoint(), target.sizeHint().boundedTo(target.size()))
        area.moveCenter(QPoint(area.center().x(), target.rect().center().y()))
    else:
        area = target.rect()
    if cell is None and isinstance(target, SMALL):
        area = area.adjusted(-_OUTSET, -_OUTSET, _OUTSET, _OUTSET)
    area = QRect(inner.mapTo(window, area.topLeft()), area.size()) & window.rect()
    below: QWidget | None = inner
    while below is not None and below is not window:
        above = below.parentWidget()
        if isinstance(above, QAbstractScrollArea) and above.viewport() is below:
            area &= QRect(below.mapTo(window, QPoint()), below.size())
        below = above
    return area, _RADIUS if cell is None else _CELL_RADIUS


def _cell(target: QWidget) -> QRect | None:
    """Return the current cell or tab, in the coordinates of `_inner`; None if there is none."""
    if isinstance(target, QTabBar) and target.currentIndex() >= 0:
        return target.tabRect(target.currentIndex())
    if isinstance(target, QAbstractItemView) and target.currentIndex().isValid():
        return target.visualRect(target.currentIndex())
    return None
