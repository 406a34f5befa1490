"""What went wrong, in a window whose text can be selected and copied."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout

from quantizer.errors import QuantizerError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WIDTH = 448


class MessageDialog(QDialog):
    """An error as a message.

    Parameters
    ----------
    title
        What was attempted.
    text
        What went wrong, for a person.
    details
        More, for a bug report; may be empty.
    """

    def __init__(self, parent: QWidget | None, title: str, text: str, details: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("Quantizer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.text = "\n\n".join(part for part in (title, text, details) if part)
        headline, body = QLabel(title), QLabel(text)
        headline.setObjectName("heading")
        for label in (headline, body):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(headline)
        column.addWidget(body)
        if details:
            box = QPlainTextEdit(details)
            box.setReadOnly(True)
            box.setAccessibleName("Details")
            box.setMinimumHeight(160)
            column.addWidget(box)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
        self.copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text))
        buttons.accepted.connect(self.accept)
        column.addSpacing(8)
        column.addStretch(1)
        column.addWidget(buttons)
        self.resize(_WIDTH, column.totalHeightForWidth(_WIDTH))


def show_error(parent: QWidget | None, title: str, error: BaseException) -> MessageDialog:
    """Open the message on `error` and return it at once; an unforeseen one comes with details."""
    if isinstance(error, QuantizerError | MemoryError):
        text = str(error) or "There is not enough memory for this."
        dialog = MessageDialog(parent, title, text)
    else:
        details = "".join(traceback.format_exception(error))
        text = f"Something unforeseen happened: {error or type(error).__name__}"
        dialog = MessageDialog(parent, title, text, details)
    dialog.open()
    return dialog
