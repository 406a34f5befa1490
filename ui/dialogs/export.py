"""Exports the result: asks for a format and a place, and shows what the file will be.

format chosen -> `jobs.export`: fit to the format, reduce again if that changes anything
-> pictures, notices -> the file's bytes -> size -> Export writes exactly those bytes

Beside it `FormatComparison` makes the files of the other formats, and lossy ones for reference.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QCheckBox, QLabel, QWidget

from quantizer.image_files.formats import WRITABLE, FileFormat
from quantizer.image_files.write import Encoded
from quantizer.language import tr

from ..controls.fitting import scrolled
from ..jobs import jobs
from ..jobs.format_trials import FormatTrial
from ..jobs.worker import Worker
from ..panels.firmware_fields import FirmwareFields
from ..panels.parts import hbox, muted, notice, vbox
from ..panels.texts import percentage, size
from .export_changes import changes, growth
from .figure_table import FigureTable
from .format_comparison import FormatComparison, trial_texts
from .message import show_error
from .save_dialog import SaveDialog
from .target import TargetField, free_path, may_replace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent

    from quantizer.settings.settings import FirmwareSettings

    from ..jobs.jobs import ReductionResult
    from ..jobs.reading import Opened

_SIZE = (1160, 720)
_WIDE = 880
"""Width in pixels from which the pictures are beside the form; in less room they are below it."""


class ExportDialog(SaveDialog):
    """Asks for a format and a place, then writes the file.

    Parameters
    ----------
    read
        The original; its file is never written.
    outcome
        The result in the window, whose format is proposed.
    folder_for
        The folder to propose for a file of a format.
    formats
        The formats to choose from.
    firmware
        The layout of files for firmware that is proposed; None for that of the settings.
    """

    def __init__(
        self,
        parent: QWidget | None,
        read: Opened,
        outcome: ReductionResult,
        folder_for: Callable[[FileFormat], Path],
        formats: Sequence[FileFormat] = WRITABLE,
        firmware: FirmwareSettings | None = None,
    ) -> None:
        super().__init__(parent, tr("Export animation") if read.moves else tr("Export image"))
        self.save.setText(tr("Export"))
        self._read, self._source, self._folder_for = read, read.animation.source, folder_for
        self._window_outcome = self.outcome = outcome
        self._encoded: Encoded | None = None
        self._encoded_title = ""
        self._is_saving = False
        self.format = FigureTable(tr("Format"), (tr("Format"), tr("Size"), tr("Of original")))
        for entry in formats:
            self.format.show_row(entry, [tr(entry.label), "…", ""])
        proposed = outcome.recipe.file_format
        self.format.choose(proposed)
        self.exif = QCheckBox(tr("Keep EXIF data (camera, place, time)"))
        self.optimize = QCheckBox(tr("Compress as much as possible (takes longer)"))
        self.optimize.setChecked(outcome.recipe.optimize)
        self.firmware = FirmwareFields(firmware or outcome.recipe.settings.firmware)
        self.formats = FormatComparison(read)
        self.file_size = QLabel()
        self.file_size.setObjectName("value")
        self.comparison = muted()
        self.notice = notice()
        self._folder = folder_for(proposed)
        self.target = TargetField(self._proposal(proposed))
        self._worker = Worker("quantizer-export", self)
        self._lay_out_form()
        self._connect()
        self._follow_format()

    def _lay_out_form(self) -> None:
        sizes = vbox(None, self.file_size, self.comparison, spacing=2)
        form = self._make_form(
            (
                (tr("Format"), self.format),
                ("", self.exif),
                ("", self.optimize),
                ("", self.firmware),
                (tr("File size"), sizes),
                (tr("Save to"), self.target),
            )
        )
        left = vbox(None, form, self.notice, spacing=12)
        left.addStretch(1)
        content = QWidget()
        content.setObjectName("page")
        self._halves = hbox(content, (left, 4), (self.formats, 5), spacing=24)
        self._halves.setContentsMargins(24, 24, 24, 8)
        area = scrolled(content)
        area.setObjectName("page")
        below = vbox(None, self.warning, self.buttons, margins=(24, 8, 24, 16))
        vbox(self, (area, 1), below, spacing=0)
        self.setMinimumSize(360, 320)
        self.resize(*_SIZE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put the pictures beside the form, or below it."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        is_wide = self.width() >= _WIDE
        self._halves.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)

    def _connect(self) -> None:
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._fail)
        self.format.chosen.connect(lambda _entry: self._follow_format())
        self.formats.sized.connect(self._show_trial)
        self.exif.toggled.connect(self._encode)
        self.optimize.toggled.connect(self._encode)
        self.firmware.changed.connect(lambda _value: self._encode())
        self.target.changed.connect(self._follow_target)
        self.finished.connect(self._end_jobs)

    def _end_jobs(self) -> None:
        self.formats.shutdown()
        self._worker.shutdown()

    @property
    def file_format(self) -> FileFormat:
        """The chosen format."""
        entry = self.format.current
        assert isinstance(entry, FileFormat)
        return entry

    def _proposal(self, file_format: FileFormat) -> Path:
        stem = self._source.path.stem if self._source.path else "image"
        stem = f"{stem}-{len(self.outcome.quantized.palette)}"
        return free_path(self._folder_for(file_format), stem, file_format.extensions[0])

    def _follow_format(self) -> None:
        entry = self.file_format
        has_exif = self._read.image.metadata.exif is not None and not self._read.moves
        self.exif.setEnabled(entry.keeps_exif and has_exif)
        self.exif.setToolTip(
            tr("The image has no EXIF data")
            if not has_exif
            else ""
            if entry.keeps_exif
            else tr("{label} cannot hold EXIF data", label=entry.label)
        )
        self._form.setRowVisible(self.firmware, entry.for_firmware)
        for box in (self.exif, self.optimize):
            self._form.setRowVisible(box, not entry.for_firmware)
        path = self._in_folder_for(entry)
        known = {extension for one in WRITABLE for extension in one.extensions}
        stem = path.stem if path.suffix.lower() in known else path.name
        renamed = path.with_name(f"{stem}{entry.extensions[0]}")
        if path.suffix.lower() not in entry.extensions:
            self.target.set_path(
                free_path(renamed.parent, stem, entry.extensions[0]) if stem else renamed
            )
        self._encode()

    def _in_folder_for(self, file_format: FileFormat) -> Path:
        """Return the path, in the folder of such files if it was in that of the format before."""
        path, folder = self.target.path, self._folder_for(file_format)
        is_proposed = path.parent == self._folder
        self._folder = folder
        return folder / path.name if is_proposed else path

    def _encode(self) -> None:
        self._encoded, self._encoded_title = None, self._title
        self.file_size.setText("…")
        self.comparison.setText(tr("Encoding"))
        self.notice.hide()
        self._check_target()
        window = self._window_outcome.recipe
        self.recipe = recipe = replace(
            window,
            settings=replace(window.settings, firmware=self.firmware.value),
            name=self._title,
            file_format=self.file_format,
            keep_exif=self.exif.isEnabled() and self.exif.isChecked(),
            optimize=self.optimize.isChecked(),
        )
        self._worker.start(jobs.export(self._read, recipe, self._known))
        self.formats.show_waiting()

    @property
    def _known(self) -> tuple[ReductionResult, ...]:
        return self._window_outcome, self.outcome

    @property
    def _title(self) -> str:
        """What the image is called in a file that names it."""
        return self.target.path.stem if self.file_format.for_firmware else ""

    def _follow_target(self) -> None:
        if self._title != self._encoded_title:
            self._encode()
        self._check_target()

    def _check_target(self) -> None:
        problem = self.target.problem(self._source.path)
        self._show_warning(problem)
        self.save.setEnabled(not problem and self._encoded is not None and not self._is_saving)

    def _take(self, result: object) -> None:
        if isinstance(result, jobs.Saved):
            self.saved.emit(result)
            self.accept()
            return
        if isinstance(result, jobs.ReductionResult):
            self._show_outcome(result)
        elif isinstance(result, Encoded):
            self._show_encoded(result)

    def _show_encoded(self, result: Encoded) -> None:
        self._encoded = result
        length = len(result.data)
        self.file_size.setText(size(length))
        original = self._source.bytes
        self.comparison.setText(
            tr(
                "{share} of the original {size}",
                share=percentage(length / original),
                size=size(original),
            )
            if original
            else tr("The original has no file to compare with")
        )
        colors = len(self.outcome.quantized.palette)
        larger = growth(length, original, self.recipe, colors)
        self._show_notices((*larger, *result.notices))
        self.formats.show_size(length)
        self.formats.try_others(self.recipe, self.format.keys, self._known)
        self._show_trial(FormatTrial(self.file_format, length), is_exact=True)
        self._check_target()

    def _show_trial(self, trial: FormatTrial, *, is_exact: bool = False) -> None:
        """Show the size of a file in the table; that of the chosen format is known exactly."""
        if is_exact or trial.file_format != self.file_format:
            texts = trial_texts(trial, self._source.bytes)
            self.format.show_row(trial.file_format, texts, trial.notes)

    def _show_outcome(self, outcome: ReductionResult) -> None:
        self.outcome = outcome
        self.formats.show_result(outcome)
        self._show_notices()

    def _show_notices(self, notices: tuple[str, ...] = ()) -> None:
        fitted = changes(self._window_outcome, self.outcome)
        self.notice.setText("\n".join((*fitted, *notices)))
        self.notice.setVisible(bool(fitted or notices))

    def _fail(self, error: Exception) -> None:
        if not self._is_saving:
            self.file_size.setText("—")
            self.comparison.setText(tr("This format could not be written"))
            self.formats.try_others(self.recipe, self.format.keys, self._known)
        self._is_saving = False
        show_error(self, tr("The image was not exported"), error)
        self._check_target()

    def _save(self) -> None:
        encoded, path = self._encoded, self.target.path
        if encoded is None or not self.save.isEnabled():
            return
        if not path.suffix:
            path = path.with_name(path.name + self.file_format.extensions[0])
        if path.exists() and not may_replace(self, path):
            return
        self._is_saving = True
        self.save.setEnabled(False)
        protect = (self._source.path,) if self._source.path else ()
        overwrite = path.exists()
        self._worker.start(jobs.save(encoded.data, path, overwrite=overwrite, protect=protect))
