"""The dialog that saves a run as an animation, or as a picture of each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QProgressBar

from quantizer.language import mark, tr

from ..dialogs.message import show_error
from ..dialogs.save_dialog import SaveDialog
from ..dialogs.target import TargetField, free_path, may_replace
from ..jobs.worker import Worker
from ..panels.parts import choice, muted
from .recorder import Kind, Recording, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from .frame_painter import FrameStyle
    from .runner import StepRunner
    from .step_data import StepData

_KINDS = (
    (mark("GIF animation"), Kind.GIF, mark("Plays everywhere")),
    (mark("APNG animation"), Kind.APNG, mark("Plays in browsers")),
    (mark("WebP animation"), Kind.WEBP, mark("Small; plays in browsers")),
    (mark("PNG pictures"), Kind.PICTURES, mark("One file for each step, in a folder")),
)
_SIZES = tuple(
    (f"{width} \N{MULTIPLICATION SIGN} {height}", QSize(width, height), "")
    for width, height in ((1280, 720), (960, 540), (640, 360), (1920, 1080))
)


class RunSaveDialog(SaveDialog):
    """Asks for format, size and time, then saves with progress; closing it cancels.

    Parameters
    ----------
    runner
        Owns the runs.
    data
        Their samples.
    style
        Returns the style of frames of a size.
    folder, stem
        Where the file is proposed.
    """

    def __init__(
        self,
        parent: QWidget,
        runner: StepRunner,
        data: StepData,
        style: Callable[[QSize], FrameStyle],
        folder: Path,
        stem: str,
    ) -> None:
        super().__init__(parent, tr("Save the run"))
        self._runner, self._data, self._style = runner, data, style
        self._folder, self._stem = folder, stem
        self.kind = choice(tr("Format"), _KINDS)
        self.size_choice = choice(tr("Size"), _SIZES)
        self.time = _time_field()
        self.target = TargetField(folder / stem)
        self.stage, self.bar = muted(), QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        words = QLabel(tr("All steps from the start to the end are saved, as they are seen now."))
        words.setWordWrap(True)
        self._lay_out(
            (
                (tr("Format"), self.kind),
                (tr("Size"), self.size_choice),
                (tr("Each step"), self.time),
                (tr("Save to"), self.target),
            ),
            words,
            self.stage,
            self.bar,
        )
        self.setMinimumWidth(560)
        self._worker = Worker("quantizer-recording", self)
        self._connect()
        self._show_busy(busy=False)
        self._follow_kind()

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._follow_kind)
        self.target.changed.connect(self._check)
        self.finished.connect(self._worker.shutdown)
        self._worker.progressed.connect(self._show_progress)
        self._worker.published.connect(self._tell_saved)
        self._worker.failed.connect(self._tell_failed)
        self._worker.finished.connect(lambda: self._show_busy(busy=False))

    @property
    def chosen(self) -> Kind:
        """The chosen format."""
        return Kind(self.kind.currentData())

    def _follow_kind(self) -> None:
        kind = self.chosen
        self.target.set_path(free_path(self._folder, self._stem, kind.value))
        self.time.setEnabled(kind is not Kind.PICTURES)
        self._check()

    def _check(self) -> None:
        path = self.target.path
        if self.chosen is Kind.PICTURES:
            problem = (
                ""
                if path.parent.is_dir()
                else tr("There is no folder {parent}.", parent=path.parent)
            )
        else:
            problem = self.target.problem(None)
        self._show_warning(problem)
        self.save.setEnabled(not problem)

    def _save(self) -> None:
        kind, path = self.chosen, self.target.path
        if kind is not Kind.PICTURES and path.suffix.lower() != kind.value:
            path = path.with_name(path.name + kind.value)
        exists = kind is not Kind.PICTURES and path.exists()
        if exists and not may_replace(self, path):
            return
        style = self._style(self.size_choice.currentData())
        time = round(1000 * self.time.value())
        recording = Recording(kind, path, self._stem, time, style, exists)
        self._show_busy(busy=True)
        self._worker.start(record(self._runner.runs, self._runner.lock, self._data, recording))

    def _show_busy(self, *, busy: bool) -> None:
        for part in (self.kind, self.size_choice, self.time, self.target, self.save):
            part.setEnabled(not busy)
        for shown in (self.stage, self.bar):
            shown.setVisible(busy)
        if not busy:
            self.time.setEnabled(self.chosen is not Kind.PICTURES)

    def _show_progress(self, stage: object, fraction: float) -> None:
        self.stage.setText(str(stage))
        self.bar.setValue(round(1000 * fraction))

    def _tell_saved(self, path: object) -> None:
        self.saved.emit(path)
        self.accept()

    def _tell_failed(self, error: Exception) -> None:
        show_error(self, tr("The run was not saved"), error)


def _time_field() -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(0.1, 10)
    field.setSingleStep(0.5)
    field.setDecimals(1)
    field.setValue(1.5)
    field.setSuffix(" s")
    field.setAccessibleName(tr("Time of each step"))
    return field
