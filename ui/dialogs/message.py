"""The error dialog: what went wrong, as text that can be selected and copied.

An unexpected error, which is a bug, is shown with its traceback and the path of the log file.
"""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit

from quantizer.errors import QuantizerError
from quantizer.language import tr

from ..panels.parts import vbox
from .log_file import current_log_file

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_log = logging.getLogger(__name__)
_WIDTH = 448


class MessageDialog(QDialog):
    """A message with an optional box of details.

    Parameters
    ----------
    title
        What was attempted.
    text
        What went wrong, in one sentence.
    details
        Details for a bug report; may be empty.
    """

    def __init__(self, parent: QWidget | None, title: str, text: str, details: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Quantizer"))
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
        column = vbox(self, headline, body, margins=(24, 24, 24, 16))
        if details:
            box = QPlainTextEdit(details)
            box.setReadOnly(True)
            box.setAccessibleName(tr("Details"))
            box.setMinimumHeight(160)
            column.addWidget(box)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
        self.copy = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text))
        buttons.accepted.connect(self.accept)
        column.addSpacing(8)
        column.addStretch(1)
        column.addWidget(buttons)
        self.resize(_WIDTH, column.totalHeightForWidth(_WIDTH))


def show_error(parent: QWidget | None, title: str, error: BaseException) -> MessageDialog:
    """Log `error`, open a dialog on it, and return the dialog without waiting for it."""
    if isinstance(error, QuantizerError | MemoryError):
        _log.info("%s: %s", title, error)
        text = str(error) or tr("There is not enough memory for this.")
        dialog = MessageDialog(parent, title, text)
    else:
        _log.error("%s", title, exc_info=error)
        details = "".join(traceback.format_exception(error))
        text = tr("An unexpected error occurred: {reason}", reason=error or type(error).__name__)
        if file := current_log_file():
            text += tr("\nPlease report it with the log file {file}", file=file)
        dialog = MessageDialog(parent, title, text, details)
    dialog.open()
    return dialog
