"""What each command of the main window does: one line for each name of `ui.commands.actions`.

`connect_commands` connects the actions of the window to these functions. An action has no other
place where it does something.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

from ..canvas.view_mode import ViewMode
from ..commands.actions import view_command
from ..commands.command_palette import CommandPalette
from ..commands.shortcut_list import shortcut_groups
from ..controls.fitting import fit_to_screen
from ..dialogs.about import AboutDialog
from ..dialogs.shortcuts import ShortcutsDialog
from ..pins.keys import pin_shortcuts
from ..steps.keys import step_shortcuts
from ..workspace.folding import PanelFolding

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..main_window import MainWindow

    Slots = dict[str, Callable[[], object]]


def connect_commands(window: MainWindow) -> None:
    """Connect each action of the window to what it does."""
    slots = _file_slots(window) | _edit_slots(window) | _view_slots(window) | _help_slots(window)
    for name, slot in slots.items():
        window.actions_by_name[name].triggered.connect(_without_argument(slot))
    work, shown = window.workspace, window.actions_by_name
    for name, panel in (
        ("settings_panel", work.settings_panel),
        ("result_panel", work.result_panel),
    ):
        shown[name].setChecked(True)
        shown[name].toggled.connect(panel.setVisible)
    PanelFolding(work, window, shown["settings_panel"], shown["result_panel"])
    flip = QShortcut(QKeySequence("O"), window)
    flip.setAutoRepeat(False)
    flip.activated.connect(partial(window.workspace.canvas.set_flipped, True))


def _file_slots(window: MainWindow) -> Slots:
    return {
        "open": window.opener.choose,
        "open_table": window.steps.open_table,
        "load_palette": window.palettes.ask_file,
        "save_project": window.projects.save,
        "save_project_as": window.projects.save_as,
        "export": window.exporter.export_image,
        "export_again": window.exporter.export_again,
        "export_palette": window.exporter.export_palette,
        "batch": window.batch.open,
        "close": partial(window.projects.ask_first, window.document.close_image),
        "quit": window.close,
    }


def _edit_slots(window: MainWindow) -> Slots:
    document = window.document
    return {
        "undo": window.undo.undo,
        "redo": window.undo.redo,
        "copy": window.exporter.copy_result,
        "copy_palette": window.exporter.copy_palette,
        "copy_png": window.exporter.copy_result,
        "copy_file": window.exporter.copy_as.copy_file,
        "copy_data_url": window.exporter.copy_as.copy_data_url,
        "copy_css": window.exporter.copy_as.copy_css,
        "copy_css_palette": window.exporter.copy_as.copy_palette_as_css,
        "paste": window.opener.paste,
        "fewer": partial(document.scale_colors, 0.5),
        "more": partial(document.scale_colors, 2),
        "auto": window.workspace.settings_panel.count.toggle_automatic,
        "update": document.update_result,
        "cancel": document.cancel,
        "reset": document.reset,
    }


def _view_slots(window: MainWindow) -> Slots:
    canvas, player = window.workspace.canvas, window.animation.player
    return {
        **{view_command(view): partial(window.comparison.show, view) for view in ViewMode},
        "worst_region": window.comparison.go_to_worst_region,
        "fit": canvas.fit,
        "100": partial(canvas.zoom_to, 1.0),
        "200": partial(canvas.zoom_to, 2.0),
        "400": partial(canvas.zoom_to, 4.0),
        "zoom_in": canvas.zoom_in,
        "zoom_out": canvas.zoom_out,
        "centre_split": partial(canvas.set_split, 0.5),
        "play": player.toggle,
        "frame_before": partial(player.step, -1),
        "frame_after": partial(player.step, 1),
        "step_through": window.steps.enter,
        "reset_layout": partial(_reset_layout, window),
    }


def _reset_layout(window: MainWindow) -> None:
    """Show all panels, with the sizes that they and the window have at first."""
    window.preferences.forget_layout()
    window.steps.leave()
    window.showNormal()
    window.resize(window.first_size)
    fit_to_screen(window)
    for name in ("settings_panel", "result_panel"):
        window.actions_by_name[name].setChecked(True)
    window.workspace.reset_sizes()


def _help_slots(window: MainWindow) -> Slots:
    return {
        "find_command": lambda: CommandPalette(window, window.menuBar()).show(),
        "explained": window.steps.explain,
        "shortcuts": lambda: ShortcutsDialog(
            window, [*shortcut_groups(), pin_shortcuts(), step_shortcuts()]
        ).open(),
        "about": lambda: AboutDialog(window).open(),
    }


def _without_argument(slot: Callable[[], object]) -> Callable[..., None]:
    """Return `slot` as a function that ignores the check state of a triggered action."""

    def call(_checked: bool = False) -> None:
        slot()

    return call
