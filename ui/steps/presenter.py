"""Connects the step mode with the window: enters and leaves it, and gives it the open image.

The mode is made when it is first entered, so that it costs nothing before. Its modules are loaded
in a worker, because that takes half a second.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from quantizer.color.features import FeatureSpace
from quantizer.language import mark, tr
from quantizer.reduction.clustering import metric_for
from quantizer.tables.options import EXTENSIONS

from ..document.count_mode import shown_count
from ..jobs.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from PySide6.QtWidgets import QStackedWidget, QWidget

    from ..document.document import Document
    from ..preferences import Preferences
    from .source import ImageSource
    from .step_mode import StepMode

_FILTER = mark("Tables ({extensions});;All files (*)")
_FIRST_SET = "blobs"
"""What is shown if no image is open."""


class StepPresenter(QObject):
    """Owns the mode; call `shutdown` before it is destroyed.

    Parameters
    ----------
    stack
        Where the mode takes the place of the workspace.
    workspace
        What is shown until then; its parent is the stack.
    document
        The document; becomes the Qt owner.
    preferences
        Where the folder used last is kept.
    """

    message = Signal(str)
    """A sentence for the status bar."""

    def __init__(
        self,
        stack: QStackedWidget,
        workspace: QWidget,
        document: Document,
        preferences: Preferences,
    ) -> None:
        super().__init__(document)
        self._workspace, self._document, self._preferences = workspace, document, preferences
        self.stack = stack
        stack.addWidget(workspace)
        self.mode: StepMode | None = None
        self._name = ""
        self._loaded: set[str] = set()
        self._wanted: Callable[[ModuleType], None]
        self._loader = Worker("quantizer-step-mode", self)
        self._loader.published.connect(self._take_module)
        document.opened.connect(self._follow)

    @property
    def is_active(self) -> bool:
        """Whether the mode is shown."""
        return self.mode is not None and self.stack.currentWidget() is self.mode

    def enter(self) -> None:
        """Show the mode with the open image, or with three blobs."""
        self._when_made(self._enter)

    def open_table(self) -> None:
        """Ask for a table, and show it in the mode."""
        folder = str(self._preferences.folder)
        kinds = tr(_FILTER, extensions=" ".join(f"*{one}" for one in EXTENSIONS))
        name, _ = QFileDialog.getOpenFileName(self.stack, tr("Open table"), folder, kinds)
        if name:
            self.show_table(Path(name))

    def show_table(self, path: Path) -> None:
        """Show a table in the mode."""

        def show(mode: StepMode) -> None:
            mode.source.set_image(self._image())
            mode.source.show_table(path)
            self.stack.setCurrentWidget(mode)

        self._when_made(show)

    def leave(self) -> None:
        """Show the workspace again."""
        if self.mode is not None:
            self.mode.pause()
        self.stack.setCurrentWidget(self._workspace)

    def save(self) -> None:
        """Ask how to save the run that is shown, and save it."""
        mode = self.mode
        if mode is None or mode.data is None:
            return
        from .save_dialog import RunSaveDialog  # noqa: PLC0415 - see `_when_loaded`

        mode.pause()
        stem = f"{Path(mode.data.name).stem.lower().replace(' ', '-')}-k-means"
        folder = self._preferences.folder
        dialog = RunSaveDialog(mode, mode.runner, mode.data, mode.frame_style, folder, stem)
        dialog.saved.connect(self._tell_saved)
        dialog.open()

    def explain(self) -> None:
        """Open the page that explains the terms, or bring it to the front."""
        self._when_loaded("explained", self._open_page)

    def _open_page(self, module: ModuleType) -> None:
        window = self.stack.window()
        page = window.findChild(module.ExplainedDialog) or module.ExplainedDialog(window)
        page.show()
        page.raise_()
        page.activateWindow()

    def shutdown(self) -> None:
        """Stop the mode."""
        self._loader.shutdown()
        if self.mode is not None:
            self.mode.shutdown()

    def _tell_saved(self, path: Path) -> None:
        self._preferences.folder = path.absolute().parent
        self.message.emit(tr("Saved {name}", name=path.name))

    def _enter(self, mode: StepMode) -> None:
        source = self._image()
        if source is None:
            mode.source.show_points(_FIRST_SET)
        else:
            mode.source.show_image(source)
        self.stack.setCurrentWidget(mode)

    def _when_made(self, action: Callable[[StepMode], None]) -> None:
        """Call `action` with the mode, as soon as it is made."""

        def make(module: ModuleType) -> None:
            if self.mode is None:
                self.mode = module.StepMode()
                self.mode.left.connect(self.leave)
                self.mode.table_requested.connect(self.open_table)
                self.mode.save_requested.connect(self.save)
                self.stack.addWidget(self.mode)
            QTimer.singleShot(0, partial(action, self.mode))  # the window gets a turn in between

        self._when_loaded("step_mode", make)

    def _when_loaded(self, name: str, action: Callable[[ModuleType], None]) -> None:
        """Call `action` with a module of this package once it is loaded; the last wish counts."""
        path = f"{__package__}.{name}"
        self._wanted = action
        if path in self._loaded:
            action(import_module(path))
        else:
            self._loader.start(lambda _context: import_module(path))

    def _take_module(self, module: ModuleType) -> None:
        self._loaded.add(module.__name__)
        self._wanted(module)

    def _follow(self) -> None:
        """Show an image that was opened in the mode, and the same image after it was fitted."""
        is_other = self._document.name != self._name
        self._name = self._document.name
        source = self._image()
        if self.mode is None or not self.is_active or source is None:
            return
        if is_other or self.mode.source.is_image:
            self.mode.source.show_image(source)
        else:
            self.mode.source.set_image(source)

    def _image(self) -> ImageSource | None:
        from .source import ImageSource  # noqa: PLC0415 - see `_when_loaded`

        document = self._document
        image = document.image
        if document.animation is not None:
            image = document.animation.frames[document.frame].image
        if image is None:
            return None
        settings, outcome = document.settings, document.outcome
        k, is_soft = shown_count(settings, document.chosen.palette), False
        if outcome is not None:
            centers = outcome.quantized.kmeans.centers
            k, is_soft = max(1, len(centers)), centers.shape[1] == 4
        metric = metric_for(settings, FeatureSpace(settings.space, with_alpha=is_soft))
        return ImageSource(image, settings, document.name, k, metric, document.histogram)
