"""Whatever is stored, the preferences can be read and the window starts."""

from __future__ import annotations

from inspect import getmembers
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from quantizer.image_files.formats import WRITABLE
from quantizer.settings.settings import Settings
from tests.ui.conftest import show_workspace
from ui.main_window import MainWindow
from ui.preferences import Preferences

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

PROPERTIES = [name for name, one in getmembers(Preferences) if isinstance(one, property)]
DEEP = "[" * 20_000
NESTED = '{"cluster": ' * 900 + "1" + "}" * 900
JUNK = st.one_of(
    st.sampled_from([DEEP, NESTED, "", "\0", "\ud800", "{}", "#12", "yes", "-1"]),
    st.text(),
    st.integers(-(2**40), 2**40),
    st.binary().map(QByteArray),
    st.lists(st.one_of(st.text(), st.integers(), st.none())),
    st.dictionaries(st.text(), st.integers()),
    st.booleans(),
)


class Store:
    """A store of preferences that gives the same value for each key."""

    def __init__(self, value: object) -> None:
        self._value = value
        self.written: dict[str, object] = {}

    def value(self, _key: str, _default: object = None) -> object:
        return self._value

    def setValue(self, key: str, value: object) -> None:  # noqa: N802 - as Qt's
        self.written[key] = value

    def remove(self, _key: str) -> None:
        """Do nothing."""


@given(JUNK)
def test_any_value_of_any_preference_can_be_read(value: object) -> None:
    preferences = Preferences(Store(value))  # type: ignore[arg-type]
    for name in PROPERTIES:
        getattr(preferences, name)
    default = Settings()
    assert isinstance(preferences.settings(default), Settings)
    for moves in (False, True):
        assert preferences.file_format(WRITABLE, moves=moves) in WRITABLE


def test_what_cannot_be_read_is_set_aside(preferences: Preferences, tmp_path: Path) -> None:
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    store.setValue("settings", NESTED)
    damaged = Preferences(store)
    assert damaged.settings(Settings()) == Settings()
    assert not store.contains("settings")
    assert store.value("unreadable/settings") == NESTED


@pytest.mark.parametrize("kind", ["of another splitter", "no state"])
def test_bytes_of_another_splitter_do_not_turn_the_panels(
    qtbot: QtBot, preferences: Preferences, tmp_path: Path, kind: str
) -> None:
    other, ours = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Horizontal)
    for one in (other, ours):
        qtbot.addWidget(one)
        for _ in range(3):
            one.addWidget(QWidget())
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    bytes_ = other.saveState() if kind == "of another splitter" else QByteArray(b"\xff" * 40)
    store.setValue("split", bytes_)
    ours.show()
    before = ours.sizes()
    Preferences(store).restore_splitter(ours, "split")
    assert ours.orientation() is Qt.Orientation.Horizontal
    assert ours.sizes() == before
    assert store.contains("unreadable/split")


@pytest.mark.sample(3)
@pytest.mark.parametrize("junk", [NESTED, 7, QByteArray(b"\x01\xd9\xd0\xcb\0\x03" + b"\xff" * 60)])
def test_the_window_starts_with_any_store(qtbot: QtBot, tmp_path: Path, junk: object) -> None:
    path = str(tmp_path / "settings.ini")
    store = QSettings(path, QSettings.Format.IniFormat)
    window = MainWindow(Preferences(store))
    qtbot.addWidget(window)
    window.close()
    for key in store.allKeys():
        store.setValue(key, junk)
    again = MainWindow(Preferences(store))
    qtbot.addWidget(again)
    again.show()
    again.stack.setCurrentWidget(again.workspace)
    assert again.screen().availableGeometry().contains(again.geometry())
    show_workspace(again)
    work = again.workspace
    assert work.orientation() is Qt.Orientation.Horizontal
    assert not work.settings_panel.isHidden()
    assert work.canvas.width() >= work.canvas.minimumWidth()
    again.close()


def test_reset_layout_shows_all_panels_at_their_first_sizes(window: MainWindow) -> None:
    show_workspace(window)
    work, actions = window.workspace, window.actions_by_name
    window.stack.setCurrentWidget(work)
    first = work.sizes()
    actions["result_panel"].setChecked(False)
    work.setSizes([500, 100, 0])
    window.resize(900, 500)
    actions["reset_layout"].trigger()
    assert not work.result_panel.isHidden()
    assert [abs(one - other) <= 2 for one, other in zip(work.sizes(), first, strict=True)]
