"""Keeps how the workspace looked at the end of a session for the next one.

That are the position of the split, the panels that are hidden, and the sections of settings that
are open. The view mode of the canvas and its gain are kept as they are chosen
(`ui.document.comparison`), and the sizes of the panels with those of the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..panels.disclosure import Disclosure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from ..preferences import Preferences
    from .workspace import Workspace

PANELS = ("settings_panel", "result_panel")
"""The panels at the sides: the names of their commands, and of the parts of the workspace."""


def restore_view(
    workspace: Workspace, actions: Mapping[str, QAction], preferences: Preferences
) -> None:
    """Let the workspace look as it did at the end of the last session."""
    workspace.canvas.set_split(preferences.split_position)
    for name in PANELS:
        actions[name].setChecked(name not in preferences.hidden_panels)
    opened = preferences.open_sections
    for place, section in enumerate(workspace.settings_panel.findChildren(Disclosure)):
        section.button.setChecked(str(place) in opened)


def remember_view(
    workspace: Workspace, actions: Mapping[str, QAction], preferences: Preferences
) -> None:
    """Keep how the workspace looks now."""
    preferences.split_position = workspace.canvas.split
    preferences.hidden_panels = [name for name in PANELS if not actions[name].isChecked()]
    sections = workspace.settings_panel.findChildren(Disclosure)
    preferences.open_sections = [
        str(place) for place, section in enumerate(sections) if section.button.isChecked()
    ]
