from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from quantizer.language import tr, use_language
from tests.ui.conftest import save_picture
from ui.commands.actions import MENUS
from ui.commands.command import SEPARATOR, native
from ui.commands.command_palette import CommandPalette, entries_of
from ui.commands.fuzzy import score
from ui.commands.shortcut_list import shortcut_groups
from ui.dialogs.shortcuts import ShortcutsDialog

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from quantizer.presets import PresetStore
    from ui.main_window import MainWindow
    from ui.preferences import Preferences

MNEMONIC = re.compile("&([^& ])")
COMMANDS = [one for _, commands in MENUS for one in commands if one is not SEPARATOR]


def test_every_command_has_a_key_and_is_on_the_sheet() -> None:
    listed = {keys for _, rows in shortcut_groups() for _, keys in rows}
    for command in COMMANDS:
        assert command.keys, command.name
        assert ", ".join(map(native, command.keys[:2])) in listed


def test_no_key_of_the_window_does_two_things(window: MainWindow) -> None:
    keys = Counter(
        one.toString() for action in window.findChildren(QAction) for one in action.shortcuts()
    )
    keys += Counter(
        one.key().toString()
        for one in window.findChildren(QShortcut)
        if one.context() is Qt.ShortcutContext.WindowShortcut
    )
    assert [key for key, count in keys.items() if count > 1] == []


def test_tooltips_tell_the_key(window: MainWindow) -> None:
    for command in COMMANDS:
        action = window.actions_by_name.get(command.name)
        if action is not None:
            assert f"({native(command.keys[0])})" in action.toolTip()


def test_the_key_of_a_submenu_opens_it(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.canvas.setFocus()
    QTest.keySequence(window, QKeySequence("Ctrl+Shift+T"))
    menu = window.menus.submenus["theme"]
    assert menu.isVisible()
    assert menu.activeAction().text() == "System"
    menu.close()


def test_letters_find_the_beginnings_of_words_first() -> None:
    names = ["Export palette", "Export image", "Reset the positions", "Fit to window"]

    def best(typed: str) -> str:
        found = [(points, name) for name in names if (points := score(typed, name)) is not None]
        return max(found)[1]

    assert best("ei") == best("image exp") == "Export image"
    assert best("exp pal") == "Export palette"
    assert best("ftw") == "Fit to window"
    assert score("Ü", "Uber") is not None
    assert score("xz", "Export image") is None


def opened(window: MainWindow) -> CommandPalette:
    QTest.keySequence(window, QKeySequence("Ctrl+K"))
    (found,) = window.findChildren(CommandPalette)
    assert isinstance(found, CommandPalette)
    return found


def test_a_command_is_found_and_run_by_keys_alone(window: MainWindow) -> None:
    palette = opened(window)
    for letter in "show set":
        QTest.keyClick(palette.edit, letter)
    assert palette.shown[0].name == "Show settings"
    assert (palette.shown[0].path, palette.shown[0].keys) == ("View", "F7")
    panel = window.actions_by_name["settings_panel"]
    was_shown = panel.isChecked()
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert panel.isChecked() is not was_shown
    assert not palette.isVisible()


def test_escape_leaves_and_what_cannot_be_run_says_why(window: MainWindow) -> None:
    palette = opened(window)
    palette.search("play or pause")
    assert palette.shown[0].note == "The image is not animated"
    palette.run_chosen()
    assert palette.isVisible()
    QTest.keyClick(palette.edit, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_every_disabled_command_tells_its_own_reason(window: MainWindow) -> None:
    for entry in entries_of(window.menuBar()):
        assert entry.action.isEnabled() or entry.note != entry.path


def test_recent_files_and_themes_are_found(window: MainWindow, tmp_path: Path) -> None:
    window.preferences.add_recent(save_picture(tmp_path / "sunset & sea.png"))
    palette = opened(window)
    palette.search("sunset")
    assert palette.shown[0].name == "sunset & sea.png"
    palette.search("theme dark")
    assert palette.shown[0].name == "Dark"
    palette.close()


def test_the_german_window_finds_german_and_english_names(
    qtbot: QtBot, preferences: Preferences, presets: PresetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui import main_window
    from ui.wiring import parts

    monkeypatch.setattr(parts, "ordered_names", tuple)
    use_language("de")
    try:
        window = main_window.MainWindow(preferences, presets)
        qtbot.addWidget(window)
        palette = CommandPalette(window, window.menuBar())
        qtbot.addWidget(palette)
        text = window.actions_by_name["quit"].text().replace("&", "")
        for typed in ("quit", text):
            palette.search(typed)
            assert palette.shown[0].action is window.actions_by_name["quit"]
        window.close()
    finally:
        use_language("en")


def test_the_command_palette_cuts_off_no_text(window: MainWindow) -> None:
    palette = opened(window)
    columns = range(palette.list.model().columnCount())
    room = [palette.list.columnWidth(column) for column in columns]
    assert all(palette.list.sizeHintForColumn(column) <= room[column] for column in columns)


def test_the_command_palette_says_that_nothing_matches(window: MainWindow) -> None:
    palette = opened(window)
    palette.search("xqzw")
    assert palette.list.model().index(0, 0).data() == "No command matches"
    palette.run_chosen()
    assert palette.isVisible()


def test_the_sheet_of_keys_finds_commands_and_keys(window: MainWindow) -> None:
    window.actions_by_name["shortcuts"].trigger()
    (dialog,) = window.findChildren(ShortcutsDialog)
    dialog.search("f5")
    tree = dialog.tree
    groups = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    shown = [
        group.child(row).text(0)
        for group in groups
        for row in range(group.childCount())
        if not group.isHidden() and not group.child(row).isHidden()
    ]
    assert shown == ["Update the result now"]
    dialog.reject()


@pytest.mark.parametrize("code", ["en", "de"])
def test_no_two_entries_of_a_menu_have_the_same_mnemonic(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    use_language(code)
    try:
        for menu in (window.menuBar(), *window.menuBar().findChildren(QMenu)):
            texts = {tr(source(action)) for action in menu.actions() if not action.isSeparator()}
            letters = [found[1].casefold() for text in texts if (found := MNEMONIC.search(text))]
            assert len(letters) == len(set(letters)), sorted(texts)
    finally:
        use_language("en")


def source(action: QAction) -> str:
    """Return the English text of an entry, without what changes with the document."""
    return action.text().partition(":")[0]
