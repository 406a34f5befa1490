from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ui.conftest import show_workspace
from ui.canvas.view_mode import ViewMode
from ui.commands.actions import view_command
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from quantizer.presets import PresetStore
    from ui.preferences import Preferences


def test_a_session_begins_with_the_view_that_the_last_one_ended_with(
    qtbot: QtBot, window: MainWindow, preferences: Preferences, presets: PresetStore
) -> None:
    actions, work = window.actions_by_name, window.workspace
    show_workspace(window)
    width = work.settings_panel.width()
    actions[view_command(ViewMode.SIDE_BY_SIDE)].trigger()
    work.canvas.set_split(0.25)
    actions["settings_panel"].trigger()
    work.settings_panel.adjust.group.open()
    window.close()
    again = MainWindow(preferences, presets)
    qtbot.addWidget(again)
    again.show()
    show_workspace(again)
    begun = again.workspace
    assert begun.canvas.mode is ViewMode.SIDE_BY_SIDE
    assert begun.canvas.split == 0.25
    assert begun.settings_panel.isHidden()
    assert begun.result_panel.isVisible()
    again.actions_by_name["settings_panel"].trigger()
    assert abs(begun.settings_panel.width() - width) <= 1
    assert begun.settings_panel.adjust.group.content.isVisible()
    again.close()
