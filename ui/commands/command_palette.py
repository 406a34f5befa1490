"""The command palette: finds a command by some letters of its name, and runs it.

    menu bar -> `Entry` for each command, theme, recent file ... -> scored by `fuzzy` -> list

Names are found in the language of the window and in English. Return runs the chosen command, Esc or
a click outside leaves. What cannot be run now is grey and says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QStyle, QTreeView

from quantizer.language import tr, tr_n

from ..panels.parts import GAP, offer_clearing, vbox
from .command import ENGLISH, NAME
from .command_model import CommandModel
from .fuzzy import score
from .reasons import reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QAction, QKeyEvent
    from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

_WIDTH = 640
"""Smallest width, in pixels."""
_NAME_WIDTH = 320
"""Largest width of a name, in pixels: all commands fit, a recent file may be called longer."""
_ROWS = 12
_TOP = 48
_PATH = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
_PATH_WORTH = 0.3
"""How much a match in the menu's name counts, compared with one in the command's; not tuned."""


@dataclass(frozen=True)
class Entry:
    """A command that can be found.

    Parameters
    ----------
    action
        The command.
    name, english
        Its name in the language of the window and in English.
    path
        The menus that lead to it.
    """

    action: QAction
    name: str
    english: str
    path: str

    @property
    def keys(self) -> str:
        """Its key."""
        return self.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    @property
    def note(self) -> str:
        """The menus that lead to it, or why it cannot be run now."""
        if self.action.isEnabled():
            return self.path
        return reason(str(self.action.property(NAME) or ""))

    def score(self, typed: str) -> float | None:
        """Return how well it matches what was typed; None if it does not match."""
        own = [score(typed, name) for name in {self.name, self.english}]
        with_path = score(typed, f"{self.path} {self.name}")
        found = [one for one in own if one is not None]
        if with_path is not None:
            found.append(_PATH_WORTH * with_path)
        return max(found, default=None)


def entries_of(menu: QMenuBar | QMenu, path: tuple[str, ...] = ()) -> Iterator[Entry]:
    """Yield all commands of a menu and of the menus in it."""
    for action in menu.actions():
        inner = action.menu()
        name = plain_name(action.text())
        if inner is not None:
            inner.aboutToShow.emit()  # type: ignore[attr-defined]  # recent files are filled in
            yield from entries_of(inner, (*path, name))  # type: ignore[arg-type]
        elif not action.isSeparator() and name:
            english = plain_name(str(action.property(ENGLISH) or "")) or name
            yield Entry(action, name, english, _PATH.join(path))


def plain_name(text: str) -> str:
    """Return the text of an action without the marks of its letter and of its dialog."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


class CommandPalette(QDialog):
    """The list; call `search` to change what is typed, as a test does."""

    def __init__(self, window: QWidget, bar: QMenuBar) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Find a command"))
        self._entries = list(entries_of(bar))
        self.shown: list[Entry] = []
        """The commands that are listed, the best match first."""
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(tr("Find a command"))
        self.edit.setAccessibleName(tr("Find a command"))
        offer_clearing(self.edit)
        self._model = CommandModel(tr("No command matches"))
        self.list = self._make_list()
        vbox(self, self.edit, self.list, margins=(GAP, GAP, GAP, GAP))
        self.edit.textChanged.connect(self.search)
        self.search("")
        self.ensurePolished()
        self._place(window)
        self.edit.setFocus()

    def _make_list(self) -> QTreeView:
        made = QTreeView()
        made.setAccessibleName(tr("Commands"))
        made.setModel(self._model)
        made.setHeaderHidden(True)
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setStyleSheet("QTreeView::item { padding: 4px 8px; }")
        made.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys of the field move in it
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = made.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # a file keeps its extension
        made.clicked.connect(lambda index: self._run(index.row()))
        return made

    def search(self, typed: str) -> None:
        """List the commands that match, or all of them if nothing is typed."""
        scored = [(one.score(typed) if typed.strip() else 0.0, one) for one in self._entries]
        found = [(points, one) for points, one in scored if points is not None]
        # A command that cannot be run comes after those that can, if they match as well.
        found.sort(key=lambda pair: (-pair[0], not pair[1].action.isEnabled()))
        self.shown = [one for _, one in found]
        self._model.show(self.shown)
        if not self.shown:
            self.list.setFirstColumnSpanned(0, QModelIndex(), True)
        self._choose(next((row for row, one in enumerate(self.shown) if _can_run(one)), -1))
        count = tr_n("{n} command", "{n} commands", len(self.shown))
        self.list.setAccessibleDescription(count if self.shown else tr("No command matches"))

    def run_chosen(self) -> None:
        """Close, and run the chosen command."""
        self._run(self.list.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose with the arrow keys, run with Return, leave with Esc."""
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _ROWS - 1,
            Qt.Key.Key_PageUp: 1 - _ROWS,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._move(step)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.run_chosen()
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        """Choose another command that can be run: the next one, or one some rows away."""
        rows = [row for row, one in enumerate(self.shown) if _can_run(one)]
        if not rows:
            return
        now = self.list.currentIndex().row()
        place = rows.index(now) if now in rows else 0
        place += step
        if abs(step) == 1:
            place %= len(rows)
        self._choose(rows[max(0, min(len(rows) - 1, place))])

    def _choose(self, row: int) -> None:
        self.list.setCurrentIndex(self.list.model().index(row, 0))
        name = self.shown[row].name if row >= 0 else tr("No command matches")
        self.edit.setAccessibleDescription(name)

    def _run(self, row: int) -> None:
        if 0 <= row < len(self.shown) and _can_run(self.shown[row]):
            action = self.shown[row].action
            self.close()
            action.trigger()

    def _place(self, window: QWidget) -> None:
        """Take the place below the top of the window, as large as the window allows.

        All commands are listed now, so that the columns stay where they are while one types. If the
        room is too small for all texts, the notes are cut off and not the names.
        """
        name, note, keys = (self.list.sizeHintForColumn(column) for column in range(3))
        name = min(name, _NAME_WIDTH)
        self.list.header().resizeSection(0, name)
        self.list.header().resizeSection(2, keys)
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        width = name + note + keys + bar + 2 * (GAP + self.list.frameWidth())
        height = self.edit.sizeHint().height() + 3 * GAP + _ROWS * self.list.sizeHintForRow(0) + 2
        room = window.size() - QSize(2 * GAP, _TOP + GAP)
        self.resize(QSize(max(_WIDTH, width), height).boundedTo(room))
        left = (window.width() - self.width()) // 2
        self.move(window.mapToGlobal(QPoint(left, _TOP)))


def _can_run(entry: Entry) -> bool:
    return entry.action.isEnabled()
