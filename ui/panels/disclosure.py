"""A button that shows and hides the controls below it, which are seldom needed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from .parts import vbox


class Disclosure(QWidget):
    """The button and the controls it shows; closed at first."""

    def __init__(self, text: str, content: QWidget) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.button = QToolButton()
        self.button.setObjectName("disclosure")
        self.button.setText(text)
        self.button.setAccessibleName(text)
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.content = content
        vbox(self, self.button, content)
        self.button.toggled.connect(self._follow)
        self._follow(False)

    def open(self) -> None:
        """Show the content."""
        self.button.setChecked(True)

    def _follow(self, is_open: bool) -> None:
        self.content.setVisible(is_open)
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self.button.setArrowType(arrow)
