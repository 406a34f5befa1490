"""A notice above the canvas, with an optional action and a button to dismiss it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from quantizer.language import tr

from .parts import GAP, MARGIN, hbox, styled


class Banner(QWidget):
    """The notice; hidden while it has no text.

    Parameters
    ----------
    action
        Label of the action's button; empty for no button.
    """

    activated = Signal()

    def __init__(self, action: str = "") -> None:
        super().__init__()
        styled(self, "banner")
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(action)
        self.button.setVisible(bool(action))
        self.button.setAccessibleName(action or tr("No action"))
        self.button.clicked.connect(self.activated)
        self.dismiss = QToolButton()
        self.dismiss.setText("✕")
        self.dismiss.setObjectName("flat")
        self.dismiss.setAccessibleName(tr("Dismiss this notice"))
        self.dismiss.setToolTip(tr("Dismiss"))
        self.dismiss.clicked.connect(self.hide)
        hbox(self, (self.label, 1), self.button, self.dismiss, margins=(MARGIN, 4, GAP, 4))
        self.hide()

    def tell(self, text: str) -> None:
        """Show `text`; hide if it is empty."""
        self.label.setText(text)
        self.setVisible(bool(text))
