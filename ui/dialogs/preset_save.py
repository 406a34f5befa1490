"""The dialog that saves settings as a preset: name, description and file format."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit

from quantizer.errors import QuantizerError, SettingsError
from quantizer.image_files.formats import WRITABLE
from quantizer.language import tr
from quantizer.presets.naming import checked_name

from ..panels.parts import choice
from ..panels.texts import sentence
from .message import show_error
from .save_dialog import SaveDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from quantizer.presets import Preset, PresetStore


class PresetSaveDialog(SaveDialog):
    """Asks for a name and saves a preset among the user's own.

    Parameters
    ----------
    preset
        The preset to save; its description and file format are proposed.
    is_new
        Whether the name is left empty; otherwise that of the preset is proposed.
    """

    def __init__(
        self, parent: QWidget | None, store: PresetStore, preset: Preset, *, is_new: bool = False
    ) -> None:
        super().__init__(parent, tr("Save preset"))
        self._store, self._preset = store, preset
        self.name = QLineEdit("" if is_new else preset.name)
        self.name.setAccessibleName(tr("Name"))
        self.name.setPlaceholderText(tr("Icons of our shop"))
        self.name.selectAll()
        self.description = QLineEdit(preset.description)
        self.description.setAccessibleName(tr("Description"))
        self.description.setPlaceholderText(tr("What it is for (optional)"))
        entries = [(entry.label, entry.name, "") for entry in WRITABLE]
        self.format = choice(tr("File format"), [(tr("Format used last"), None, ""), *entries])
        self.optimize = QCheckBox(tr("Compress as much as possible (takes longer)"))
        self.format.setCurrentIndex(max(0, self.format.findData(preset.file_format)))
        self.optimize.setChecked(bool(preset.optimize))
        rows = (
            (tr("Name"), self.name),
            (tr("Description"), self.description),
            (tr("File format"), self.format),
            ("", self.optimize),
        )
        self._lay_out(rows)
        self.setMinimumWidth(480)
        self.name.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        """Show what is wrong with the name, or that another preset has it."""
        name, problem, note = self.name.text().strip(), "", ""
        try:
            name = checked_name(name)
        except SettingsError as error:
            problem = sentence(error) if name else ""
        else:
            if self._store.is_built_in(name):
                problem = tr("This name belongs to a built-in preset. Choose another name.")
            elif self._store.has(name):
                note = tr("A preset with this name exists and will be replaced.")
        self._show_warning(problem or note)
        self.save.setText(tr("Replace") if note else tr("Save"))
        self.save.setEnabled(bool(name) and not problem)

    def _save(self) -> None:
        try:
            preset = replace(
                self._preset,
                name=self.name.text(),
                description=" ".join(self.description.text().split()),
                file_format=self.format.currentData(),
                optimize=self.optimize.isChecked() or None,
            )
            self._store.save(preset, overwrite=True)
        except QuantizerError as error:
            show_error(self, tr("The preset was not saved"), error)
            return
        self.saved.emit(preset)
        self.accept()
