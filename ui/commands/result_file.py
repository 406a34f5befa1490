"""The result as a file for other programs, in a temporary folder that is deleted at the end.

    result -> the file that an export would write, and a PNG of the frame in view -> `made`

A result that is only measured since is the same result.

A file is never written again once another program may have it: each result has a folder of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QUrl, Signal

from quantizer.conversion.recipe import Recipe
from quantizer.image.image import IndexedAnimation
from quantizer.image_files.atomic import make_folder, write_atomically
from quantizer.image_files.formats import format_by_name

from ..document.document import ResultState
from ..jobs import jobs
from ..jobs.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.image import IndexedImage

    from ..document.document import Document
    from ..jobs.jobs import ReductionResult
    from ..jobs.worker import Context


@dataclass(frozen=True, eq=False)
class ReadyFile:
    """A result as a file.

    Parameters
    ----------
    outcome
        What was written.
    path
        The file.
    png
        The frame that was in view, as a PNG for programs that take a picture and no file.
    """

    outcome: ReductionResult
    path: Path
    png: bytes

    def mime_data(self) -> QMimeData:
        """Return the data to drop or to paste: the file, and the picture."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self.path))])
        data.setData("image/png", self.png)
        return data


class ResultFile(QObject):
    """Makes the file of the document's result; call `shutdown` before it is destroyed."""

    made = Signal(object)
    """The `ReadyFile` of the result in the window."""
    failed = Signal(Exception)
    cancelled = Signal()
    """The result has changed, so its file is not made."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._ready: ReadyFile | None = None
        self._folder: TemporaryDirectory[str] | None = None
        self._numbers = count(1)
        self._worker = Worker("quantizer-result-file", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self.failed)
        self._worker.cancelled.connect(self.cancelled)
        document.result_changed.connect(self._forget)
        document.state_changed.connect(self._forget)

    @property
    def ready(self) -> ReadyFile | None:
        """The file of the result in the window; None if it is not made yet."""
        ready, outcome = self._ready, self._document.outcome
        if ready is None or outcome is None or not ready.path.exists():
            return None
        made = ready.outcome.reduced.animation
        return ready if made is outcome.reduced.animation else None

    @property
    def can_make(self) -> bool:
        """Whether there is a result that is up to date."""
        return self._document.state is ResultState.CURRENT

    def make(self) -> None:
        """Make the file, unless it is ready or under way; `made` is emitted when it is ready."""
        outcome, frame = self._document.outcome, self._document.shown
        if outcome is None or frame is None or not self.can_make or self._worker.is_busy:
            return
        if (ready := self.ready) is not None:
            self.made.emit(ready)
            return
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="quantizer-", ignore_cleanup_errors=True)
        folder = Path(self._folder.name, str(next(self._numbers)))
        source = self._document.path
        stem = f"{source.stem if source else 'image'}-{len(outcome.quantized.palette)}"
        self._worker.start(_write(outcome, frame, folder, stem))

    def shutdown(self) -> None:
        """Stop the worker, and delete all files."""
        self._worker.shutdown()
        if self._folder is not None:
            self._folder.cleanup()

    def _forget(self) -> None:
        if self._document.state is not ResultState.CURRENT:
            self._worker.cancel()
        if self.ready is None:
            self._ready = None

    def _take(self, ready: object) -> None:
        assert isinstance(ready, ReadyFile)
        self._ready = ready
        if self.ready is not None:
            self.made.emit(ready)


def _write(
    outcome: ReductionResult, frame: IndexedImage, folder: Path, stem: str
) -> Callable[[Context], ReadyFile]:
    def job(context: Context) -> ReadyFile:
        recipe = replace(outcome.fitted.recipe, name=stem)
        animation, png = outcome.reduced.animation, format_by_name("png")
        data = jobs.encoded(animation, recipe, context.progress).data
        is_png = recipe.file_format == png and len(animation.frames) == 1
        still = IndexedAnimation.still(frame)
        picture = data if is_png else jobs.encoded(still, Recipe(png), context.progress).data
        context.progress.check()
        make_folder(folder)
        path = folder / f"{stem}{recipe.file_format.extensions[0]}"
        write_atomically(path, data)
        return ReadyFile(outcome, path, picture)

    return job
