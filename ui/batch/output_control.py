"""The options of the outputs: folder, names, format, and which results to skip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from quantizer.batch.plan.options import Collision, Destination
from quantizer.image_files.formats import WRITABLE, format_by_name
from quantizer.language import mark, tr

from ..panels.disclosure import Disclosure
from ..panels.firmware_fields import FirmwareFields
from ..panels.parts import choice, heading, labelled, notice, show_choice, vbox, whole_number
from ..panels.segments import Segments
from .path_field import PathField, ask_folder
from .texts import COLLISION_TEXTS

if TYPE_CHECKING:
    from pathlib import Path

_NAME = Destination(None).name
_NAME_TIP = mark(
    "{stem}: name without extension, {ext}: extension, {k}: number of colours, "
    "{n}: number of the file, {relative}: path below the input folder, {parent}: "
    "its folder; a slash makes a folder"
)
_REPLACE_NOTE = mark("Originals are moved to the trash first.")


class OutputControl(QWidget):
    """The control; it holds the options and emits `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_chosen = False
        self.place = Segments(
            tr("Outputs"),
            [
                (tr("To a folder"), False, tr("Original files are not changed")),
                (tr("Replace originals"), True, tr(_REPLACE_NOTE).rstrip(".")),
            ],
        )
        self.place.set_value(False)
        self.folder = PathField(tr("Output folder"), ask_folder)
        self.note = notice(tr(_REPLACE_NOTE))
        formats = [(entry.label, entry.name, "") for entry in WRITABLE]
        keep = (
            tr("Same as original"),
            None,
            tr("PNG for originals in a format without palettes, as JPEG"),
        )
        self.format = choice(tr("Format"), [keep, *formats])
        self.firmware = FirmwareFields()
        self.collision = choice(
            tr("If a file exists"),
            [(label, one, tip) for one, (label, tip) in COLLISION_TEXTS.items()],
        )
        show_choice(self.collision, Collision.RENAME)
        self.name = QLineEdit(_NAME)
        self.name.setAccessibleName(tr("Name pattern"))
        self.name.setToolTip(tr(_NAME_TIP))
        self.skip_larger = QCheckBox(tr("Skip results larger than the original"))
        self.saving = whole_number(tr("Minimum saving"), 0, 99)
        self.saving.setSuffix(" %")
        self.saving.setSpecialValueText(tr("Any"))
        self.saving.setToolTip(tr("Skip results that save less than this share of the file size"))
        self.copy = QCheckBox(tr("Copy originals of skipped results"))
        self.copy.setToolTip(tr("If a result is skipped, copy the original to the output folder"))
        self.optimize = QCheckBox(tr("Compress as much as possible (slow)"))
        self.keep_exif = QCheckBox(tr("Keep EXIF data"))
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        column = vbox(
            self,
            heading(tr("Output")),
            self.place,
            self.folder,
            self.note,
            labelled(tr("Format"), self.format),
            self.firmware,
            self.skip_larger,
        )
        more = QWidget()
        vbox(
            more,
            labelled(tr("If a file exists"), self.collision),
            labelled(tr("Name pattern"), self.name),
            labelled(tr("Minimum saving"), self.saving),
            self.copy,
            self.optimize,
            self.keep_exif,
        )
        column.addWidget(Disclosure(tr("More output options"), more))

    def _connect(self) -> None:
        self.place.changed.connect(self._choose_place)
        self.folder.changed.connect(self._choose_folder)
        for box in (self.format, self.collision):
            box.activated.connect(self._tell)
        self.name.editingFinished.connect(self._tell)
        self.saving.valueChanged.connect(self._tell)
        for check in (self.skip_larger, self.copy, self.optimize, self.keep_exif):
            check.toggled.connect(self._tell)

    @property
    def destination(self) -> Destination:
        """The destination of the outputs."""
        replaces = self.place.value is True
        return Destination(
            folder=None if replaces else self.folder.path,
            name=self.name.text().strip() or _NAME,
            format=self.format.currentData(),
            collision=Collision(self.collision.currentData()),
        )

    @property
    def min_saving(self) -> float | None:
        """Percentage of the file size that a result must save; None for no limit."""
        return float(self.saving.value()) or None

    @property
    def copies_original(self) -> bool:
        """Whether the originals of skipped results are copied."""
        return self.copy.isChecked() and self.copy.isEnabled()

    @property
    def is_ready(self) -> bool:
        """Whether the destination is complete."""
        return self.place.value is True or self.folder.path is not None

    def propose(self, source: Path | None) -> None:
        """Propose a folder beside the first input, unless the user chose one; None to clear it."""
        if not self._is_chosen:
            path = None if source is None else source.with_name(f"{source.name}-quantized")
            self.folder.set_path(path)

    def show_format(self, name: str | None) -> None:
        """Select a format, without emitting signals."""
        show_choice(self.format, name)
        self._follow()

    def _choose_folder(self) -> None:
        self._is_chosen = self.folder.path is not None
        self.changed.emit()

    def _choose_place(self, replaces: object) -> None:
        if replaces is True:  # no original is to become larger unless the user says so
            self.skip_larger.setChecked(True)
        self._tell()

    def _tell(self, _value: object = None) -> None:
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        replaces = self.place.value is True
        self.folder.setVisible(not replaces)
        self.note.setVisible(replaces)
        name = self.format.currentData()
        for_firmware = name is not None and format_by_name(name).for_firmware
        self.firmware.setVisible(for_firmware)
        self.name.setEnabled(not replaces)
        self.copy.setEnabled(
            not replaces and (self.skip_larger.isChecked() or self.min_saving is not None)
        )
