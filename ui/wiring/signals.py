"""Which part of the main window listens to which: a function for each part that has signals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from ..canvas.view_mode import ViewMode
from ..commands.actions import view_command
from ..dialogs.message import show_error
from ..document.proposed_format import proposed_format
from ..motion import is_motion_reduced, reduce_motion
from ..theme import apply_theme

if TYPE_CHECKING:
    from ..main_window import MainWindow
    from ..theme import Theme


def connect_parts(window: MainWindow) -> None:
    """Connect the parts of the window to each other, and show their first state."""
    _connect_settings(window)
    _connect_result(window)
    _connect_comparison(window)
    _connect_messages(window)
    window.workspace.put_above_transport(window.animation.editor.strip)
    window.batch.open_requested.connect(window.opener.open_path)
    window.opener.project_given.connect(window.projects.open_path)
    window.projects.failed.connect(window.start_page.invite)
    window.opener.ask_first = window.projects.ask_first
    window.menus.theme_chosen.connect(_apply_theme)
    motion = window.actions_by_name["reduce_motion"]
    motion.setChecked(is_motion_reduced())
    motion.toggled.connect(partial(_reduce_motion, window))
    window.menus.message.connect(window.status.tell)
    window.opener.table_given.connect(window.steps.show_table)
    window.status.cancel_requested.connect(window.document.cancel)
    window.clusters.area.step_through_requested.connect(window.steps.enter)
    window.workspace.metrics.watch_requested.connect(window.steps.enter)


def _connect_settings(window: MainWindow) -> None:
    document, panel = window.document, window.workspace.settings_panel
    panel.changed.connect(document.change_settings)
    panel.released.connect(document.settle)
    panel.reset_requested.connect(document.reset)
    panel.profile.changed.connect(partial(_keep_profile, window))
    document.set_keep_profile(window.preferences.keep_profile)
    window.thumbnails.arrived.connect(panel.dithering.set_picture)
    window.thumbnails.cleared.connect(panel.dithering.clear_pictures)
    window.size_meter.changed.connect(panel.count.propose_size)
    document.settings_changed.connect(window.presets.show)
    document.settings_changed.connect(window.palettes.show)
    follow_format = partial(_follow_format, window)
    follow_format()
    document.opened.connect(follow_format)
    document.settings_changed.connect(follow_format)
    window.exporter.exported.connect(document.forget_file_format)
    window.exporter.exported.connect(follow_format)


def _connect_result(window: MainWindow) -> None:
    work, exporter = window.workspace, window.exporter
    work.swatches.copy_requested.connect(exporter.copy_palette)
    work.swatches.export_requested.connect(exporter.export_palette)
    work.canvas.context_menu_requested.connect(window.color_menu.open_on_pixel)
    window.color_menu.copy_requested.connect(exporter.copy_text)
    window.color_menu.add_requested.connect(window.palette_editing.add)
    window.palette_editing.started.connect(window.clusters.end_selection)
    window.animation.store.arrived.connect(window.palette_editing.shown.take_pictures)
    window.color_menu.cluster_requested.connect(window.clusters.see_pixel)
    work.outdated.activated.connect(window.document.update_result)
    work.zoom_bar.export.clicked.connect(exporter.export_image)
    work.zoom_bar.drag.clicked.connect(exporter.copy_as.copy_file)
    exporter.drag_out.follow(work.zoom_bar.drag)
    window.size_meter.changed.connect(work.metrics.show_size)
    work.metrics.show_size(window.size_meter.value)
    window.pins.export_requested.connect(exporter.export_outcome)
    pin = window.actions_by_name["pin"]
    work.zoom_bar.pin.clicked.connect(pin.trigger)
    pin.enabledChanged.connect(work.zoom_bar.pin.setEnabled)


def _connect_comparison(window: MainWindow) -> None:
    comparison, views = window.comparison, window.workspace.zoom_bar.views
    views.view_chosen.connect(comparison.show)
    views.gain_chosen.connect(comparison.set_gain)
    comparison.changed.connect(partial(_show_view, window))
    window.animation.is_ready_elsewhere = window.pins.sides.is_ready
    comparison.region_changed.connect(window.workspace.metrics.show_region)
    _show_view(window)


def _connect_messages(window: MainWindow) -> None:
    """Show messages in the status bar, and errors in a dialog."""
    commands = (window.presets, window.palettes, window.projects, window.exporter)
    for message in (
        *(one.message for one in commands),
        window.palette_editing.message,
        window.comparison.message,
        window.pins.message,
        window.clusters.area.message,
        window.steps.message,
        window.opener.message,
    ):
        message.connect(window.status.tell)
    for failed in (
        *(one.failed for one in commands),
        window.comparison.failed,
        window.pins.failed,
        window.clusters.failed,
    ):
        failed.connect(partial(show_error, window))


def _follow_format(window: MainWindow) -> None:
    file_format = proposed_format(window.document, window.preferences)
    window.document.set_file_format(file_format)
    window.workspace.settings_panel.count.size_limit.show_format(file_format.label)


def _keep_profile(window: MainWindow, keep: bool) -> None:
    window.preferences.keep_profile = keep
    window.document.set_keep_profile(keep)


def _show_view(window: MainWindow) -> None:
    view = window.comparison.view
    window.actions_by_name[view_command(view)].setChecked(True)
    window.actions_by_name["centre_split"].setEnabled(view is ViewMode.SPLIT)
    window.workspace.zoom_bar.views.show_view(view, window.comparison.gain)


def _reduce_motion(window: MainWindow, reduced: bool) -> None:
    window.preferences.reduced_motion = reduced
    reduce_motion(reduced)


def _apply_theme(theme: Theme) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, theme)
