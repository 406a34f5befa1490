"""Makes the parts of the main window behind its start page, a few at a time.

ImageOpener -> Document -> DocumentPresenter -> Workspace, StatusBar
                |    ^
    exporting <-+    +-- menu commands, SettingsPanel

This module imports everything that an open image needs, NumPy included, so it is imported after
the window was painted first; see `ui.wiring.late_parts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.language import tr
from quantizer.presets import PresetStore
from quantizer.presets.preset import named

from ..animation.presenter import AnimationPresenter
from ..batch.launcher import BatchLauncher
from ..canvas.drop_overlay import DropOverlay
from ..clusters.presenter import ClustersPresenter
from ..commands.exporting import Exporter
from ..commands.opening import ImageOpener, can_open
from ..commands.palette_commands import PaletteCommands
from ..commands.preset_commands import PresetCommands
from ..controls.filter import install_control_filter
from ..document.comparison import Comparison
from ..document.dither_thumbnails import DitherThumbnails
from ..document.document import Document
from ..document.file_size import SizeMeter
from ..document.image_settings import DEFAULTS
from ..document.live_preview import LivePreview
from ..document.selection import Chosen
from ..palette_editing.presenter import PaletteEditing
from ..panels.color_menu import ColorMenu
from ..panels.dither_gallery import THUMBNAIL, ordered_names
from ..pins.presenter import PinPresenter
from ..projects.presenter import ProjectPresenter
from ..projects.recovery import Recovery
from ..start.presenter import StartPresenter
from ..steps.presenter import StepPresenter
from ..workspace.document_presenter import DocumentPresenter
from ..workspace.larger_file import LargerFilePresenter
from ..workspace.last_view import restore_view
from ..workspace.undo_presenter import UndoPresenter
from ..workspace.workspace import Workspace
from .signals import connect_parts
from .slots import connect_commands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..main_window import MainWindow


def make_parts(
    window: MainWindow, presets: PresetStore | None, data_folder: Path | None
) -> Iterator[None]:
    """Make all parts and connect them; yields where the window may take a turn.

    Parameters
    ----------
    presets
        The store of presets; None for the user's own.
    data_folder
        Where the last state is kept until the window is closed; None to keep none.
    """
    preferences, actions = window.preferences, window.actions_by_name
    store = presets or PresetStore()
    preset = named(preferences.preset, store.presets()) if preferences.preset else None
    chosen = Chosen(preferences.settings(DEFAULTS), preferences.palette, preset)
    window.document = document = Document(chosen, window)
    yield
    window.workspace = workspace = Workspace(document.settings, window.stack)
    canvas, panel = workspace.canvas, workspace.settings_panel
    yield
    window.opener = ImageOpener(window, document, preferences)
    window.undo = UndoPresenter(document, window.status, actions)
    window.exporter = Exporter(window, document, preferences)
    window.thumbnails = DitherThumbnails(document, ordered_names(), THUMBNAIL)
    window.animation = AnimationPresenter(document, canvas, workspace.transport, actions)
    window.live_preview = LivePreview(document, canvas)
    window.comparison = Comparison(document, canvas, preferences)
    window.color_menu = ColorMenu(window, document)
    window.size_meter = SizeMeter(document)
    LargerFilePresenter(document, window.size_meter, workspace.metrics)
    window.presets = PresetCommands(window, document, panel.preset, store, preferences)
    window.palettes = PaletteCommands(window, document, panel.palette_field, preferences)
    window.batch = BatchLauncher(window, document, preferences, store)
    yield
    window.clusters = ClustersPresenter(
        document, canvas, workspace.swatches, actions["clusters"], preferences
    )
    window.palette_editing = PaletteEditing(window, document, workspace, actions)
    window.pins = PinPresenter(
        document, canvas, window.comparison, window.size_meter, actions, preferences
    )
    window.projects = ProjectPresenter(
        window, document, canvas, window.comparison, window.pins.board, preferences
    )
    window.column.insertWidget(0, workspace.last_state)  # seen on the start page as well
    window.recovery = Recovery(window.projects, workspace.last_state, data_folder)
    workspace.put_below(window.pins.strip, window.clusters.hint, window.clusters.area)
    yield
    window.steps = StepPresenter(window.stack, workspace, document, preferences)
    window.start = StartPresenter(
        window.start_page, window.stack, workspace, document, preferences, actions["close"]
    )
    window.drop_overlay = DropOverlay(
        window, tr("Drop an image or a table to open it"), can_open, window.opener.take
    )
    connect_commands(window)
    connect_parts(window)
    yield
    preferences.restore_splitter(workspace, "split")
    preferences.restore_splitter(workspace.centre, "clusters split")
    restore_view(workspace, actions, preferences)
    window.clusters.restore()
    window.presenter = DocumentPresenter(
        window, document, workspace, window.status, actions, preferences
    )
    window.recovery.offer()
    install_control_filter()
