from __future__ import annotations

from typing import TYPE_CHECKING

from ui.panels.status_bar import StatusBar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_long_name_is_elided_and_the_details_stay_visible(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.resize(300, 24)
    name = f"{'long ' * 60}.png"
    bar.show_info(name, "60 x 40   ·   PNG")
    assert bar.info.text().endswith("60 x 40   ·   PNG")
    assert "…" in bar.info.text()
    assert name in bar.info.toolTip()
    bar.show_info("short.png", "60 x 40")
    assert bar.info.text() == "short.png   ·   60 x 40"
