"""How many bytes the result takes as a file: the reason why many reduce an image at all.

    current result -> a moment's rest -> the file, made and counted -> `changed`
        forgotten as soon as the result is no longer current

The file is of the format that an export proposes. It is made as for an export, large ones in a
process of their own, and cancelled with the next change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ..document.document import State
from ..document.proposed_format import proposed_format
from .worker import Worker

if TYPE_CHECKING:
    from quantizer.image_files.formats import FileFormat

    from ..document.document import Document
    from ..document.export_content import Content
    from ..preferences import Preferences

_REST_MS = 150


@dataclass(frozen=True)
class FileSize:
    """How many bytes a result takes.

    Parameters
    ----------
    file_format
        As which it is encoded; None without a result.
    length
        Bytes of the result; None if they are not known.
    original
        Bytes of the original; None without a file.
    is_pending
        Whether the length is still to come.
    """

    file_format: FileFormat | None = None
    length: int | None = None
    original: int | None = None
    is_pending: bool = False


class SizeMeter(QObject):
    """Follows a document; call `shutdown` before it goes.

    Parameters
    ----------
    document
        What is followed.
    preferences
        Where the format exported last is kept.
    """

    changed = Signal(object)
    """The `FileSize` as far as it is known."""

    def __init__(self, document: Document, preferences: Preferences) -> None:
        super().__init__(document)
        self._document, self._preferences = document, preferences
        self.value = FileSize()
        self._measured: object = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._start)
        self._worker = Worker("quantizer-size", self)
        self._worker.published.connect(self._tell)
        self._worker.failed.connect(lambda _error: self._tell(None))
        document.state_changed.connect(self._follow)
        document.result_changed.connect(self._follow)

    def follow_format(self) -> None:
        """Measure anew if another format is proposed."""
        outcome, measured = self._document.outcome, self.value.file_format
        if outcome is not None and self._format(outcome.content) is not measured:
            self._measured = None
            self._follow()

    def _format(self, content: Content) -> FileFormat:
        return proposed_format(self._document, self._preferences, content)

    def shutdown(self) -> None:
        """Stop and wait."""
        self._rest.stop()
        self._worker.shutdown()

    def _follow(self) -> None:
        outcome, state = self._document.outcome, self._document.state
        if outcome is None or state is not State.CURRENT:
            self._rest.stop()
            self._worker.cancel()
            self._measured = None
            self._tell(None, is_pending=state is State.RUNNING)
        elif outcome.quantized.indexed is not self._measured:
            self._rest.start()

    def _start(self) -> None:
        outcome = self._document.outcome
        assert outcome is not None
        self._measured = outcome.quantized.indexed
        self._tell(None, is_pending=True)
        content = outcome.content
        self._worker.start(content.measure(self._format(content)))

    def _tell(self, length: int | None, *, is_pending: bool = False) -> None:
        image, outcome = self._document.image, self._document.outcome
        original = image.source.bytes if image is not None else None
        file_format = self._format(outcome.content) if outcome else None
        self.value = FileSize(file_format, length, original, is_pending)
        self.changed.emit(self.value)
