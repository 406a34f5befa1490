"""The page shown instead of the table while there are no files."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from quantizer.language import tr

from ..panels.parts import GAP, hbox, muted, styled, vbox

_INSET = 24


class DropPage(QWidget):
    """A dashed frame with a sentence and the two buttons that add files."""

    def __init__(self) -> None:
        super().__init__()
        styled(self, "panel")
        self.title = QLabel()
        self.title.setObjectName("title")
        self.text = muted()
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self.folder = QPushButton(tr("Add folder…"))
        self.images = QPushButton(tr("Add images…"))
        self._buttons = QWidget()
        row = hbox(self._buttons)
        row.addStretch(1)
        row.addWidget(self.folder)
        row.addWidget(self.images)
        row.addStretch(1)
        column = vbox(self, margins=(2 * _INSET, 2 * _INSET, 2 * _INSET, 2 * _INSET))
        column.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addSpacing(GAP)
        column.addWidget(self._buttons)
        column.addStretch(1)
        self.invite()

    def invite(self) -> None:
        """Show how to add files."""
        self._say(
            tr("Drop folders and images here"), tr("You can review the list before it is converted")
        )
        self._buttons.show()

    def tell(self, title: str, text: str = "") -> None:
        """Show a message instead of the buttons."""
        self._say(title, text)
        self._buttons.hide()

    def _say(self, title: str, text: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the dashed frame."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self.palette().color(QPalette.ColorRole.Mid)
        painter.setPen(QPen(color, 2, Qt.PenStyle.DashLine))
        frame = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(frame, 12, 12)
