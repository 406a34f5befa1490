"""The main window: creates the parts and connects them.

ImageOpener -> Document -> DocumentPresenter -> Workspace, StatusBar
                |    ^
    exporting <-+    +-- menu commands, SettingsPanel
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from quantizer.presets import PresetStore
from quantizer.presets.preset import named

from .animation.presenter import AnimationPresenter
from .batch.launcher import BatchLauncher
from .canvas.drop_overlay import DropOverlay
from .canvas.view_mode import ViewMode
from .clusters.presenter import ClustersPresenter
from .commands.actions import make_actions, shortcut_groups, view_command
from .commands.exporting import Exporter
from .commands.menus import Menus
from .commands.opening import ImageOpener, can_open
from .commands.palette_commands import PaletteCommands
from .commands.preset_commands import PresetCommands
from .dialogs.about import AboutDialog, ShortcutsDialog
from .dialogs.message import show_error
from .document.comparison import Comparison
from .document.dither_thumbnails import DitherThumbnails
from .document.document import Document
from .document.file_size import SizeMeter
from .document.image_settings import DEFAULTS
from .document.live_preview import LivePreview
from .document.proposed_format import proposed_format
from .document.selection import Chosen
from .focus import install_focus_filter
from .panels.color_menu import ColorMenu
from .panels.dither_gallery import THUMBNAIL, ordered_names
from .panels.status_bar import StatusBar
from .steps.keys import SHORTCUTS as STEP_SHORTCUTS
from .steps.presenter import StepPresenter
from .theme import apply_theme
from .workspace.document_presenter import DocumentPresenter
from .workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from .preferences import Preferences
    from .theme import Theme


class MainWindow(QMainWindow):
    """The main window.

    Parameters
    ----------
    presets
        The store of presets; None for the user's own.
    """

    def __init__(self, preferences: Preferences, presets: PresetStore | None = None) -> None:
        super().__init__()
        self.preferences = preferences
        store = presets or PresetStore()
        preset = named(preferences.preset, store.presets()) if preferences.preset else None
        chosen = Chosen(preferences.settings(DEFAULTS), preferences.palette, preset)
        self.document = Document(chosen, self)
        stack = QStackedWidget(self)
        self.workspace = Workspace(self.document.settings, stack)
        self.status = StatusBar()
        self.actions_by_name = make_actions(self)
        self.menus = Menus(self.menuBar(), self.actions_by_name, preferences)
        self.opener = ImageOpener(self, self.document, preferences)
        self.exporter = Exporter(self, self.document, preferences)
        self.thumbnails = DitherThumbnails(self.document, ordered_names(), THUMBNAIL)
        self.animation = AnimationPresenter(
            self.document, self.workspace.canvas, self.workspace.transport
        )
        self.live_preview = LivePreview(self.document, self.workspace.canvas)
        self.comparison = Comparison(self.document, self.workspace.canvas, preferences)
        self.color_menu = ColorMenu(self, self.document)
        self.size_meter = SizeMeter(self.document)
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
        self.workspace.put_below(self.clusters.area, self.clusters.hint)
        self.steps = StepPresenter(stack, self.workspace, self.document, preferences)
        self.setCentralWidget(stack)
        self.setStatusBar(self.status)
        self.setMinimumSize(760, 480)
        self.resize(1240, 760)
        self.drop_overlay = DropOverlay(
            self, "Drop an image or a table to open it", can_open, self.opener.take
        )
        self._connect_commands()
        self._connect_panels()
        self._connect_parts()
        preferences.restore(self, self.workspace)
        preferences.restore_splitter(self.workspace.centre, "clusters split")
        self.clusters.restore()
        self.presenter = DocumentPresenter(
            self, self.document, self.workspace, self.status, self.actions_by_name, preferences
        )
        self.workspace.metrics.show_size(self.size_meter.value)
        install_focus_filter()
        self.workspace.canvas.setFocus()

    def _connect_commands(self) -> None:
        document, canvas = self.document, self.workspace.canvas
        slots: dict[str, Callable[[], object]] = {
            "open": self.opener.choose,
            "open_table": self.steps.open_table,
            "load_palette": self.palettes.ask_file,
            "export": self.exporter.export_image,
            "export_palette": self.exporter.export_palette,
            "batch": self.batch.open,
            "quit": self.close,
            "undo": document.undo,
            "redo": document.redo,
            "copy": self.exporter.copy_result,
            "copy_palette": self.exporter.copy_palette,
            "paste": self.opener.paste,
            "fewer": partial(document.scale_colors, 0.5),
            "more": partial(document.scale_colors, 2),
            "auto": self.workspace.settings_panel.count.toggle_automatic,
            "update": document.update_result,
            "cancel": document.cancel,
            "reset": document.reset,
            "step_through": self.steps.enter,
            "worst_region": self.comparison.go_to_worst_region,
            "fit": canvas.fit,
            "100": partial(canvas.zoom_to, 1.0),
            "200": partial(canvas.zoom_to, 2.0),
            "400": partial(canvas.zoom_to, 4.0),
            "zoom_in": canvas.zoom_in,
            "zoom_out": canvas.zoom_out,
            "centre_split": partial(canvas.set_split, 0.5),
            "play": self.animation.player.toggle,
            "frame_before": partial(self.animation.player.step, -1),
            "frame_after": partial(self.animation.player.step, 1),
            "explained": self.steps.explain,
            "shortcuts": lambda: ShortcutsDialog(self, [*shortcut_groups(), STEP_SHORTCUTS]).open(),
            "about": lambda: AboutDialog(self).open(),
        }
        for view in ViewMode:
            slots[view_command(view)] = partial(self.comparison.show, view)
        for name, slot in slots.items():
            self.actions_by_name[name].triggered.connect(_without_argument(slot))
        flip = QShortcut(QKeySequence("O"), self)
        flip.setAutoRepeat(False)
        flip.activated.connect(partial(canvas.set_flipped, True))

    def _connect_panels(self) -> None:
        panels: tuple[tuple[str, QWidget], ...] = (
            ("settings_panel", self.workspace.settings_panel),
            ("result_panel", self.workspace.result_panel),
        )
        for name, panel in panels:
            self.actions_by_name[name].setChecked(True)
            self.actions_by_name[name].toggled.connect(panel.setVisible)

    def _connect_parts(self) -> None:
        document, work, exporter = self.document, self.workspace, self.exporter
        work.settings_panel.changed.connect(document.change_settings)
        work.settings_panel.released.connect(document.settle)
        work.settings_panel.reset_requested.connect(document.reset)
        work.swatches.color_chosen.connect(exporter.copy_text)
        work.swatches.copy_requested.connect(exporter.copy_palette)
        work.swatches.menu_requested.connect(self.color_menu.open_on_swatch)
        work.canvas.context_menu_requested.connect(self.color_menu.open_on_pixel)
        self.color_menu.copy_requested.connect(exporter.copy_text)
        work.swatches.export_requested.connect(exporter.export_palette)
        work.outdated.activated.connect(document.update_result)
        work.zoom_bar.export.clicked.connect(exporter.export_image)
        work.zoom_bar.views.view_chosen.connect(self.comparison.show)
        work.zoom_bar.views.gain_chosen.connect(self.comparison.set_gain)
        self.comparison.changed.connect(self._show_view)
        self.comparison.region_changed.connect(work.metrics.show_region)
        self.comparison.message.connect(self.status.tell)
        self.comparison.failed.connect(partial(show_error, self))
        self.clusters.failed.connect(partial(show_error, self))
        self.clusters.area.message.connect(self.status.tell)
        self.color_menu.cluster_requested.connect(self.clusters.see_pixel)
        self.clusters.area.step_through_requested.connect(self.steps.enter)
        work.metrics.watch_requested.connect(self.steps.enter)
        self.steps.message.connect(self.status.tell)
        self._show_view()
        self.status.cancel_requested.connect(document.cancel)
        self.menus.recent_chosen.connect(document.open_path)
        self.menus.theme_chosen.connect(_apply_theme)
        self.thumbnails.arrived.connect(work.settings_panel.dithering.set_picture)
        self.thumbnails.cleared.connect(work.settings_panel.dithering.clear_pictures)
        self.size_meter.changed.connect(work.metrics.show_size)
        self.size_meter.changed.connect(work.settings_panel.count.propose_size)
        work.settings_panel.profile.changed.connect(self._keep_profile)
        document.set_keep_profile(self.preferences.keep_profile)
        self._follow_format()
        document.opened.connect(self._follow_format)
        document.settings_changed.connect(self._follow_format)
        document.settings_changed.connect(self.presets.show)
        document.settings_changed.connect(self.palettes.show)
        for commands in (self.presets, self.palettes):
            commands.message.connect(self.status.tell)
            commands.failed.connect(partial(show_error, self))
        self.opener.message.connect(self.status.tell)
        self.opener.table_given.connect(self.steps.show_table)
        exporter.exported.connect(self._follow_format)
        exporter.message.connect(self.status.tell)
        exporter.failed.connect(partial(show_error, self))

    def _follow_format(self) -> None:
        file_format = proposed_format(self.document, self.preferences)
        self.document.set_file_format(file_format)
        self.workspace.settings_panel.count.size_limit.show_format(file_format.label)

    def _keep_profile(self, keep: bool) -> None:
        self.preferences.keep_profile = keep
        self.document.set_keep_profile(keep)

    def _show_view(self) -> None:
        view = self.comparison.view
        self.actions_by_name[view_command(view)].setChecked(True)
        self.actions_by_name["centre_split"].setEnabled(view is ViewMode.SPLIT)
        self.workspace.zoom_bar.views.show_view(view, self.comparison.gain)

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
        if not self.batch.may_close():
            event.ignore()
            return
        self.batch.shutdown()
        chosen = self.document.chosen.for_other_image()
        self.preferences.set_settings(chosen.settings)
        self.preferences.palette = chosen.palette
        self.preferences.preset = chosen.preset.name if chosen.preset is not None else ""
        self.preferences.remember_splitter(self.workspace.centre, "clusters split")
        self.preferences.remember(self, self.workspace)
        self.exporter.shutdown()
        self.animation.shutdown()
        self.live_preview.shutdown()
        self.comparison.shutdown()
        self.clusters.shutdown()
        self.thumbnails.shutdown()
        self.size_meter.shutdown()
        self.steps.shutdown()
        self.document.shutdown()
        super().closeEvent(event)


def _apply_theme(theme: Theme) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, theme)


def _without_argument(slot: Callable[[], object]) -> Callable[..., None]:
    """Return `slot` as a function that ignores the check state of a triggered action."""

    def call(_checked: bool = False) -> None:
        slot()

    return call
