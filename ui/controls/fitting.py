"""Windows fit the screen: smaller than it where they can be, else their content scrolls."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

_FRAME = QSize(16, 48)
"""Room for the frame and the title bar that the desktop puts around a window; not tuned."""
_OF_QT = (QMessageBox, QFileDialog, QColorDialog)
"""Dialogs of Qt's own, which are small, and whose layout is not ours to change."""


def scrolled(content: QWidget, parent: QWidget | None = None) -> QScrollArea:
    """Return an area that shows `content`, and scrolls if there is too little room for it."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


def fit_to_screen(window: QWidget) -> None:
    """Make a window that is being shown as small as its screen, and move it there.

    A dialog that needs more than the screen has gets a scroll bar; its buttons stay in sight.
    """
    kinds = (Qt.WindowType.Window, Qt.WindowType.Dialog)
    if window.windowType() not in kinds or window.isMaximized():
        return
    place = window.screen().availableGeometry()
    room = place.size() - _FRAME
    needed = window.minimumSizeHint().expandedTo(window.minimumSize())
    if isinstance(window, QDialog) and not isinstance(window, _OF_QT) and _exceeds(needed, room):
        _scroll_content(window)
    if _exceeds(window.minimumSize(), room):
        window.setMinimumSize(window.minimumSize().boundedTo(room))
    if _exceeds(window.size(), room):
        window.resize(window.size().boundedTo(room))
        if (layout := window.layout()) is not None:
            layout.activate()
    if not place.contains(window.frameGeometry()):
        _move_into(window, place)


def _exceeds(size: QSize, room: QSize) -> bool:
    return size.width() > room.width() or size.height() > room.height()


def _move_into(window: QWidget, place: QRect) -> None:
    left = min(window.x(), place.right() - window.width() - _FRAME.width() // 2)
    top = min(window.y(), place.bottom() - window.height() - _FRAME.height())
    window.move(max(place.left(), left), max(place.top(), top))


def _scroll_content(dialog: QDialog) -> None:
    """Put all that a dialog holds into a scrolled area, but for the buttons at its end."""
    layout = dialog.layout()
    if layout is None:
        return
    focus = dialog.focusWidget()
    last = layout.itemAt(layout.count() - 1) if isinstance(layout, QBoxLayout) else None
    buttons = last.widget() if last is not None else None
    margins = layout.contentsMargins()
    content = QWidget()
    content.setObjectName("page")
    content.setLayout(layout)  # taken from the dialog
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    area = scrolled(content)
    area.setObjectName("page")
    bar = area.verticalScrollBar().sizeHint().width()
    room = dialog.screen().availableGeometry().width() - _FRAME.width()
    area.setMinimumWidth(min(content.minimumSizeHint().width() + bar, room))
    column.addWidget(area, 1)
    if isinstance(buttons, QDialogButtonBox):
        layout.removeWidget(buttons)
        row = QVBoxLayout()
        row.setContentsMargins(margins.left(), 8, margins.right(), margins.bottom())
        row.addWidget(buttons)
        column.addLayout(row)
    if focus is not None:
        focus.setFocus()  # it was lost with the parent
