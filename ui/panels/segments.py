"""A row of buttons, exactly one of which is pressed: a choice among few values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QWidget

from quantizer.language import tr

from .parts import hbox

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPACING = 4
_PADDING = 6
"""Between words and border, which has a part in it, in pixels."""


class Segments(QWidget):
    """The row; the arrow keys move within it.

    Parameters
    ----------
    entries
        Label, value and tooltip of each choice, which are translated here.
    """

    changed = Signal(object)
    """The value that the user chose."""

    def __init__(self, name: str, entries: Iterable[tuple[str, object, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.buttons: dict[object, QToolButton] = {}
        group = QButtonGroup(self)
        row = hbox(self, spacing=_SPACING)
        for text, value, tip in entries:
            label = tr(text)
            button = segment(label, f"{name}: {label}", tr(tip))
            button.clicked.connect(lambda _checked=False, value=value: self.changed.emit(value))
            group.addButton(button)
            row.addWidget(button, 1)
            self.buttons[value] = button

    @property
    def value(self) -> object:
        """The value of the pressed button."""
        return next(value for value, button in self.buttons.items() if button.isChecked())

    def set_value(self, value: object) -> None:
        """Press the button of a value without emitting `changed`."""
        self.buttons[value].setChecked(True)
        self.setFocusProxy(self.buttons[value])


def segment(label: str, name: str, tip: str) -> QToolButton:
    """Return one such button."""
    button = QToolButton()
    button.setText(label)
    button.setCheckable(True)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setObjectName("pick")
    words = button.fontMetrics().horizontalAdvance(label)
    button.setMinimumWidth(words + 2 * _PADDING)  # the other buttons leave room for a long label
    button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
