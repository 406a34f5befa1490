"""The handle by which the result is dragged into another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QApplication, QToolButton

from quantizer.language import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QMouseEvent, QPaintEvent

_DOT = 1.6
_STEP = 6


class DragHandle(QToolButton):
    """A button with six dots; a click copies the file, for those who use the keyboard."""

    approached = Signal()
    """The pointer is on the handle, so a drag may follow."""
    drag_started = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pressed: QPointF | None = None
        text = tr("Drag the result into another program; a click copies its file")
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setObjectName("hold")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size at which the handle is easily hit."""
        return QSize(30, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the button and the dots."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setBrush(self.palette().color(group, QPalette.ColorRole.ButtonText))
        middle = QPointF(self.rect().center()) + QPointF(0.5, 0.5)
        for column in (-0.5, 0.5):
            for row in (-1, 0, 1):
                painter.drawEllipse(middle + QPointF(column, row) * _STEP, _DOT, _DOT)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Let the file be made."""
        super().enterEvent(event)
        if self.isEnabled():
            self.approached.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Remember where a drag may begin."""
        super().mousePressEvent(event)
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = event.position() if is_left else None
        self.approached.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to drag once the pointer has moved far enough."""
        if self._pressed is None:
            return
        moved = (event.position() - self._pressed).manhattanLength()
        if moved >= QApplication.startDragDistance():
            self._pressed = None
            self.drag_started.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Click, unless the pointer was dragged."""
        if self._pressed is None:
            self.setDown(False)
            self.released.emit()
        else:
            self._pressed = None
            super().mouseReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow whether there is a result."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()
