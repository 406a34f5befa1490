"""The main window: its frame, which is shown at once, and all that `ui.wiring` puts into it.

    MainWindow: menus, toolbar, status bar, start page -> painted
    `ui.wiring.parts.make_parts` -> document, workspace and all others, which `ui.wiring` connects

Nothing that this module imports may import NumPy, or the window would appear late.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from .commands.actions import make_actions
from .commands.menus import Menus
from .commands.toolbar import ToolBar
from .controls.fitting import fit_to_screen, scrolled
from .panels.page_stack import PageStack
from .panels.parts import vbox
from .panels.status_bar import StatusBar
from .start.page import StartPage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QKeyEvent, QShowEvent

    from quantizer.presets import PresetStore

    from .animation.presenter import AnimationPresenter
    from .batch.launcher import BatchLauncher
    from .canvas.drop_overlay import DropOverlay
    from .clusters.presenter import ClustersPresenter
    from .commands.exporting import Exporter
    from .commands.opening import ImageOpener
    from .commands.palette_commands import PaletteCommands
    from .commands.preset_commands import PresetCommands
    from .document.comparison import Comparison
    from .document.dither_thumbnails import DitherThumbnails
    from .document.document import Document
    from .document.file_size import SizeMeter
    from .document.live_preview import LivePreview
    from .palette_editing.presenter import PaletteEditing
    from .panels.color_menu import ColorMenu
    from .pins.presenter import PinPresenter
    from .preferences import Preferences
    from .projects.presenter import ProjectPresenter
    from .projects.recovery import Recovery
    from .start.presenter import StartPresenter
    from .steps.presenter import StepPresenter
    from .workspace.document_presenter import DocumentPresenter
    from .workspace.undo_presenter import UndoPresenter
    from .workspace.workspace import Workspace

_NEED_IMAGE = ("export", "export_palette", "copy", "copy_palette", "undo", "redo", "close")
"""Commands that are disabled in an empty window, even before it is complete."""


class MainWindow(QMainWindow):
    """The main window.

    Parameters
    ----------
    presets
        The store of presets; None for the user's own.
    data_folder
        Where the last state is kept until the window is closed; None to keep none.
    is_complete
        Whether to make all parts now; else `complete` or `LateParts` does.
    """

    first_size = QSize(1240, 760)
    """Size of the window where no other is known, on a screen with room for it."""

    completed = Signal()
    """All parts are made."""

    document: Document
    workspace: Workspace
    opener: ImageOpener
    undo: UndoPresenter
    exporter: Exporter
    thumbnails: DitherThumbnails
    animation: AnimationPresenter
    live_preview: LivePreview
    comparison: Comparison
    color_menu: ColorMenu
    size_meter: SizeMeter
    presets: PresetCommands
    palettes: PaletteCommands
    batch: BatchLauncher
    clusters: ClustersPresenter
    palette_editing: PaletteEditing
    pins: PinPresenter
    projects: ProjectPresenter
    recovery: Recovery
    steps: StepPresenter
    start: StartPresenter
    drop_overlay: DropOverlay
    presenter: DocumentPresenter

    def __init__(
        self,
        preferences: Preferences,
        presets: PresetStore | None = None,
        data_folder: Path | None = None,
        *,
        is_complete: bool = True,
    ) -> None:
        super().__init__()
        self.preferences = preferences
        self.is_complete = False
        self._steps = self._make_parts(presets, data_folder)
        self._ends_now = self._is_shut_down = False
        self.stack = PageStack()
        centre = QWidget(self)
        self.column = vbox(centre, (scrolled(self.stack, centre), 1), spacing=0)
        self.status = StatusBar()
        self.actions_by_name = make_actions(self)
        self.menus = Menus(self.menuBar(), self.actions_by_name, preferences)
        self.toolbar = ToolBar(self, self.actions_by_name, preferences)
        self.start_page = StartPage()
        self.stack.addWidget(self.start_page)
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)
        self.setMinimumSize(480, 360)
        self.resize(self.first_size)
        self.setWindowTitle("Quantizer")
        self.setAcceptDrops(True)
        preferences.restore_geometry(self)
        for name, action in self.actions_by_name.items():
            action.setDisabled(name in _NEED_IMAGE)
            action.triggered.connect(partial(self._trigger_when_complete, action))
        self.menus.recent_chosen.connect(self.open_path)
        self.start_page.image_chosen.connect(self.open_path)
        for button, name in (
            (self.start_page.open, "open"),
            (self.start_page.paste, "paste"),
            (self.start_page.batch, "batch"),
        ):
            button.clicked.connect(self.actions_by_name[name].trigger)
        self.start_page.sample_chosen.connect(self._open_sample)
        self.start_page.show_recent(preferences.recent)
        self.start_page.open.setFocus()
        if is_complete:
            self.complete()

    def complete(self) -> None:
        """Make all parts that are missing."""
        while self.make_next_parts():
            pass

    def make_next_parts(self) -> bool:
        """Make some of the parts that are missing; return whether more are."""
        if self.is_complete:
            return False
        if next(self._steps, True):
            self.is_complete = True
            self.completed.emit()
        return not self.is_complete

    def open_path(self, path: Path) -> None:
        """Open an image as soon as the window can, and tell so meanwhile."""
        self.start_page.tell_opening(path.name or str(path))
        if self.is_complete:
            self.opener.open_path(path)
        else:
            self.completed.connect(lambda: self.opener.open_path(path))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Fit the screen from the first paint on."""
        super().showEvent(event)
        fit_to_screen(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Play or pause with Space, show all clusters with Esc, unless a widget uses the key."""
        self.complete()
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.animation.player.toggle()
        elif event.key() != Qt.Key.Key_Escape or not self.clusters.end_selection():
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Show the result again when O is released."""
        if event.key() == Qt.Key.Key_O and not event.isAutoRepeat() and self.is_complete:
            self.workspace.canvas.set_flipped(False)
        super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Answer a drag that comes before the window is complete; `drop_overlay` does later."""
        self.complete()
        self.drop_overlay.eventFilter(self, event)

    def end_now(self) -> None:
        """Close without a question: the system ends the session.

        The files that a running batch has converted stay, and the same batch converts the rest.
        """
        self._ends_now = True
        if not self._is_shut_down:
            self.close()

    def keep_preferences(self) -> None:
        """Save what the next session begins with."""
        preferences = self.preferences
        if self.is_complete:
            from .workspace.last_view import remember_view  # noqa: PLC0415 - see above

            chosen = self.document.chosen.for_other_image()
            preferences.set_settings(chosen.settings)
            preferences.palette = chosen.palette
            preferences.preset = chosen.preset.name if chosen.preset is not None else ""
            preferences.remember_splitter(self.workspace.centre, "clusters split")
            preferences.remember_splitter(self.workspace, "split")
            remember_view(self.workspace, self.actions_by_name, preferences)
        preferences.remember_geometry(self)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Save the preferences and stop all jobs; ask first if a batch is running."""
        if not self._ends_now and not self._may_close():
            event.ignore()
            return
        self.keep_preferences()
        if self.is_complete:
            self._shut_down()
        super().closeEvent(event)

    def _open_sample(self, path: Path) -> None:
        self.complete()
        self.document.open_sample(path)

    def _may_close(self) -> bool:
        """Whether nothing would be lost; else a question is asked."""
        return not self.is_complete or (self.batch.may_close() and self.projects.may_close())

    def _shut_down(self) -> None:
        self._is_shut_down = True
        self.batch.shutdown()
        self.recovery.shutdown(keeps_state=self._ends_now and self.projects.open.is_unsaved)
        for part in (
            self.projects,
            self.exporter,
            self.animation,
            self.live_preview,
            self.comparison,
            self.clusters,
            self.pins,
            self.palette_editing,
            self.thumbnails,
            self.size_meter,
            self.start,
            self.steps,
            self.document,
        ):
            part.shutdown()

    def _make_parts(self, presets: PresetStore | None, data_folder: Path | None) -> Iterator[None]:
        from .wiring.parts import make_parts  # noqa: PLC0415 - see the module's docstring

        yield from make_parts(self, presets, data_folder)

    def _trigger_when_complete(self, action: QAction, _checked: bool = False) -> None:
        if not self.is_complete:
            self.complete()
            action.trigger()
