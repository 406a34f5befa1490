"""Exports once more to the file that was exported before, without a dialog.

The result of the moment is written, in the format and with the options of that export. The file is
replaced if it is as this program left it; if another program changed it, the user is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quantizer.language import tr

from ..dialogs.target import may_replace
from ..jobs import jobs
from ..jobs.worker import Worker

if TYPE_CHECKING:
    from os import stat_result
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from quantizer.conversion.recipe import Recipe

    from ..document.document import Document
    from ..jobs.jobs import Saved


@dataclass(frozen=True)
class _Export:
    """An export: the image, how its file was made, and the file as it was left."""

    source: object
    recipe: Recipe
    path: Path
    state: tuple[int, int]


class RepeatedExport(QObject):
    """Remembers the last export of the open image and repeats it; call `shutdown` at the end."""

    saved = Signal(object)
    """The `Saved` file."""
    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str, Exception)
    """What was attempted, and the error."""

    def __init__(self, window: QWidget, document: Document) -> None:
        super().__init__(window)
        self._window, self._document = window, document
        self._last: _Export | None = None
        self._worker = Worker("quantizer-export-again", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(
            lambda error: self.failed.emit(tr("The image was not exported"), error)
        )
        document.opened.connect(self._worker.cancel)

    @property
    def is_possible(self) -> bool:
        """Whether the open image was exported before."""
        return self._last is not None and self._last.source == self._source

    def remember(self, saved: Saved, recipe: Recipe) -> None:
        """Repeat this export from now on."""
        state = _state(saved.path.stat())
        self._last = _Export(self._source, recipe, saved.path.absolute(), state)

    def run(self) -> None:
        """Export the result of the moment to the same file."""
        last, read = self._last, self._document.read
        if last is None or read is None or not self._may_write(last):
            return
        now = self._document.recipe
        recipe = replace(
            last.recipe,
            settings=replace(now.settings, firmware=last.recipe.settings.firmware),
            palette=now.palette,
            edits=now.edits,
        )
        outcome = self._document.outcome
        known = () if outcome is None else (outcome,)
        protect = () if self._document.path is None else (self._document.path,)
        self.message.emit(tr("Exporting {name}…", name=last.path.name))
        self._worker.start(jobs.export_to(last.path, read, recipe, known, protect))

    def shutdown(self) -> None:
        """Stop the export and wait for it."""
        self._worker.shutdown()

    @property
    def _source(self) -> object:
        """What tells the open image from others: its path, or what was read without one."""
        return self._document.path or self._document.name

    def _may_write(self, last: _Export) -> bool:
        try:
            is_ours = _state(last.path.stat()) == last.state
        except FileNotFoundError:
            return True
        except OSError:
            is_ours = False
        return is_ours or may_replace(
            self._window, last.path, tr("Another program changed it since it was exported.")
        )

    def _take(self, result: object) -> None:
        if isinstance(result, jobs.Saved) and self._last is not None:
            self.remember(result, self._last.recipe)
            self.saved.emit(result)


def _state(found: stat_result) -> tuple[int, int]:
    """Return what changes when a file does: its size and its time in nanoseconds."""
    return found.st_size, found.st_mtime_ns
