"""What stands in the table's place while there is nothing to convert."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ..panels.parts import GAP, muted

_INSET = 24


class DropPage(QWidget):
    """A dashed frame, a sentence, and the two buttons that add files."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = QLabel()
        self.title.setObjectName("title")
        self.text = muted()
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self.folder = QPushButton("Add folder…")
        self.images = QPushButton("Add images…")
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setSpacing(GAP)
        row.addStretch(1)
        row.addWidget(self.folder)
        row.addWidget(self.images)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * _INSET, 2 * _INSET, 2 * _INSET, 2 * _INSET)
        column.setSpacing(GAP)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addSpacing(GAP)
        column.addWidget(self._buttons)
        column.addStretch(1)
        self.invite()

    def invite(self) -> None:
        """Ask for files."""
        self._say("Drop folders and images here", "Each file gets a row before anything is written")
        self._buttons.show()

    def tell(self, title: str, text: str = "") -> None:
        """Say why there are no rows."""
        self._say(title, text)
        self._buttons.hide()

    def _say(self, title: str, text: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the frame."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self.palette().color(QPalette.ColorRole.Mid)
        painter.setPen(QPen(color, 2, Qt.PenStyle.DashLine))
        frame = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(frame, 12, 12)
