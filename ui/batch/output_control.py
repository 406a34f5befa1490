"""Where the outputs go, what they are called, and which of them are not wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from quantizer.batch.plan.options import Collision, Destination
from quantizer.image_files.formats import WRITABLE

from ..panels.disclosure import Disclosure
from ..panels.parts import GAP, choice, heading, labelled, show_choice, whole_number
from ..panels.segments import Segments
from .path_field import PathField, ask_folder
from .texts import COLLISION_TEXTS

if TYPE_CHECKING:
    from pathlib import Path

_NAME = Destination(None).name
_NAME_TIP = (
    "{stem}, {ext}, {k} colours, {n} its number, {relative} its place below the folder given, "
    "{parent}; slashes make folders"
)
_REPLACE_NOTE = "Originals go to the system's trash first."


class OutputControl(QWidget):
    """The control; it keeps what is shown and tells when any of it changes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_chosen = False
        self.place = Segments(
            "Outputs",
            [
                ("Into a folder", False, "The originals stay as they are"),
                ("Replace originals", True, "Originals go to the system's trash first"),
            ],
        )
        self.place.set_value(False)
        self.folder = PathField("Output folder", ask_folder)
        self.note = QLabel(_REPLACE_NOTE)
        self.note.setObjectName("notice")
        self.note.setWordWrap(True)
        self.note.hide()
        formats = [(entry.label, entry.name, "") for entry in WRITABLE]
        keep = ("As the original, else PNG", None, "PNG for those that cannot hold a palette")
        self.format = choice("Format", [keep, *formats])
        self.collision = choice(
            "If a name is taken",
            [(label, one, tip) for one, (label, tip) in COLLISION_TEXTS.items()],
        )
        show_choice(self.collision, Collision.RENAME)
        self.name = QLineEdit(_NAME)
        self.name.setAccessibleName("Names of the outputs")
        self.name.setToolTip(_NAME_TIP)
        self.skip_larger = QCheckBox("Drop results that are larger")
        self.saving = whole_number("Least saving", 0, 99)
        self.saving.setSuffix(" %")
        self.saving.setSpecialValueText("Any")
        self.saving.setToolTip("Results that save less of their original's bytes are dropped")
        self.copy = QCheckBox("Copy the original instead")
        self.copy.setToolTip("Where a result is dropped, the original takes its place")
        self.optimize = QCheckBox("Smallest files (slow)")
        self.keep_exif = QCheckBox("Keep EXIF")
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading("Output"))
        column.addWidget(self.place)
        column.addWidget(self.folder)
        column.addWidget(self.note)
        column.addLayout(labelled("Format", self.format))
        column.addWidget(self.skip_larger)
        more = QWidget()
        inner = QVBoxLayout(more)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(GAP)
        inner.addLayout(labelled("If a name is taken", self.collision))
        inner.addLayout(labelled("Names", self.name))
        inner.addLayout(labelled("Least saving", self.saving))
        for box in (self.copy, self.optimize, self.keep_exif):
            inner.addWidget(box)
        column.addWidget(Disclosure("More on outputs", more))

    def _connect(self) -> None:
        self.place.changed.connect(self._tell)
        self.folder.changed.connect(self._choose_folder)
        for box in (self.format, self.collision):
            box.activated.connect(self._tell)
        self.name.editingFinished.connect(self._tell)
        self.saving.valueChanged.connect(self._tell)
        for check in (self.skip_larger, self.copy, self.optimize, self.keep_exif):
            check.toggled.connect(self._tell)

    @property
    def destination(self) -> Destination:
        """Where the outputs go."""
        replaces = self.place.value is True
        return Destination(
            folder=None if replaces else self.folder.path,
            name=self.name.text().strip() or _NAME,
            format=self.format.currentData(),
            collision=Collision(self.collision.currentData()),
        )

    @property
    def min_saving(self) -> float | None:
        """Share of the bytes that a result must save, in percent; None for any."""
        return float(self.saving.value()) or None

    @property
    def copies_original(self) -> bool:
        """Whether originals take the place of results that are dropped."""
        return self.copy.isChecked() and self.copy.isEnabled()

    @property
    def is_ready(self) -> bool:
        """Whether it is known where the outputs go."""
        return self.place.value is True or self.folder.path is not None

    def propose(self, source: Path | None) -> None:
        """Propose a folder beside the first input, unless one was chosen; None for no inputs."""
        if not self._is_chosen:
            path = None if source is None else source.with_name(f"{source.name}-quantized")
            self.folder.set_path(path)

    def show_format(self, name: str | None) -> None:
        """Choose a format, without telling anyone."""
        show_choice(self.format, name)

    def _choose_folder(self) -> None:
        self._is_chosen = self.folder.path is not None
        self.changed.emit()

    def _tell(self, _value: object = None) -> None:
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        replaces = self.place.value is True
        self.folder.setVisible(not replaces)
        self.note.setVisible(replaces)
        self.name.setEnabled(not replaces)
        self.copy.setEnabled(
            not replaces and (self.skip_larger.isChecked() or self.min_saving is not None)
        )
