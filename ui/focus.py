"""Every control shows that it has the keyboard, and only then takes the wheel.

One event filter on the application serves every control, whoever made it:

    wheel over a control without the focus -> ignored, so that the panel around it scrolls
    focus by key                           -> `FocusRing`, a frame around the control or its cell

The ring hides while the mouse is used.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QFocusFrame,
    QLineEdit,
    QRadioButton,
    QScrollBar,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

_THICKNESS = 2
_OUTSET = 3
"""How far the ring reaches out of a control: its thickness and one pixel between."""
_RADIUS = 7.0
_NUMBER_INDENT = 7
_CELL_RADIUS = 4.0
_TURNED = (QAbstractSpinBox, QComboBox, QAbstractSlider, QTabBar)
"""Controls that the wheel changes."""
_SMALL = (QAbstractButton, QAbstractSpinBox, QComboBox, QAbstractSlider, QLineEdit)
"""Controls with room for a ring around them; it is inside of all others."""
_BY_ARROWS = (QAbstractButton, QAbstractSlider, QAbstractItemView, QTabBar)
_ARROWS = frozenset(
    {
        *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
        *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    }
)
_BACK = frozenset(
    {
        Qt.FocusReason.ActiveWindowFocusReason,
        Qt.FocusReason.PopupFocusReason,
        Qt.FocusReason.MenuBarFocusReason,
    }
)
"""Reasons of a focus that comes back: the ring is as it was."""
_PLACING = frozenset(
    {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Paint, QEvent.Type.Show}
)
_OTHERS = frozenset(
    {
        *(QEvent.Type.Wheel, QEvent.Type.FocusIn, QEvent.Type.FocusOut),
        *(QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress),
    }
)


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


class FocusFilter(QObject):
    """The event filter; see `install_focus_filter`."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._is_by_key = False
        self._target: QWidget | None = None
        self._ring: FocusRing | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep the wheel from controls without the focus, and show which one has it."""
        kind = event.type()
        if kind in _PLACING:
            if isinstance(watched, QWidget):
                self._follow_shape(watched, kind)
        elif kind in _OTHERS and isinstance(watched, QWidget):
            if kind is QEvent.Type.Wheel:
                return _refuses_wheel(watched, event)
            self._follow_input(watched, event)
        return False

    def _follow_shape(self, watched: QWidget, kind: QEvent.Type) -> None:
        if kind is QEvent.Type.Show:
            _prepare(watched)
        target = self._target
        if target is None or not isValid(target):
            return
        if kind is QEvent.Type.Paint:
            concerns = watched is target or watched is _inner(target)
        else:
            concerns = watched is target or watched.isAncestorOf(target)
        if concerns:
            self._place()

    def _follow_input(self, watched: QWidget, event: QEvent) -> None:
        if isinstance(event, QKeyEvent):
            if event.key() in _ARROWS and isinstance(watched, _BY_ARROWS) and watched.hasFocus():
                self._is_by_key = True
                self._aim(watched)
        elif not isinstance(event, QFocusEvent):  # a press of the mouse
            self._is_by_key = False
            self._aim(None)
        elif event.type() is QEvent.Type.FocusOut:
            if watched is self._target:
                self._aim(None)
        else:
            self._is_by_key = self._is_meant(watched, event.reason())
            self._aim(watched if self._is_by_key else None)

    def _is_meant(self, watched: QWidget, reason: Qt.FocusReason) -> bool:
        """Whether to show a focus: not if the mouse gave it, or the program to a large part."""
        if reason in _BACK:
            return self._is_by_key
        if reason is Qt.FocusReason.OtherFocusReason:
            return self._is_by_key or isinstance(watched, _SMALL)
        return reason is not Qt.FocusReason.MouseFocusReason

    def _aim(self, target: QWidget | None) -> None:
        if target is not None and target.window().windowType() is Qt.WindowType.Popup:
            target = None  # a popup marks its current entry
        self._target = target
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
        self._ring = None
        if target is not None:
            window = target.window()
            found = window.findChild(FocusRing, options=Qt.FindChildOption.FindDirectChildrenOnly)
            self._ring = found if isinstance(found, FocusRing) else FocusRing(window)
            self._place()

    def _place(self) -> None:
        if self._ring is not None and self._target is not None and isValid(self._ring):
            self._ring.show_around(self._target)


def install_focus_filter() -> None:
    """Install the filter, unless it is already.

    It costs a few microseconds for each event, so install it when the first window is made: its
    making alone sends thousands.
    """
    app = QApplication.instance()
    if app is not None and app.findChild(FocusFilter) is None:
        app.installEventFilter(FocusFilter(app))


def _prepare(shown: QWidget) -> None:
    """Take from a control that is shown first what Qt gives it by default."""
    if shown.focusPolicy() is Qt.FocusPolicy.WheelFocus:
        shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if isinstance(shown, QAbstractSpinBox):
        # Qt 6.11 puts the numbers at the border, whatever padding the style sheet wants.
        shown.lineEdit().setTextMargins(_NUMBER_INDENT, 0, 0, 0)


def _refuses_wheel(watched: QWidget, event: QEvent) -> bool:
    """Whether to keep the wheel from `watched`; its parent gets the event then."""
    if not isinstance(watched, _TURNED) or isinstance(watched, QScrollBar):
        return False
    focus = QApplication.focusWidget()
    if focus is not None and (focus is watched or watched.isAncestorOf(focus)):
        return False
    event.ignore()
    return True


def _inner(target: QWidget) -> QWidget:
    """Return the widget whose coordinates the cells of `target` have."""
    return target.viewport() if isinstance(target, QAbstractScrollArea) else target


def _ring_area(target: QWidget) -> tuple[QRect, float]:
    """Return the place of the ring in the window, empty if it is out of sight, and its radius."""
    window = target.window()
    if not target.isVisible():
        return QRect(), _RADIUS
    cell = _cell(target)
    inner = _inner(target) if cell is not None else target
    if cell is not None:
        area = cell
    elif isinstance(target, QCheckBox | QRadioButton):
        area = QRect(QPoint(), target.sizeHint().boundedTo(target.size()))
        area.moveCenter(QPoint(area.center().x(), target.rect().center().y()))
    else:
        area = target.rect()
    if cell is None and isinstance(target, _SMALL):
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
