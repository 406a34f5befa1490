"""The commands of projects: save, save as, open; and the question about unsaved work.

    open_path -> worker: read, look for the image -> (ask for the image) -> document -> opened
        -> choice, pins and view of the project

Whoever would close the open image calls `ask_first`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from quantizer.language import mark, tr

from ..dialogs.target import free_path, may_replace
from ..jobs.worker import Worker
from .jobs import ImageState, LoadedProject, ProjectMaker, load, save
from .open_project import OpenProject
from .project import EXTENSION, ImageFile
from .questions import ask_about_image, ask_about_work

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMessageBox, QWidget

    from ..canvas.canvas import Canvas
    from ..document.comparison import Comparison
    from ..document.document import Document
    from ..pins.board import PinBoard
    from ..preferences import Preferences
    from .open_project import Content

_FILTER = mark("Quantizer projects (*{extension})")


class ProjectPresenter(QObject):
    """Saves and opens projects; call `shutdown` before it is destroyed.

    Parameters
    ----------
    window
        Gets the title and the dialogs.
    """

    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str, Exception)
    """What was attempted, and the error."""
    opened = Signal()
    """A project is open."""

    def __init__(
        self,
        window: QWidget,
        document: Document,
        canvas: Canvas,
        comparison: Comparison,
        board: PinBoard,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._preferences = window, document, preferences
        self._canvas, self._comparison, self._board = canvas, comparison, board
        self.open = OpenProject(document, canvas, comparison, board)
        self._maker = ProjectMaker()
        self._opening: LoadedProject | None = None
        self._read_before: object = None
        self._saving: tuple[Content, Callable[[], object] | None] | None = None
        self.question: QMessageBox | None = None
        """The question that is asked, while it is."""
        self._saver = Worker("quantizer-project-save", self)
        self._saver.published.connect(self._tell_saved)
        self._saver.failed.connect(partial(self._fail, tr("The project was not saved")))
        self._loader = Worker("quantizer-project-open", self)
        self._loader.published.connect(self._take)
        self._loader.failed.connect(partial(self._fail, tr("The project was not opened")))
        document.opened.connect(self._take_image)
        document.failed.connect(self._forget_opening)
        self.open.changed.connect(self._show_title)
        self._show_title()

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save to the file of the project, or ask for one; call `then` once it is saved."""
        if self.open.path is not None:
            self._save(self.open.path, then)
        else:
            self.save_as(then)

    def save_as(self, then: Callable[[], object] | None = None) -> None:
        """Ask for a file, and save to it; call `then` once it is saved."""
        if not self.open.has_image:
            return
        path = self.open.path or self._proposed()
        keep = QFileDialog.Option.DontConfirmOverwrite  # asked below, for the name with its ending
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            tr("Save project"),
            str(path),
            tr(_FILTER, extension=EXTENSION),
            options=keep,
        )
        if not name:
            return
        chosen = Path(name)
        if chosen.suffix.lower() != EXTENSION:
            chosen = chosen.with_name(chosen.name + EXTENSION)
        if not chosen.exists() or chosen == self.open.path or may_replace(self._window, chosen):
            self._save(chosen, then)

    def open_path(self, path: Path) -> None:
        """Open the project in a file, after asking about unsaved work."""
        self.ask_first(partial(self.restore, path))

    def restore(self, path: Path, *, is_last_state: bool = False) -> None:
        """Open the project in a file, which may be the last state of a session."""
        self._loader.start(load(path.absolute(), is_last_state=is_last_state))

    def ask_first(self, action: Callable[[], object]) -> None:
        """Do what closes the open image, after asking what to do with unsaved work."""
        if not self.open.is_unsaved:
            action()
        elif self.question is None:
            self.question = ask_about_work(
                self._window,
                self.open.name,
                save=partial(self.save, action),
                discard=partial(self._discard, action),
            )
            self.question.finished.connect(self._forget_question)

    def may_close(self) -> bool:
        """Whether the window may close now; else a question is asked, which closes it later."""
        is_saved = not self.open.is_unsaved
        if not is_saved:
            self.ask_first(self._window.close)
        return is_saved

    def shutdown(self) -> None:
        """Stop the workers and wait for them."""
        self._saver.shutdown()
        self._loader.shutdown()

    def _discard(self, action: Callable[[], object]) -> None:
        self.open.forget_changes()
        action()

    # ---- saving

    def _proposed(self) -> Path:
        """Return a new name beside the image, or in the folder used last."""
        own = self._document.path
        is_own = own is not None and not self._document.is_sample
        folder = own.absolute().parent if own is not None and is_own else self._preferences.folder
        return free_path(folder, Path(self._document.name).stem or tr("image"), EXTENSION)

    def _save(self, path: Path, then: Callable[[], object] | None) -> None:
        state = self.open.state()
        self._saving = self.open.content, then
        self._saver.start(save(self._maker, state, path.absolute()))

    def _tell_saved(self, path: Path) -> None:
        assert self._saving is not None
        (content, then), self._saving = self._saving, None
        self._preferences.folder = path.parent
        self._preferences.add_recent(path)
        self.open.mark_saved(content, path)
        self.message.emit(tr("Saved {name}", name=path.name))
        if then is not None:
            then()

    # ---- opening

    def _take(self, loaded: LoadedProject) -> None:
        if loaded.state is ImageState.FOUND:
            self._begin(loaded)
            return
        assert isinstance(loaded.project.image, ImageFile)
        self.question = ask_about_image(
            self._window,
            loaded.project.image.path,
            is_missing=loaded.state is ImageState.MISSING,
            use=partial(self._begin, loaded),
            use_other=lambda path: self._begin(loaded.with_image(path)),
        )
        self.question.finished.connect(self._forget_question)

    def _begin(self, loaded: LoadedProject) -> None:
        """Open the image of a project; the rest follows when it is there."""
        self._opening, self._read_before = loaded, self._document.read
        image = loaded.project.image
        if isinstance(image, ImageFile):
            self._document.open_path(image.path)
        else:
            self._document.open_bytes(image.data, image.name)

    def _take_image(self) -> None:
        """Apply a project to its image, which was opened just now."""
        loaded, document = self._opening, self._document
        if loaded is None or document.read is self._read_before:
            return
        self._opening = self._read_before = None
        image, project = loaded.project.image, loaded.project
        is_its = document.path == image.path if isinstance(image, ImageFile) else not document.path
        if not is_its:
            return  # another image was opened meanwhile
        document.restore(project.chosen)
        self._board.restore(project.pins)
        self._comparison.show(project.view.mode)
        self._comparison.set_gain(project.view.gain)
        self._canvas.set_split(project.view.split)
        is_last_state = loaded.is_last_state
        path = project.saved_as if is_last_state else loaded.path
        is_saved = loaded.state is ImageState.FOUND and not is_last_state
        self.open.begin(path, is_saved=is_saved)
        if not is_last_state:
            self._preferences.folder = loaded.path.parent
            self._preferences.add_recent(loaded.path)
        self.opened.emit()

    def _forget_opening(self) -> None:
        self._opening = self._read_before = None

    # ---- showing

    def _fail(self, title: str, error: Exception) -> None:
        self._saving = None
        self.failed.emit(title, error)

    def _forget_question(self) -> None:
        self.question = None

    def _show_title(self) -> None:
        name = self.open.name
        title = tr("{name} — Quantizer", name=f"{name}[*]") if name else tr("Quantizer")
        self._window.setWindowTitle(title)
        self._window.setWindowModified(bool(name) and self.open.is_unsaved)
