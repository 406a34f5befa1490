"""Makes the menus from the table of commands, with submenus for recent files and themes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QActionGroup, QKeySequence, QShortcut

from quantizer.language import tr

from ..theme import THEME_NAMES, Theme
from ..translation import LANGUAGE_NAMES, Language
from .actions import MENUS, SUBMENUS
from .command import ENGLISH, SEPARATOR, Command
from .copy_menu import COPY_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu, QMenuBar

    from ..preferences import Preferences

_T = TypeVar("_T")


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
    message = Signal(str)
    """A sentence for the status bar."""

    def __init__(
        self, bar: QMenuBar, actions: Mapping[str, QAction], preferences: Preferences
    ) -> None:
        super().__init__(bar)
        self._preferences, self._window = preferences, bar.window()
        self.submenus: dict[str, QMenu] = {}
        for title, commands in MENUS:
            menu = bar.addMenu(tr(title))
            for command in commands:
                if command is SEPARATOR:
                    menu.addSeparator()
                elif command.name in SUBMENUS:
                    self.submenus[command.name] = self._add_submenu(menu, command)
                elif command.name in COPY_NAMES:
                    self.submenus["copy_as"].addAction(actions[command.name])
                else:
                    menu.addAction(actions[command.name])
        self.submenus["recent"].aboutToShow.connect(self._fill_recent)
        self._fill_choices(
            self.submenus["theme"],
            THEME_NAMES,
            preferences.theme,
            self._choose_theme,
        )
        self._fill_choices(
            self.submenus["language"],
            LANGUAGE_NAMES,
            preferences.language,
            self._choose_language,
        )

    def _add_submenu(self, menu: QMenu, command: Command) -> QMenu:
        """Return a new submenu, which its key opens in the middle of the window."""
        made = menu.addMenu(tr(command.text))
        made.menuAction().setStatusTip(tr(command.tip))
        for keys in command.keys:
            shortcut = QShortcut(QKeySequence(keys), self._window)
            shortcut.activated.connect(partial(self._open, made))
        return made

    def _open(self, menu: QMenu) -> None:
        menu.aboutToShow.emit()  # fills it, so that its size is known
        size = menu.sizeHint()
        centre = self._window.rect().center() - QPoint(size.width() // 2, size.height() // 2)
        menu.popup(self._window.mapToGlobal(centre))
        first = next((one for one in menu.actions() if one.isEnabled()), None)
        if first is not None:
            menu.setActiveAction(first)

    def _fill_choices(
        self, menu: QMenu, names: Mapping[_T, str], chosen: _T, choose: Callable[[_T], object]
    ) -> None:
        """Fill a submenu with choices, of which one is checked."""
        group = QActionGroup(self)
        for value, name in names.items():
            action = menu.addAction(tr(name))
            action.setProperty(ENGLISH, name)
            action.setCheckable(True)
            action.setChecked(value is chosen)
            action.triggered.connect(partial(_call, choose, value))
            group.addAction(action)

    def _fill_recent(self) -> None:
        menu = self.submenus["recent"]
        menu.clear()
        for path in self._preferences.recent:
            action = menu.addAction(path.name.replace("&", "&&"))
            action.setStatusTip(str(path))
            action.triggered.connect(partial(self._choose_recent, path))
        menu.addSeparator()
        clear = menu.addAction(tr("Clear list"))
        clear.setEnabled(bool(self._preferences.recent))
        clear.triggered.connect(self._preferences.clear_recent)

    def _choose_recent(self, path: Path, _checked: bool = False) -> None:
        self.recent_chosen.emit(path)

    def _choose_theme(self, theme: Theme) -> None:
        self._preferences.theme = theme
        self.theme_chosen.emit(theme)

    def _choose_language(self, language: Language) -> None:
        self._preferences.language = language
        self.message.emit(tr("The language is used from the next start on"))


def _call(choose: Callable[[_T], object], value: _T, _checked: bool = False) -> None:
    """Call a slot without the check state of the action."""
    choose(value)
