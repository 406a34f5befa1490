"""Undo in the batch window: removed rows come back first, then the last run is taken back.

Ctrl+Z -> rows were removed: they come back
-> else: the journal of the last run is read -> the user confirms -> undo -> the result
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from quantizer.language import tr, tr_n

from ..dialogs.message import show_error
from ..jobs.worker import Worker
from . import jobs
from .controller import Phase

if TYPE_CHECKING:
    from quantizer.batch.journal.undo import UndoScope
    from quantizer.batch.journal.undo_result import UndoResult
    from quantizer.batch.plan.plan import Entry

    from .controller import BatchController
    from .sources import SourceBar

_LISTED = 200
"""Most files that a message lists (not tuned)."""


class UndoPresenter(QObject):
    """Removes entries, and takes removals and runs back; call `shutdown` before it is destroyed."""

    told = Signal(str)
    """A sentence on what was done."""
    replan_requested = Signal()
    """The files are others now."""

    def __init__(self, window: QWidget, controller: BatchController, sources: SourceBar) -> None:
        super().__init__(window)
        self._window, self._controller, self._sources = window, controller, sources
        self._removals: list[tuple[Entry, ...]] = []
        self._worker = Worker("quantizer-undo-scope", self)
        self._worker.published.connect(self._confirm)
        self._worker.failed.connect(
            lambda error: show_error(window, tr("The run cannot be undone"), error)
        )
        controller.undone.connect(self._finish)
        sources.cleared.connect(self._removals.clear)

    def remove(self, entries: tuple[Entry, ...]) -> None:
        """Remove entries from the batch; `undo` brings them back."""
        if self._controller.phase is Phase.READY:
            self._removals.append(entries)
            self._sources.leave_out(str(entry.source) for entry in entries)
            self._controller.remove(entries)
            text = tr_n(
                "{n:,} file was removed from the batch. Ctrl+Z brings it back.",
                "{n:,} files were removed from the batch. Ctrl+Z brings them back.",
                len(entries),
            )
            self.told.emit(text)

    def undo(self) -> None:
        """Bring the rows back that were removed last; without any, take the last run back."""
        if self._controller.is_running:
            return
        if self._removals:
            self._restore(self._removals.pop())
        else:
            self.undo_run()

    def undo_run(self) -> None:
        """Take the last run back, after a question."""
        journal = self._controller.undoable
        if self._controller.phase is Phase.READY and journal is not None:
            self._worker.start(jobs.undo_scope(journal))

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._worker.shutdown()

    def _restore(self, entries: tuple[Entry, ...]) -> None:
        self._sources.take_back(str(entry.source) for entry in entries)
        if self._controller.model.knows(entries):
            self._controller.restore(entries)
        else:  # there is another plan since
            self.replan_requested.emit()
        text = tr_n(
            "{n:,} file is in the batch again.",
            "{n:,} files are in the batch again.",
            len(entries),
        )
        self.told.emit(text)

    def _confirm(self, scope: UndoScope) -> None:
        if self._controller.phase is Phase.READY and _confirms(self._window, scope):
            self._controller.undo(scope)

    def _finish(self, result: UndoResult | None) -> None:
        self.replan_requested.emit()
        if result is None:
            self.told.emit(tr("The undo was cancelled. Undo again to take the rest back."))
            return
        text = tr(
            "The run was taken back: {removed:,} removed, {restored:,} restored.",
            removed=len(result.removed),
            restored=len(result.restored),
        )
        self.told.emit(text)
        if result.not_undone:
            _tell_rest(self._window, result)


def _confirms(parent: QWidget, scope: UndoScope) -> bool:
    """Ask whether to take a run back, and say what will happen."""
    parts = []
    if scope.removed:
        text = tr_n(
            "{n:,} file that it wrote is deleted.",
            "{n:,} files that it wrote are deleted.",
            scope.removed,
        )
        parts.append(text)
    if scope.restored:
        text = tr_n(
            "{n:,} file that it replaced comes back.",
            "{n:,} files that it replaced come back.",
            scope.restored,
        )
        parts.append(text)
    parts.append(tr("Files that were changed since stay as they are."))
    folder = scope.journal.parent.parent
    if scope.doubt:
        text = tr(
            "The journal {doubt}. Go on only if you trust where this folder comes from. Nothing "
            "outside of the folder is changed.",
            doubt=scope.doubt,
        )
        parts.append(text)
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning if scope.doubt else QMessageBox.Icon.Question)
    box.setWindowTitle(tr("Undo the last run?"))
    box.setText(tr("Take back the last run in {folder}?", folder=folder))
    box.setInformativeText(" ".join(parts))
    undo = box.addButton(tr("Undo the run"), QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(tr("Keep the files"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is undo


def _tell_rest(parent: QWidget, result: UndoResult) -> None:
    """Say which files were left as they are, and why."""
    left = result.not_undone
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("Not everything was taken back"))
    text = tr_n("{n:,} file was left as it is.", "{n:,} files were left as they are.", len(left))
    box.setText(text)
    box.setInformativeText(f"{left[0].path}: {left[0].reason}" if len(left) == 1 else "")
    box.setDetailedText("\n".join(f"{one.path}: {one.reason}" for one in left[:_LISTED]))
    box.open()
