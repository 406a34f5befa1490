from __future__ import annotations

from typing import TYPE_CHECKING

from ui.panels.status_bar import InfoLabel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_long_name_is_cut_and_what_is_known_stays_in_sight(qtbot: QtBot) -> None:
    label = InfoLabel()
    qtbot.addWidget(label)
    label.show()
    label.resize(300, 24)
    name = f"{'long ' * 60}.png"
    label.write(name, "60 x 40   ·   PNG")
    assert label.text().endswith("60 x 40   ·   PNG")
    assert "…" in label.text()
    assert name in label.toolTip()
    label.write("short.png", "60 x 40")
    assert label.text() == "short.png   ·   60 x 40"
