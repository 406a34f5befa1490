"""The project that is open: its file, what is open now, and whether that is saved; no widgets.

document, pins, canvas -> `OpenState` -> compared with what was saved -> changed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from .jobs import OpenState
from .project import SavedView

if TYPE_CHECKING:
    from pathlib import Path

    from ..canvas.canvas import Canvas
    from ..document.comparison import Comparison
    from ..document.document import Document
    from ..pins.board import PinBoard

Content = tuple[object, ...]


class OpenProject(QObject):
    """What would be saved, and whether it is.

    Without a project, only pins and edits of the palette count as work: nobody is asked about
    settings that were tried out on an image.
    """

    changed = Signal()
    """What is open, its file, or whether it is saved may have changed."""

    def __init__(
        self, document: Document, canvas: Canvas, comparison: Comparison, board: PinBoard
    ) -> None:
        super().__init__(document)
        self._document, self._canvas = document, canvas
        self._comparison, self._board = comparison, board
        self.path: Path | None = None
        """The file of the project; None if it has none yet, or no project is open."""
        self._is_project = False
        self._saved: Content | None = None
        self._image: object = None
        document.opened.connect(self._follow_image)
        document.closed.connect(self._follow_image)
        document.settings_changed.connect(self.changed)
        board.changed.connect(self.changed)
        board.pending_changed.connect(self.changed)

    @property
    def name(self) -> str:
        """The name of the project, or of the image."""
        return self._document.name if self.path is None else self.path.name

    @property
    def has_image(self) -> bool:
        """Whether there is anything to save."""
        return self._document.read is not None

    @property
    def is_unsaved(self) -> bool:
        """Whether there is work that is not saved."""
        if not self.has_image or self.content == self._saved:
            return False
        has_edits = self._document.chosen.edits is not None
        return self._is_project or has_edits or bool(self._board.recipes())

    @property
    def content(self) -> Content:
        """What counts as work: the image, the choice and the pins."""
        return self._key, self._document.chosen, self._board.recipes()

    @property
    def _key(self) -> object:
        """What identifies the image: its file, or the object that was read."""
        read = self._document.read
        return self._document.path or (None if read is None else id(read))

    def state(self) -> OpenState:
        """Return what is open."""
        document = self._document
        assert document.read is not None
        path, data = document.path, document.data
        if document.is_sample and path is not None:
            data, path = path.read_bytes(), None  # it may lie elsewhere in the next version
        view = SavedView(self._comparison.view, self._comparison.gain, self._canvas.split)
        return OpenState(
            document.name,
            document.read.image,
            path,
            data,
            document.chosen,
            self._board.recipes(),
            view,
            self.path,
        )

    def mark_saved(self, content: Content, path: Path) -> None:
        """Note that a content was saved in a file."""
        self.path, self._is_project = path, True
        self._saved = content
        self.changed.emit()

    def forget_changes(self) -> None:
        """Take what is open as saved, because it is to be discarded."""
        self._saved = self.content
        self.changed.emit()

    def begin(self, path: Path | None, *, is_saved: bool) -> None:
        """Note that the image and the choice of a project were opened."""
        self._image = self._key
        self.path, self._is_project = path, True
        self._saved = self.content if is_saved else None
        self.changed.emit()

    def _follow_image(self) -> None:
        if self._key != self._image:  # another image closes the project
            self._image, self.path, self._is_project, self._saved = self._key, None, False, None
        self.changed.emit()
