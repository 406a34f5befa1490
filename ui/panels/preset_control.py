"""The box of presets, its menu, and whether the settings were changed since one was chosen.

The control shows what it is given and emits signals for what the user wants; it reads and writes
no files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QMenu, QPushButton, QToolButton, QWidget

from quantizer.language import mark, tr

from .parts import hbox, heading, muted, vbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from quantizer.presets import Preset

_NONE = mark("None")


class _Box(QComboBox):
    """A box that emits `opening` first, so that its entries can be updated."""

    opening = Signal()

    def showPopup(self) -> None:  # noqa: N802
        """Open."""
        self.opening.emit()
        super().showPopup()


class PresetControl(QWidget):
    """The control."""

    chosen = Signal(object)
    """The key of a preset, or None."""
    reverted = Signal()
    """The user wants the preset's own settings back."""
    save_requested = Signal()
    """The user wants to save the settings as a preset."""
    update_requested = Signal()
    """The user wants to save the settings in the chosen preset."""
    opened = Signal()
    """The list of presets is about to open."""
    import_requested = Signal()
    export_requested = Signal()
    delete_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.box = _Box()
        self.box.setAccessibleName(tr("Preset"))
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.setMinimumContentsLength(12)  # a long name does not widen the panel
        self.more = QToolButton()
        self.more.setText("⋯")
        self.more.setAccessibleName(tr("Preset menu"))
        self.more.setToolTip(tr("Save, import, export or delete presets"))
        self.more.setFixedWidth(32)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.state = muted(tr("Changed"))
        self.revert = QPushButton(tr("Revert"))
        self.revert.setObjectName("flat")
        self.revert.setAccessibleName(tr("Revert to the preset"))
        self.revert.setToolTip(tr("Go back to the settings of the preset"))
        self.actions_by_name = self._fill_menu()
        self._lay_out()
        self.box.activated.connect(lambda _: self.chosen.emit(self.box.currentData()))
        self.box.opening.connect(self.opened)
        self.revert.clicked.connect(self.reverted)
        self.setFocusProxy(self.box)
        self.show_presets((), frozenset())
        self.show_chosen(None, is_modified=False, is_own=False)

    def _fill_menu(self) -> dict[str, QAction]:
        menu = QMenu(self.more)
        actions = {
            "save": menu.addAction(tr("&Save settings as preset…"), self.save_requested.emit),
            "update": menu.addAction(tr("&Update preset with changes"), self.update_requested.emit),
            "": menu.addSeparator(),
            "import": menu.addAction(tr("&Import preset…"), self.import_requested.emit),
            "export": menu.addAction(tr("&Export preset…"), self.export_requested.emit),
            "delete": menu.addAction(tr("&Delete preset…"), self.delete_requested.emit),
        }
        self.more.setMenu(menu)
        return actions

    def _lay_out(self) -> None:
        box = hbox(None, (self.box, 1), self.more, spacing=4)
        self._mark = QWidget()
        hbox(self._mark, self.state, self.revert)
        policy = self._mark.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # else all controls below would jump
        self._mark.setSizePolicy(policy)
        top = hbox(None, (heading(tr("Preset")), 1), self._mark)
        vbox(self, top, box, spacing=4)

    def show_presets(self, presets: Sequence[Preset], own: frozenset[str]) -> None:
        """List the presets; a line separates the user's own, whose keys are in `own`."""
        with QSignalBlocker(self.box):
            key = self.box.currentData()
            self.box.clear()
            self.box.addItem(tr(_NONE), None)
            self.box.setItemData(0, tr("Settings without a preset"), Qt.ItemDataRole.ToolTipRole)
            was_own = False
            for preset in presets:
                if preset.key in own and not was_own:
                    self.box.insertSeparator(self.box.count())
                    was_own = True
                self.box.addItem(tr(preset.name), preset.key)
                place, tip = self.box.count() - 1, tr(preset.description) or None
                self.box.setItemData(place, tip, Qt.ItemDataRole.ToolTipRole)
            self._show_key(key)

    def show_chosen(self, preset: Preset | None, *, is_modified: bool, is_own: bool) -> None:
        """Show which preset was chosen, and whether the settings were changed since."""
        if preset is not None and self.box.findData(preset.key) < 0:
            with QSignalBlocker(self.box):
                self.box.addItem(preset.name, preset.key)  # deleted, but back by undo
        self._show_key(None if preset is None else preset.key)
        parts = (tr(preset.name), tr(preset.description)) if preset is not None else ()
        self.box.setToolTip(": ".join(part for part in parts if part))  # the box may cut the name
        self._mark.setVisible(is_modified)
        self.actions_by_name["update"].setEnabled(is_own and is_modified)
        self.actions_by_name["export"].setEnabled(preset is not None)
        self.actions_by_name["delete"].setEnabled(is_own)

    def _show_key(self, key: str | None) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(max(0, self.box.findData(key) if key is not None else 0))
