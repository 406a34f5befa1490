"""The base of dialogs that save something: a form, a warning, and the buttons Save and Cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLayout, QWidget

from ..panels.parts import notice, vbox

if TYPE_CHECKING:
    from collections.abc import Sequence


class SaveDialog(QDialog):
    """A dialog that calls `_save` when its button is pressed."""

    saved = Signal(object)
    """What was saved."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.warning = notice()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self, rows: Sequence[tuple[str, QWidget | QLayout]], *below: QWidget) -> None:
        """Arrange the rows of the form (label and field), then `below`, warning and buttons."""
        form = self._make_form(rows)
        column = vbox(self, form, *below, self.warning, margins=(24, 24, 24, 16), spacing=12)
        column.addStretch(1)
        column.addWidget(self.buttons)

    def _make_form(self, rows: Sequence[tuple[str, QWidget | QLayout]]) -> QFormLayout:
        """Return the form with rows of a label and a field."""
        self._form = form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        for label, field in rows:
            form.addRow(label, field)
        return form

    def _show_warning(self, text: str) -> None:
        self.warning.setText(text)
        self.warning.setVisible(bool(text))

    def _save(self) -> None:
        raise NotImplementedError
