"""The options of a batch: which files, where the outputs go, and how images are converted.

The panel holds the current options and makes a `Request` from them and the paths of the inputs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from quantizer.batch.plan.options import BatchOptions, Conversion, FileSelection
from quantizer.language import tr
from quantizer.settings.settings import ClusterSettings, Effort, Settings

from ..document.count_mode import with_count, with_target
from ..document.selection import Chosen
from ..panels.adjust_control import AdjustControl
from ..panels.alpha_control import AlphaControl
from ..panels.clustering_control import ClusteringControl
from ..panels.count_control import CountControl
from ..panels.disclosure import Disclosure
from ..panels.indexed_control import IndexedControl
from ..panels.parts import SidePanel, divide, labelled, vbox
from ..panels.preset_control import PresetControl
from .dither_choice import DitherChoice
from .jobs import Request
from .output_control import OutputControl
from .sharing_control import SharingControl

if TYPE_CHECKING:
    from quantizer.image.palette import Palette
    from quantizer.presets import Preset

USUAL = Settings(ClusterSettings(effort=Effort.FAST))
"""The default settings of a batch: 256 colours, found quickly."""


class OptionsPanel(SidePanel):
    """The panel; emits `changed` whenever an option changes."""

    changed = Signal()
    current_requested = Signal()
    """The user wants the settings of the main window."""

    def __init__(self) -> None:
        super().__init__(tr("Batch options"), 312)
        self._chosen = Chosen(USUAL)
        self.preset = PresetControl()
        self.output = OutputControl()
        self.sharing = SharingControl()
        self.count = CountControl()
        self.dithering = DitherChoice()
        self.adjust = AdjustControl()
        self.alpha = AlphaControl()
        self.clustering = ClusteringControl()
        self.indexed = IndexedControl()
        self.recursive = QCheckBox(tr("Include subfolders"))
        self.recursive.setChecked(True)
        self.include = _patterns(tr("Only these files"), tr("*.png, icons/**"))
        self.exclude = _patterns(tr("Exclude"), tr("*-old.*, drafts/**"))
        self.current = QPushButton(tr("Use settings of main window"))
        self.current.setToolTip(
            tr("Copy the settings of the image that is open in the main window")
        )
        self._lay_out()
        self.fit_width()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        column = self.column
        for control in (self.preset, self.output, self.sharing, self.count, self.dithering):
            column.addWidget(control)
            divide(column)
        files = QWidget()
        rows = vbox(
            files,
            self.recursive,
            labelled(tr("Only these files"), self.include),
            labelled(tr("Exclude"), self.exclude),
        )
        column.addWidget(Disclosure(tr("Filter files"), files))
        column.addWidget(self.adjust)
        finer = QWidget()
        rows = vbox(finer, self.alpha)
        divide(rows)
        rows.addWidget(self.clustering)
        column.addWidget(Disclosure(tr("Transparency and clustering"), finer))
        column.addWidget(self.indexed)
        column.addStretch(1)
        column.addWidget(self.current)

    def _connect(self) -> None:
        self.output.changed.connect(self.changed)
        self.sharing.changed.connect(self._follow_sharing)
        self.count.counted.connect(self._set_count)
        self.count.asked.connect(lambda one: self.choose_settings(with_target(self.settings, one)))
        self.dithering.changed.connect(
            lambda one: self.choose_settings(replace(self.settings, dither=one))
        )
        self.output.firmware.changed.connect(
            lambda one: self.choose_settings(replace(self.settings, firmware=one))
        )
        self.adjust.changed.connect(
            lambda one: self.choose_settings(replace(self.settings, adjust=one))
        )
        self.alpha.changed.connect(
            lambda one: self.choose_settings(replace(self.settings, alpha=one))
        )
        self.clustering.changed.connect(
            lambda one: self.choose_settings(replace(self.settings, cluster=one))
        )
        self.indexed.changed.connect(
            lambda one: self.choose_settings(replace(self.settings, indexed=one))
        )
        self.recursive.toggled.connect(self.changed)
        for field in (self.include, self.exclude):
            field.editingFinished.connect(self.changed)
        self.current.clicked.connect(self.current_requested)

    @property
    def chosen(self) -> Chosen:
        """The current settings, fixed palette and preset."""
        return self._chosen

    @property
    def settings(self) -> Settings:
        """The settings that images are reduced with."""
        return self._chosen.settings

    @property
    def lacks_palette(self) -> bool:
        """Whether a palette is to be given, but none was chosen yet."""
        return self.sharing.is_given and self._chosen.palette is None

    @property
    def is_preset_modified(self) -> bool:
        """Whether the settings differ from those of the chosen preset."""
        return self._chosen.is_modified(USUAL)

    def choose_settings(self, settings: Settings) -> None:
        """Change the settings; a locked colour that a preset's palette lacks drops the palette."""
        if settings != self.settings:
            self._chosen = self._chosen.with_settings(settings)
            self._show()
            self.changed.emit()

    def _set_count(self, colors: int) -> None:
        self.choose_settings(with_count(self.settings, colors, self._chosen.palette))

    def choose(self, chosen: Chosen) -> None:
        """Change settings, palette and preset; a palette is used for all images."""
        self._chosen = chosen
        self._show()
        self.changed.emit()

    def use_palette(self, palette: Palette | None) -> None:
        """Use a palette, all of its colours, for all images; None to find colours."""
        self.choose(self._chosen.with_palette(palette))

    def choose_preset(self, preset: Preset) -> None:
        """Apply a preset, including the file format."""
        self.output.show_format(preset.file_format)
        with QSignalBlocker(self.output.optimize):
            self.output.optimize.setChecked(bool(preset.optimize))
        self.choose(Chosen.of(preset, USUAL))

    def forget_preset(self) -> None:
        """Keep the settings, but without a preset and its fixed palette."""
        self.choose(Chosen(self._chosen.with_palette(None).settings))

    def _show(self) -> None:
        self.count.show_settings(self.settings, self._chosen.palette)
        self.dithering.show_settings(self.settings, self._chosen.palette)
        for control in (self.alpha, self.clustering):
            control.show_settings(self.settings, self._chosen.palette)
        for other in (self.adjust, self.indexed):
            other.show_settings(self.settings)
        self.output.firmware.show_value(self.settings.firmware)
        self.count.show_selection(None, tr("Found for each image"))
        self.sharing.show_given(self._chosen.palette)

    def _follow_sharing(self) -> None:
        """Drop the fixed palette if images are to have others."""
        if not self.sharing.is_given and self._chosen.palette is not None:
            self._chosen = self._chosen.with_palette(None)
            self._show()
        self.changed.emit()

    def set_locked(self, locked: bool) -> None:
        """Disable all options, so that they can be read and scrolled but not changed."""
        self._content.setEnabled(not locked)

    @property
    def missing(self) -> str:
        """What has to be chosen before a run, as a sentence; empty if nothing has."""
        if self.lacks_palette:
            return tr("Choose the palette for all images: by name, or load it from a file.")
        return "" if self.output.is_ready else tr("Choose the folder for the outputs.")

    def request(
        self, places: tuple[str, ...], left_out: frozenset[str] = frozenset()
    ) -> Request | None:
        """Return the request for these paths; None if something that it needs is missing.

        Parameters
        ----------
        left_out
            Absolute paths of files that are not converted.
        """
        output = self.output
        if not places or self.missing:
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
            left_out=left_out,
        )
        options = BatchOptions(selection, output.destination, conversion, self.sharing.sharing)
        return Request(places, options)


def _patterns(name: str, example: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(example)
    field.setToolTip(tr("Patterns, separated by commas"))
    return field


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for one in text.split(",") if (part := one.strip()))
