"""Drag and drop onto a window, with an overlay while something is dragged over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QDropEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QPaintEvent

_INSET = 16


class DropOverlay(QWidget):
    """Handles the drag events of its parent; visible while a drag that is accepted is over it.

    Parameters
    ----------
    parent
        The window that accepts drops.
    text
        The sentence on the overlay.
    accepts
        Whether this data can be dropped now.
    drop
        Opens or adds the data; returns whether it did.
    """

    def __init__(
        self,
        parent: QWidget,
        text: str,
        accepts: Callable[[QMimeData], bool],
        drop: Callable[[QMimeData], bool],
    ) -> None:
        super().__init__(parent)
        self._parent, self._text, self._accepts, self._drop = parent, text, accepts, drop
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(text)
        parent.setAcceptDrops(True)
        parent.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the parent's size, and answer its drag events."""
        kind = event.type()
        if kind == QEvent.Type.Resize:
            self.resize(self._parent.size())
        elif kind == QEvent.Type.DragLeave:
            self.hide()
        elif kind in {QEvent.Type.DragEnter, QEvent.Type.Drop} and isinstance(event, QDropEvent):
            is_drop = kind == QEvent.Type.Drop
            is_foreign = event.source() is None  # what is dragged out is not opened here
            if is_foreign and (self._drop if is_drop else self._accepts)(event.mimeData()):
                event.acceptProposedAction()
                self.setVisible(not is_drop)
                self.raise_()
            else:
                event.ignore()
                self.hide()
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw a translucent background, a dashed frame and the sentence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        background = QColor(self.palette().color(QPalette.ColorRole.Window))
        background.setAlpha(215)
        painter.fillRect(self.rect(), background)
        frame = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(accent, 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(frame, 12, 12)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, self._text)
