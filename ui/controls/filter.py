"""The event filter on the application, which serves every window and control, whoever made it.

wheel over a control without the focus -> ignored, so that the panel around it scrolls
focus by key                           -> `focus_ring`, until the mouse is used
label or tooltip shown                 -> its text is plain, whatever is in the name of a file
window shown                           -> `fitting`: it fits the screen
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QScrollBar,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from .fitting import fit_to_screen
from .focus_ring import SMALL, FocusRing, inner_part

_TURNED = (QAbstractSpinBox, QComboBox, QAbstractSlider, QTabBar)
"""Controls that the wheel changes."""
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
_NUMBER_INDENT = 7


class ControlFilter(QObject):
    """The event filter; see `install_control_filter`."""

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
            concerns = watched is target or watched is inner_part(target)
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
            return self._is_by_key or isinstance(watched, SMALL)
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


def install_control_filter() -> None:
    """Install the filter, unless it is already.

    It costs a few microseconds for each event, so install it when the first window is made: its
    making alone sends thousands.
    """
    app = QApplication.instance()
    if app is not None and app.findChild(ControlFilter) is None:
        app.installEventFilter(ControlFilter(app))


def _prepare(shown: QWidget) -> None:
    """Change what Qt gives a widget by default, when it is shown first."""
    if shown.focusPolicy() is Qt.FocusPolicy.WheelFocus:
        shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if isinstance(shown, QAbstractSpinBox):
        # Qt 6.11 puts the numbers at the border, whatever padding the style sheet wants.
        shown.lineEdit().setTextMargins(_NUMBER_INDENT, 0, 0, 0)
    elif isinstance(shown, QLabel):
        _make_plain(shown)
    elif shown.isWindow():
        fit_to_screen(shown)


def _make_plain(label: QLabel) -> None:
    """Show the text of a label as it is; Qt takes it for HTML if it has a tag in it."""
    if label.textFormat() is not Qt.TextFormat.AutoText:
        return
    label.setTextFormat(Qt.TextFormat.PlainText)
    if label.isWindow():  # a tooltip, whose size is that of the HTML
        label.setWordWrap(False)
        label.resize(label.sizeHint())


def _refuses_wheel(watched: QWidget, event: QEvent) -> bool:
    """Whether to keep the wheel from `watched`; its parent gets the event then."""
    if not isinstance(watched, _TURNED) or isinstance(watched, QScrollBar):
        return False
    focus = QApplication.focusWidget()
    if focus is not None and (focus is watched or watched.isAncestorOf(focus)):
        return False
    event.ignore()
    return True
