"""The choice to leave the number of colours to the image, and what was made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from quantizer.settings import Selector
from ui.panels.parts import GAP, heading, muted
from ui.panels.texts import SELECTOR_LABELS, SELECTOR_TIPS, count_of

if TYPE_CHECKING:
    from quantizer.kmeans.selection import Selection


class AutoColors(QWidget):
    """A heading with a switch beside it and, while that is on, the method and its answer.

    `chosen` carries the `Selector`; `Selector.FIXED` when the switch goes off.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.switch = QToolButton()
        self.switch.setText("Auto")
        self.switch.setCheckable(True)
        self.switch.setObjectName("hold")
        self.switch.setAccessibleName("Automatic number of colours")
        self.switch.setToolTip("Let the image suggest how many colours it needs")
        self.switch.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.method = QComboBox()
        self.method.setAccessibleName("How the number of colours is chosen")
        for selector in Selector:
            if selector is not Selector.FIXED:
                self.method.addItem(SELECTOR_LABELS.get(selector, selector.value), selector)
                tip = SELECTOR_TIPS.get(selector)
                self.method.setItemData(self.method.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.answer: QLabel = muted()
        self.answer.setWordWrap(True)
        self._lay_out()
        self.switch.clicked.connect(self._tell)
        self.method.activated.connect(self._tell)
        self.show_selector(Selector.FIXED)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(heading("Colours"))
        top.addStretch(1)
        top.addWidget(self.switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(top)
        column.addWidget(self.method)
        column.addWidget(self.answer)

    def show_selector(self, selector: Selector) -> None:
        """Show who chooses the number, without telling anyone."""
        is_on = selector is not Selector.FIXED
        self.switch.setChecked(is_on)
        self.method.setVisible(is_on)
        self.answer.setVisible(is_on and bool(self.answer.text()))
        if is_on:
            with QSignalBlocker(self.method):
                self.method.setCurrentIndex(max(0, self.method.findData(selector)))
            self.method.setToolTip(SELECTOR_TIPS.get(selector, ""))

    def show_selection(self, selection: Selection | None) -> None:
        """Show what was chosen, and why."""
        text = ""
        if selection is not None:
            text = f"{count_of(selection.k, 'colour')}: {selection.reason}"
        self.answer.setText(text)
        self.answer.setVisible(self.switch.isChecked() and bool(text))

    def _tell(self) -> None:
        is_on = self.switch.isChecked()
        self.chosen.emit(Selector(self.method.currentData()) if is_on else Selector.FIXED)
