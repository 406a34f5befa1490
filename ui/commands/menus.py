"""Makes the menus from the table of commands, with submenus for recent files and themes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup

from ..theme import Theme
from .actions import MENUS, SEPARATOR, SUBMENUS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu, QMenuBar

    from ..preferences import Preferences


class Menus(QObject):
    """Fills a menu bar.

    Parameters
    ----------
    bar
        The empty menu bar; it becomes the Qt owner.
    """

    recent_chosen = Signal(object)
    """The `Path` of a recent file."""
    theme_chosen = Signal(Theme)

    def __init__(
        self, bar: QMenuBar, actions: Mapping[str, QAction], preferences: Preferences
    ) -> None:
        super().__init__(bar)
        self._preferences = preferences
        self.submenus: dict[str, QMenu] = {}
        for title, commands in MENUS:
            menu = bar.addMenu(title)
            for command in commands:
                if command is SEPARATOR:
                    menu.addSeparator()
                elif command.name in SUBMENUS:
                    self.submenus[command.name] = menu.addMenu(command.text)
                else:
                    menu.addAction(actions[command.name])
        self.submenus["recent"].aboutToShow.connect(self._fill_recent)
        self._fill_themes(self.submenus["theme"])

    def _fill_themes(self, menu: QMenu) -> None:
        group = QActionGroup(self)
        for theme in Theme:
            action = menu.addAction(theme.value.capitalize())
            action.setCheckable(True)
            action.setChecked(theme is self._preferences.theme)
            action.triggered.connect(partial(self._choose_theme, theme))
            group.addAction(action)

    def _fill_recent(self) -> None:
        menu = self.submenus["recent"]
        menu.clear()
        for path in self._preferences.recent:
            action = menu.addAction(path.name.replace("&", "&&"))
            action.setStatusTip(str(path))
            action.triggered.connect(partial(self._choose_recent, path))
        menu.addSeparator()
        clear = menu.addAction("Clear list")
        clear.setEnabled(bool(self._preferences.recent))
        clear.triggered.connect(self._preferences.clear_recent)

    def _choose_recent(self, path: Path, _checked: bool = False) -> None:
        self.recent_chosen.emit(path)

    def _choose_theme(self, theme: Theme, _checked: bool = False) -> None:
        self._preferences.theme = theme
        self.theme_chosen.emit(theme)
