"""The main window: creates the parts, which `ui.wiring` connects.

ImageOpener -> Document -> DocumentPresenter -> Workspace, StatusBar
                |    ^
    exporting <-+    +-- menu commands, SettingsPanel
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMainWindow

from quantizer.language import tr
from quantizer.presets import PresetStore
from quantizer.presets.preset import named

from .animation.presenter import AnimationPresenter
from .batch.launcher import BatchLauncher
from .canvas.drop_overlay import DropOverlay
from .clusters.presenter import ClustersPresenter
from .commands.actions import make_actions
from .commands.exporting import Exporter
from .commands.menus import Menus
from .commands.opening import ImageOpener, can_open
from .commands.palette_commands import PaletteCommands
from .commands.preset_commands import PresetCommands
from .controls.filter import install_control_filter
from .controls.fitting import scrolled
from .document.comparison import Comparison
from .document.dither_thumbnails import DitherThumbnails
from .document.document import Document
from .document.file_size import SizeMeter
from .document.image_settings import DEFAULTS
from .document.live_preview import LivePreview
from .document.selection import Chosen
from .palette_editing.presenter import PaletteEditing
from .panels.color_menu import ColorMenu
from .panels.dither_gallery import THUMBNAIL, ordered_names
from .panels.page_stack import PageStack
from .panels.status_bar import StatusBar
from .pins.presenter import PinPresenter
from .projects.presenter import ProjectPresenter
from .projects.recovery import Recovery
from .steps.presenter import StepPresenter
from .wiring.signals import connect_parts
from .wiring.slots import connect_commands
from .workspace.document_presenter import DocumentPresenter
from .workspace.larger_file import LargerFilePresenter
from .workspace.last_view import remember_view, restore_view
from .workspace.undo_presenter import UndoPresenter
from .workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from .preferences import Preferences


class MainWindow(QMainWindow):
    """The main window.

    Parameters
    ----------
    presets
        The store of presets; None for the user's own.
    data_folder
        Where the last state is kept until the window is closed; None to keep none.
    """

    def __init__(
        self,
        preferences: Preferences,
        presets: PresetStore | None = None,
        data_folder: Path | None = None,
    ) -> None:
        super().__init__()
        self.preferences = preferences
        store = presets or PresetStore()
        preset = named(preferences.preset, store.presets()) if preferences.preset else None
        chosen = Chosen(preferences.settings(DEFAULTS), preferences.palette, preset)
        self.document = Document(chosen, self)
        stack = PageStack()
        page = scrolled(stack, self)
        self.workspace = Workspace(self.document.settings, stack)
        self.status = StatusBar()
        self.actions_by_name = make_actions(self)
        self.menus = Menus(self.menuBar(), self.actions_by_name, preferences)
        self.opener = ImageOpener(self, self.document, preferences)
        self.undo = UndoPresenter(self.document, self.status, self.actions_by_name)
        self.exporter = Exporter(self, self.document, preferences)
        self.thumbnails = DitherThumbnails(self.document, ordered_names(), THUMBNAIL)
        self.animation = AnimationPresenter(
            self.document, self.workspace.canvas, self.workspace.transport, self.actions_by_name
        )
        self.live_preview = LivePreview(self.document, self.workspace.canvas)
        self.comparison = Comparison(self.document, self.workspace.canvas, preferences)
        self.color_menu = ColorMenu(self, self.document)
        self.size_meter = SizeMeter(self.document)
        LargerFilePresenter(self.document, self.size_meter, self.workspace.metrics)
        panel = self.workspace.settings_panel
        self.presets = PresetCommands(self, self.document, panel.preset, store, preferences)
        self.palettes = PaletteCommands(self, self.document, panel.palette_field, preferences)
        self.batch = BatchLauncher(self, self.document, preferences, store)
        self.clusters = ClustersPresenter(
            self.document,
            self.workspace.canvas,
            self.workspace.swatches,
            self.actions_by_name["clusters"],
            preferences,
        )
        self.palette_editing = PaletteEditing(
            self, self.document, self.workspace, self.actions_by_name
        )
        self.pins = PinPresenter(
            self.document,
            self.workspace.canvas,
            self.comparison,
            self.size_meter,
            self.actions_by_name,
            preferences,
        )
        self.projects = ProjectPresenter(
            self,
            self.document,
            self.workspace.canvas,
            self.comparison,
            self.pins.board,
            preferences,
        )
        self.recovery = Recovery(self.projects, self.workspace.last_state, data_folder)
        self.workspace.put_below(self.pins.strip, self.clusters.hint, self.clusters.area)
        self.steps = StepPresenter(stack, self.workspace, self.document, preferences)
        self.setCentralWidget(page)
        self.setStatusBar(self.status)
        self.setMinimumSize(480, 360)
        self.first_size = QSize(1240, 760)
        self.resize(self.first_size)
        self.drop_overlay = DropOverlay(
            self, tr("Drop an image or a table to open it"), can_open, self.opener.take
        )
        connect_commands(self)
        connect_parts(self)
        preferences.restore(self, self.workspace)
        preferences.restore_splitter(self.workspace.centre, "clusters split")
        restore_view(self.workspace, self.actions_by_name, preferences)
        self.clusters.restore()
        self.presenter = DocumentPresenter(
            self, self.document, self.workspace, self.status, self.actions_by_name, preferences
        )
        self.workspace.metrics.show_size(self.size_meter.value)
        self.recovery.offer()
        install_control_filter()
        self.workspace.canvas.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Play or pause with Space, show all clusters with Esc, unless a widget uses the key."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.animation.player.toggle()
        elif event.key() != Qt.Key.Key_Escape or not self.clusters.end_selection():
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Show the result again when O is released."""
        if event.key() == Qt.Key.Key_O and not event.isAutoRepeat():
            self.workspace.canvas.set_flipped(False)
        super().keyReleaseEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Save the preferences and stop all jobs; ask first if a batch is running."""
        if not self.batch.may_close() or not self.projects.may_close():
            event.ignore()
            return
        self.batch.shutdown()
        chosen = self.document.chosen.for_other_image()
        self.preferences.set_settings(chosen.settings)
        self.preferences.palette = chosen.palette
        self.preferences.preset = chosen.preset.name if chosen.preset is not None else ""
        self.preferences.remember_splitter(self.workspace.centre, "clusters split")
        remember_view(self.workspace, self.actions_by_name, self.preferences)
        self.preferences.remember(self, self.workspace)
        for part in (
            self.recovery,
            self.projects,
            self.exporter,
            self.animation,
            self.live_preview,
            self.pins,
            self.comparison,
            self.clusters,
            self.palette_editing,
            self.thumbnails,
            self.size_meter,
            self.steps,
            self.document,
        ):
            part.shutdown()
        super().closeEvent(event)
