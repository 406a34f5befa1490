"""The window logs errors to a file, and its error dialog names that file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from quantizer.cli.log import logging_to
from quantizer.errors import ReadError
from ui.dialogs.log_file import current_log_file, log_file
from ui.dialogs.message import show_error

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot


def test_an_unexpected_error_is_logged_and_the_dialog_names_the_file(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "quantizer.log"
    with logging_to(log_file=path):
        dialog = show_error(None, "Title", KeyError("boom"))
    qtbot.addWidget(dialog)
    assert str(path) in dialog.text
    assert "KeyError: 'boom'" in path.read_text()


def test_an_expected_error_is_one_sentence_without_the_file(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "quantizer.log"
    with logging_to(log_file=path):
        dialog = show_error(None, "Title", ReadError("a.png", "is damaged"))
    qtbot.addWidget(dialog)
    assert str(path) not in dialog.text
    assert "a.png: is damaged" in path.read_text()


def test_the_log_file_is_in_the_users_data_folder(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(tmp_path / "data"))
    with log_file():
        assert current_log_file() == tmp_path / "data" / "quantizer.log"
    assert current_log_file() is None


def test_a_given_log_file_takes_precedence(qapp: object, tmp_path: Path) -> None:
    with logging_to(log_file=tmp_path / "mine.log"), log_file():
        assert current_log_file() == tmp_path / "mine.log"


def test_a_data_folder_that_cannot_be_written_is_no_error(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").touch()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(tmp_path / "data"))
    with log_file():
        assert current_log_file() is None
