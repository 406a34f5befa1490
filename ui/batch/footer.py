"""The bar below the table: progress and summary of a run, and the buttons that control it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QWidget

from quantizer.batch.outcome import State
from quantizer.batch.plan.options import Sharing
from quantizer.language import mark, tr, tr_n

from ..panels.parts import GAP, MARGIN, button, hbox, styled, vbox
from .controller import Phase
from .texts import balance_words, counts_words, duration, progress_words

if TYPE_CHECKING:
    from .controller import BatchController

_PER_MILLE = 1000
_SEEKING = mark("Computing the shared palette…")
_WAITING_WORDS = {
    Phase.EMPTY: mark("No files yet"),
    Phase.PLANNING: mark("Looking for files…"),
    Phase.SEEKING: _SEEKING,
    Phase.UNDOING: mark("Taking the last run back…"),
}


class Footer(QWidget):
    """Shows the state of a controller; its buttons control the batch."""

    pause_requested = Signal()
    resume_requested = Signal()
    retry_requested = Signal()
    undo_requested = Signal()

    def __init__(self, controller: BatchController) -> None:
        super().__init__()
        self._controller = controller
        styled(self, "bar")
        self.words = QLabel()
        self.words.setAccessibleName(tr("Progress of the batch"))
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        self.bar.setRange(0, _PER_MILLE)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self._missing = ""
        self.undo = button(
            tr("Undo run…"),
            tr("Delete what the last run wrote, and restore what it replaced (Ctrl+Z)"),
        )
        self.retry = button(tr("Retry failed"), tr("Convert the failed files again"))
        self.report = button(tr("Save report…"), tr("Save the result of each file as CSV or JSON"))
        self.pause = button(tr("Pause"), tr("Finish the current files, then wait"))
        self.cancel = button(tr("Cancel"), tr("Stop now; converted files are kept (Esc)"))
        self.start = button(
            tr("Start"), tr("Convert all waiting files (Ctrl+Return)"), style="primary"
        )
        self._lay_out()
        self.undo.clicked.connect(self.undo_requested)
        self.retry.clicked.connect(self.retry_requested)
        self.pause.clicked.connect(self._pause_or_resume)
        for signal in (
            controller.phase_changed,
            controller.planned,
            controller.ended,
            controller.palettes_changed,
        ):
            signal.connect(self.follow)
        controller.undone.connect(self.follow)
        controller.ticked.connect(self._tick)
        controller.progressed.connect(self._show_progress)
        self.follow()

    def _lay_out(self) -> None:
        row = hbox(
            None,
            (self.words, 1),
            self.undo,
            self.report,
            self.retry,
            self.pause,
            self.cancel,
            self.start,
        )
        vbox(self, self.bar, row, margins=(MARGIN, GAP, MARGIN, GAP))

    def show_missing(self, sentence: str) -> None:
        """Say what has to be chosen before a run; empty if nothing has."""
        self._missing = sentence
        self.follow()

    def follow(self) -> None:
        """Show the current phase and the buttons that apply to it."""
        control, phase = self._controller, self._controller.phase
        counts = control.model.counts
        is_ready = phase is Phase.READY
        waiting = counts[State.WAITING] + counts[State.CANCELLED]
        is_over = control.summary is not None and not waiting
        self.start.setVisible(not control.is_running and not is_over)
        self.start.setEnabled(is_ready and waiting > 0)
        self.start.setText(
            tr("Continue") if is_ready and control.summary is not None else tr("Start")
        )
        self.pause.setVisible(phase in {Phase.RUNNING, Phase.PAUSED})
        self.pause.setText(tr("Resume") if phase is Phase.PAUSED else tr("Pause"))
        busy = phase not in {Phase.EMPTY, Phase.READY}
        self.cancel.setVisible(busy)
        self.cancel.setEnabled(phase is not Phase.STOPPING)
        self.retry.setVisible(is_ready and counts[State.FAILED] > 0)
        self.undo.setVisible(is_ready and control.undoable is not None)
        self.report.setVisible(is_ready and control.summary is not None)
        self.bar.setVisible(busy)
        _emphasise(self.words, control.summary is not None)
        self.bar.setRange(0, 0 if phase in {Phase.PLANNING, Phase.SEEKING} else _PER_MILLE)
        self._tick()

    def _tick(self) -> None:
        text = self._text()
        self.words.setText(text)
        self.words.setToolTip(text)
        if self._controller.is_running:
            throughput = self._controller.throughput
            self.bar.setRange(0, _PER_MILLE)
            self.bar.setValue(round(_PER_MILLE * throughput.done / max(1, throughput.total)))

    def _text(self) -> str:
        control = self._controller
        if control.phase is Phase.READY:
            return self._summary()
        if control.is_running:
            before = {Phase.PAUSED: tr("Paused · "), Phase.STOPPING: tr("Stopping… · ")}
            return before.get(control.phase, "") + progress_words(control.throughput)
        if control.phase is Phase.EMPTY and self._missing:
            return self._missing
        return tr(_WAITING_WORDS[control.phase])

    def _summary(self) -> str:
        """Return a summary of the plan, or of the run once it has ended."""
        control = self._controller
        counts = control.model.counts
        if control.summary is None:
            waiting = counts[State.WAITING] + counts[State.CANCELLED]
            words = tr_n("{n:,} file to convert", "{n:,} files to convert", waiting)
            skipped = counts[State.SKIPPED]
            return (
                tr("{words}, {skipped:,} skipped", words=words, skipped=skipped)
                if skipped
                else words
            )
        words = (
            mark("Cancelled after {duration}: {counts}")
            if control.summary.cancelled
            else mark("Done in {duration}: {counts}")
        )
        parts = [tr(words, duration=duration(control.seconds), counts=counts_words(counts))]
        if control.before:
            parts.append(balance_words(control.before, control.saved))
        return " · ".join(parts)

    def _show_progress(self, _stage: object, fraction: float) -> None:
        """Show the progress of the preparations, before the first file is converted."""
        control = self._controller
        if control.phase is Phase.UNDOING:
            self.bar.setRange(0, _PER_MILLE)
            self.bar.setValue(round(_PER_MILLE * fraction))
        elif control.phase is Phase.SEEKING or (
            control.phase is Phase.RUNNING and control.palettes is None
        ):
            plan = control.plan
            shares = plan is not None and plan.options.sharing is not Sharing.NONE
            self.words.setText(tr(_SEEKING) if shares else tr("Preparing…"))
            self.bar.setRange(0, _PER_MILLE)
            self.bar.setValue(round(_PER_MILLE * fraction))

    def _pause_or_resume(self) -> None:
        is_paused = self._controller.phase is Phase.PAUSED
        (self.resume_requested if is_paused else self.pause_requested).emit()


def _emphasise(label: QLabel, is_summary: bool) -> None:
    """Show a summary in bold."""
    name = "heading" if is_summary else ""
    if label.objectName() != name:
        label.setObjectName(name)
        label.style().unpolish(label)
        label.style().polish(label)
