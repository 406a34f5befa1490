"""A line above the canvas: something to know, perhaps an action, and a way to dismiss it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from .parts import GAP, MARGIN


class Banner(QWidget):
    """Hidden until it has something to say.

    Parameters
    ----------
    action
        What the button says; none without it.
    """

    activated = Signal()

    def __init__(self, action: str = "") -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(action)
        self.button.setVisible(bool(action))
        self.button.setAccessibleName(action or "No action")
        self.button.clicked.connect(self.activated)
        self.dismiss = QToolButton()
        self.dismiss.setText("✕")
        self.dismiss.setObjectName("flat")
        self.dismiss.setAccessibleName("Dismiss this notice")
        self.dismiss.setToolTip("Dismiss")
        self.dismiss.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 4, GAP, 4)
        row.setSpacing(GAP)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        row.addWidget(self.dismiss)
        self.hide()

    def tell(self, text: str) -> None:
        """Show `text`, or hide if there is none."""
        self.label.setText(text)
        self.setVisible(bool(text))
