"""Finds texts that are cut off, and widgets that overlap, in the windows that are visible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLayout,
    QStackedLayout,
    QTabBar,
    QToolButton,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOLERANCE = 1
"""Pixels by which a size hint may exceed the size; rounding at a fractional scale."""


def faults() -> list[str]:
    """Return a line for each text that is cut off and each pair of widgets that overlaps."""
    found = []
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            for widget in (window, *window.findChildren(QWidget)):
                if widget.isVisible():
                    found += [f"{_name(widget)}: {fault}" for fault in _cut_off(widget)]
            found += _overlaps(window)
    return found


def _cut_off(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel):
        yield from _cut_off_label(widget)
    elif isinstance(widget, QTabBar):
        for place in range(widget.count()):
            needed = widget.fontMetrics().horizontalAdvance(widget.tabText(place))
            if needed > widget.tabRect(place).width():
                yield f"the tab {widget.tabText(place)!r} is cut off"
    elif isinstance(widget, QComboBox):
        needed = widget.fontMetrics().horizontalAdvance(widget.currentText())
        room = (
            widget.width()
            - 34
            - (widget.iconSize().width() if widget.count() else 0)
            * (not widget.itemIcon(max(0, widget.currentIndex())).isNull())
        )
        if needed > room + _TOLERANCE:
            yield f"the choice {widget.currentText()!r} is cut off"
    elif isinstance(widget, QAbstractButton) and widget.text():
        is_icon = isinstance(widget, QToolButton) and not widget.icon().isNull()
        needed = widget.sizeHint().width()
        if widget.objectName() == "pick":  # such buttons share a row; their hint has wide margins
            needed = widget.fontMetrics().horizontalAdvance(widget.text()) + 4
        if not is_icon and needed > widget.width() + _TOLERANCE:
            yield f"the button {widget.text()!r} is cut off"


def _cut_off_label(label: QLabel) -> Iterator[str]:
    text = label.text()
    if not text or "…" in text:
        return  # elided by design
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + _TOLERANCE:
            yield f"{text[:60]!r} needs {needed} pixels of height and has {label.height()}"
    elif label.sizeHint().width() > label.width() + _TOLERANCE:
        yield f"{text[:60]!r} needs {label.sizeHint().width()} pixels and has {label.width()}"


def _overlaps(window: QWidget) -> Iterator[str]:
    """Yield the pairs of neighbours in one layout that share more than a border."""
    for parent in (window, *window.findChildren(QWidget)):
        layout = parent.layout()
        if layout is None or not parent.isVisible():
            continue
        shown = [widget for widget in _placed(layout) if widget.isVisible()]
        for place, one in enumerate(shown):
            for other in shown[place + 1 :]:
                shared = one.geometry().intersected(other.geometry())
                if shared.width() > 2 and shared.height() > 2:
                    yield f"{_name(one)} and {_name(other)} overlap by {shared.size().toTuple()}"


def _placed(layout: QLayout) -> Iterator[QWidget]:
    """Yield the widgets of a layout and of the layouts in it."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if (widget := item.widget()) is not None:
            yield widget
        elif (inner := item.layout()) is not None and not isinstance(inner, QStackedLayout):
            yield from _placed(inner)


def outside(window: QWidget, screen: QRect) -> bool:
    """Whether a window reaches beyond the screen."""
    return not screen.contains(QRect(window.mapToGlobal(QPoint(0, 0)), window.size()))


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or widget.objectName()}".strip()
