"""Commands on presets: choose, save, import, export and delete them.

    PresetControl -> PresetCommands -> Document, or the options of a batch (choose)
                           |-> PresetStore (save, import, export, delete)

`show` updates the control when something else is chosen.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from quantizer.errors import QuantizerError
from quantizer.language import mark, tr
from quantizer.presets import Preset, read_preset, write_preset
from quantizer.presets.preset import named
from quantizer.presets.preset_file import EXTENSION

from ..dialogs.preset_save import PresetSaveDialog
from ..dialogs.target import free_path, may_replace

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from quantizer.presets import PresetStore

    from ..document.selection import Chosen
    from ..panels.preset_control import PresetControl
    from ..preferences import Preferences

_FILTER = mark("Presets (*.json)")


class PresetTarget(Protocol):
    """What a preset can be applied to: the document, or the options of a batch."""

    @property
    def chosen(self) -> Chosen:
        """The current choice."""

    @property
    def is_preset_modified(self) -> bool:
        """Whether the settings differ from those of the preset that was chosen."""

    def choose_preset(self, preset: Preset) -> None:
        """Apply a preset."""

    def forget_preset(self) -> None:
        """Keep the settings, without a preset."""


class PresetCommands(QObject):
    """The commands of a `PresetControl`; call `show` when something else is chosen.

    Parameters
    ----------
    document
        What presets are applied to.
    store
        Where presets are kept.
    """

    message = Signal(str)
    """A sentence about what was done."""
    failed = Signal(str, Exception)
    """What failed, and why."""

    def __init__(
        self,
        window: QWidget,
        document: PresetTarget,
        control: PresetControl,
        store: PresetStore,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._control = window, document, control
        self._store, self._preferences = store, preferences
        control.chosen.connect(self._choose)
        control.reverted.connect(self._revert)
        control.save_requested.connect(self.save)
        control.update_requested.connect(self._update)
        control.import_requested.connect(self._ask_import)
        control.export_requested.connect(self._ask_export)
        control.delete_requested.connect(self._ask_delete)
        control.opened.connect(self._refresh)
        self._refresh()

    def save(self) -> None:
        """Ask for a name, and save the settings as a preset of that name."""
        chosen = self._document.chosen
        now = chosen.preset
        is_own = now is not None and not self._store.is_built_in(now.name)
        template = now if now is not None and is_own else Preset("New")
        self._ask_name(chosen.as_preset(template), is_new=not is_own)

    def import_file(self, path: Path) -> None:
        """Add the preset in a file to the user's own, and choose it."""
        self._preferences.folder = path.absolute().parent
        try:
            preset = read_preset(path)
            if self._store.has(preset.name):
                self._ask_name(preset)
                return
            self._store.save(preset)
        except QuantizerError as error:
            self.failed.emit(tr("The preset was not imported"), error)
            return
        self._take(preset)

    def export_file(self, path: Path) -> None:
        """Write the chosen preset, without later changes, to a file."""
        preset = self._document.chosen.preset
        if preset is None:
            return
        path = path if path.suffix else path.with_name(path.name + EXTENSION)
        if path.exists() and not may_replace(self._window, path):
            return
        try:
            write_preset(preset, path, overwrite=path.exists())
        except QuantizerError as error:
            self.failed.emit(tr("The preset was not exported"), error)
            return
        self._preferences.folder = path.absolute().parent
        self.message.emit(tr("Saved {name}", name=path.name))

    def delete(self) -> None:
        """Remove the chosen preset's file; the settings stay as they are."""
        preset = self._document.chosen.preset
        if preset is None:
            return
        try:
            self._store.remove(preset.name)
        except QuantizerError as error:
            self.failed.emit(tr("The preset was not deleted"), error)
            return
        self._document.forget_preset()
        self._refresh()
        self.message.emit(tr("Deleted the preset {name}", name=preset.name))

    def _choose(self, key: str | None) -> None:
        preset = None if key is None else named(key, self._store.presets())
        if preset is not None:
            self._apply(preset)
        else:
            self._document.forget_preset()
        self._refresh()

    def _apply(self, preset: Preset) -> None:
        try:
            self._document.choose_preset(preset)
        except QuantizerError as error:
            self.failed.emit(tr("The preset “{name}” cannot be used here", name=preset.name), error)

    def _revert(self) -> None:
        preset = self._document.chosen.preset
        if preset is not None:
            self._apply(preset)

    def _update(self) -> None:
        chosen = self._document.chosen
        if chosen.preset is None:
            return
        preset = chosen.as_preset(chosen.preset)
        try:
            self._store.save(preset, overwrite=True)
        except QuantizerError as error:
            self.failed.emit(tr("The preset was not saved"), error)
            return
        self._take(preset)

    def _take(self, preset: Preset) -> None:
        """Apply a new preset and report that it was saved."""
        self._refresh()
        self._apply(preset)
        self.message.emit(tr("Saved the preset {name}", name=preset.name))

    def _ask_name(self, preset: Preset, *, is_new: bool = False) -> None:
        dialog = PresetSaveDialog(self._window, self._store, preset, is_new=is_new)
        dialog.saved.connect(self._take)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _ask_import(self) -> None:
        folder = str(self._preferences.folder)
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Import preset"), folder, _FILTER)
        if name:
            self.import_file(Path(name))

    def _ask_export(self) -> None:
        preset = self._document.chosen.preset
        if preset is None:
            return
        proposed = free_path(self._preferences.folder, preset.key, EXTENSION)
        keep = QFileDialog.Option.DontConfirmOverwrite  # `export_file` asks itself
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export preset"), str(proposed), _FILTER, options=keep
        )
        if name:
            self.export_file(Path(name))

    def _ask_delete(self) -> None:
        preset = self._document.chosen.preset
        if preset is None:
            return
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(tr("Delete preset?"))
        box.setText(tr("Delete the preset “{name}”? This cannot be undone.", name=preset.name))
        box.addButton(tr("Delete"), QMessageBox.ButtonRole.DestructiveRole).clicked.connect(
            self.delete
        )
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.open()

    def _refresh(self) -> None:
        """Read the presets again and list them."""
        presets = self._store.presets()
        own = frozenset(one.key for one in presets if not self._store.is_built_in(one.name))
        self._control.show_presets(presets, own)
        self.show()

    def show(self) -> None:
        """Show the current choice in the control."""
        chosen = self._document.chosen
        is_own = chosen.preset is not None and not self._store.is_built_in(chosen.preset.name)
        self._control.show_chosen(
            chosen.preset, is_modified=self._document.is_preset_modified, is_own=is_own
        )
