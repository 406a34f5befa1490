from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ui.motion import is_motion_reduced, reduce_motion, system_reduces_motion
from ui.steps.transport import StepTransport

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.main_window import MainWindow


@pytest.fixture(autouse=True)
def _usual(qapp: object) -> Iterator[None]:
    yield
    reduce_motion(False)


@pytest.mark.parametrize(
    ("text", "reduced"),
    [("gtk-enable-animations=0", True), ("gtk-enable-animations=true", False), ("junk", False)],
)
def test_the_desktop_may_ask_for_less_motion(
    text: str, reduced: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "gtk-3.0").mkdir()
    (tmp_path / "gtk-3.0" / "settings.ini").write_text(f"[Settings]\n{text}\n")
    assert system_reduces_motion() is reduced


def test_the_choice_of_the_user_is_kept(window: MainWindow) -> None:
    assert window.preferences.reduced_motion is None
    window.actions_by_name["reduce_motion"].trigger()
    assert is_motion_reduced()
    assert window.preferences.reduced_motion is True


def test_with_reduced_motion_play_is_one_step(qtbot: QtBot) -> None:
    transport = StepTransport()
    qtbot.addWidget(transport)
    steps: list[None] = []
    transport.ticked.connect(lambda: steps.append(None))
    reduce_motion(True)
    transport.toggle()
    assert len(steps) == 1
    assert not transport.is_playing
