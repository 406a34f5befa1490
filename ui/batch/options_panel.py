"""All that a batch is asked for: which of the files, where to, and how they are converted.

The panel keeps what its controls show, and makes a `Request` of it for a set of paths.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from quantizer.batch.plan.options import BatchOptions, Conversion, FileSelection
from quantizer.settings.settings import ClusterSettings, Effort, Settings

from ..document.count_mode import with_count, with_target
from ..document.selection import Chosen
from ..panels.alpha_control import AlphaControl
from ..panels.clustering_control import ClusteringControl
from ..panels.count_control import CountControl
from ..panels.disclosure import Disclosure
from ..panels.parts import GAP, MARGIN, divide, labelled
from ..panels.preset_control import PresetControl
from .dither_choice import DitherChoice
from .jobs import Request
from .output_control import OutputControl
from .sharing_control import SharingControl

if TYPE_CHECKING:
    from quantizer.presets import Preset

USUAL = Settings(ClusterSettings(effort=Effort.FAST))
"""Settings of a batch until others are chosen: all colours, found quickly."""


class OptionsPanel(QScrollArea):
    """The panel; `changed` when anything in it did."""

    changed = Signal()
    current_requested = Signal()
    """The settings of the main window are wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._chosen = Chosen(USUAL)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Options of the batch")
        self.preset = PresetControl()
        self.output = OutputControl()
        self.sharing = SharingControl()
        self.count = CountControl()
        self.dithering = DitherChoice()
        self.alpha = AlphaControl()
        self.clustering = ClusteringControl()
        self.recursive = QCheckBox("Folders within folders")
        self.recursive.setChecked(True)
        self.include = _patterns("Only files like", "*.png, icons/**")
        self.exclude = _patterns("Leave out", "*-old.*, drafts/**")
        self.current = QPushButton("As in the main window")
        self.current.setToolTip("Take the settings that the open image is reduced with")
        inner = self._lay_out()
        self.setWidget(inner)
        bar = self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(inner.minimumSizeHint().width() + bar)
        self._connect()
        self._show()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Prefer a width at which all labels show."""
        return QSize(312, 600)

    def _lay_out(self) -> QWidget:
        inner = QWidget()
        inner.setObjectName("panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(self.preset)
        divide(column)
        column.addWidget(self.output)
        divide(column)
        column.addWidget(self.sharing)
        divide(column)
        column.addWidget(self.count)
        divide(column)
        column.addWidget(self.dithering)
        divide(column)
        files = QWidget()
        rows = QVBoxLayout(files)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        rows.addWidget(self.recursive)
        rows.addLayout(labelled("Only files like", self.include))
        rows.addLayout(labelled("Leave out", self.exclude))
        column.addWidget(Disclosure("Which files", files))
        finer = QWidget()
        rows = QVBoxLayout(finer)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        rows.addWidget(self.alpha)
        divide(rows)
        rows.addWidget(self.clustering)
        column.addWidget(Disclosure("Transparency and clustering", finer))
        column.addStretch(1)
        column.addWidget(self.current)
        return inner

    def _connect(self) -> None:
        self.output.changed.connect(self.changed)
        self.sharing.changed.connect(self._follow_sharing)
        self.count.counted.connect(lambda k: self.choose_settings(with_count(self.settings, k)))
        self.count.asked.connect(lambda one: self.choose_settings(with_target(self.settings, one)))
        self.dithering.changed.connect(
            lambda one: self.choose_settings(replace(self.settings, dither=one))
        )
        self.alpha.changed.connect(
            lambda one: self.choose_settings(replace(self.settings, alpha=one))
        )
        self.clustering.changed.connect(
            lambda one: self.choose_settings(replace(self.settings, cluster=one))
        )
        self.recursive.toggled.connect(self.changed)
        for field in (self.include, self.exclude):
            field.editingFinished.connect(self.changed)
        self.current.clicked.connect(self.current_requested)

    @property
    def chosen(self) -> Chosen:
        """The settings, the palette if one is given, and the preset they began with."""
        return self._chosen

    @property
    def settings(self) -> Settings:
        """How the images are reduced."""
        return self._chosen.settings

    @property
    def is_preset_modified(self) -> bool:
        """Whether the settings differ from those of the preset that was chosen."""
        return self._chosen.is_modified(USUAL)

    def choose_settings(self, settings: Settings) -> None:
        """Let other settings hold; who asks for other colours lets a preset's palette go."""
        if settings != self.settings:
            self._chosen = self._chosen.with_settings(settings)
            self._show()
            self.changed.emit()

    def choose(self, chosen: Chosen) -> None:
        """Let other settings hold; a palette of theirs is that of all images."""
        self._chosen = chosen
        if chosen.palette is not None:
            self.sharing.reset()
        self._show()
        self.changed.emit()

    def choose_preset(self, preset: Preset) -> None:
        """Let all be as a preset has it, the format of the files included."""
        self.output.show_format(preset.file_format)
        with QSignalBlocker(self.output.optimize):
            self.output.optimize.setChecked(bool(preset.optimize))
        self.choose(Chosen.of(preset, USUAL))

    def forget_preset(self) -> None:
        """Let the settings be nobody's but the user's, and have colours looked for."""
        self.choose(Chosen(self.settings))

    def _show(self) -> None:
        for control in (self.count, self.dithering, self.alpha, self.clustering):
            control.show_settings(self.settings)
        self.count.show_selection(None, "Looked for in each image")

    def _follow_sharing(self) -> None:
        """Let a preset's palette go where another is wanted."""
        if self.sharing.is_chosen and self._chosen.palette is not None:
            self._chosen = replace(self._chosen, palette=None)
        self.changed.emit()

    def request(self, places: tuple[str, ...]) -> Request | None:
        """Return what is asked for; None while it is not known where outputs go."""
        output = self.output
        if not places or not output.is_ready:
            return None
        conversion = Conversion(
            settings=self.settings,
            palette=self._chosen.palette,
            skip_if_larger=output.skip_larger.isChecked(),
            min_saving=output.min_saving,
            copy_original=output.copies_original,
            optimize=output.optimize.isChecked(),
            keep_exif=output.keep_exif.isChecked(),
        )
        selection = FileSelection(
            (),
            recursive=self.recursive.isChecked(),
            include=_split(self.include.text()),
            exclude=_split(self.exclude.text()),
        )
        options = BatchOptions(selection, output.destination, conversion, self.sharing.sharing)
        return Request(places, options, self.sharing.palette_file)


def _patterns(name: str, example: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(example)
    field.setToolTip("Patterns, separated by commas")
    return field


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for one in text.split(",") if (part := one.strip()))
