"""Measures how many bytes the result takes as a file.

    result is current -> a short wait -> the file is made and its bytes are counted -> `changed`

The file is the one that an export proposes, made in the same way. The value is forgotten as soon
as the result is no longer current.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ..jobs import jobs
from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker
from .document import ResultState

if TYPE_CHECKING:
    from quantizer.image_files.formats import FileFormat
    from quantizer.image_files.write import Encoded

    from .document import Document

_WAIT_MS = 150


@dataclass(frozen=True)
class FileSize:
    """The size of a result's file.

    Parameters
    ----------
    file_format
        Format of the file; None without a result.
    length
        Size of the result in bytes; None if it is not known.
    original
        Size of the original in bytes; None if it is not a file.
    is_pending
        Whether `length` is being measured.
    """

    file_format: FileFormat | None = None
    length: int | None = None
    original: int | None = None
    is_pending: bool = False


class SizeMeter(QObject):
    """Measures the result of a document; call `shutdown` before it is destroyed."""

    changed = Signal(object)
    """The `FileSize` as far as it is known."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self.value = FileSize()
        self._measured: object = None
        self._wait = single_shot_timer(self, _WAIT_MS, self._start)
        self._worker = Worker("quantizer-size", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(lambda _error: self._show(None))
        document.state_changed.connect(self._follow)
        document.result_changed.connect(self._follow)

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._wait.stop()
        self._worker.shutdown()

    def _follow(self) -> None:
        outcome, state = self._document.outcome, self._document.state
        if outcome is None or state is not ResultState.CURRENT:
            self._wait.stop()
            self._worker.cancel()
            self._measured = None
            self._show(None, is_pending=state is ResultState.RUNNING)
        elif outcome.reduced.animation is not self._measured:
            self._wait.start()

    def _start(self) -> None:
        outcome = self._document.outcome
        assert outcome is not None
        self._measured = outcome.reduced.animation
        self._show(None, is_pending=True)
        self._worker.start(jobs.encode(outcome.reduced.animation, outcome.fitted.recipe))

    def _take(self, encoded: Encoded) -> None:
        self._show(len(encoded.data))

    def _show(self, length: int | None, *, is_pending: bool = False) -> None:
        read, outcome = self._document.read, self._document.outcome
        original = read.animation.source.bytes if read is not None else None
        file_format = outcome.recipe.file_format if outcome else None
        self.value = FileSize(file_format, length, original, is_pending)
        self.changed.emit(self.value)
