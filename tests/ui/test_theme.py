"""What is written and drawn stands out from its ground in both themes, as WCAG 2.2 measures it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ui.controls.filter import install_control_filter
from ui.panels.parts import choice, whole_number
from ui.panels.segments import Segments
from ui.theme import DARK, LIGHT, Theme, Tones, apply_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

GROUNDS = ("window", "panel", "field", "canvas", "hover")
WRITTEN = (
    *product(("text", "muted", "accent_text"), GROUNDS),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_notice", "notice"),
)
"""Ink and ground of every text."""
DRAWN = (
    *product(("border", "accent_text"), GROUNDS),
    *product(("accent",), ("window", "panel", "field", "canvas")),
)
"""Borders, grooves, handles and focus rings, each on all that it stands on."""


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""

    def luminance(color: QColor) -> float:
        levels = (color.redF(), color.greenF(), color.blueF())
        red, green, blue = (
            level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4
            for level in levels
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tones", [LIGHT, DARK])
def test_texts_and_parts_stand_out(tones: Tones) -> None:
    colors = {name: QColor(value) for name, value in vars(tones).items()}
    for pairs, least in ((WRITTEN, 4.5), (DRAWN, 3.0)):
        for ink, ground in pairs:
            found = contrast(colors[ink], colors[ground])
            assert found >= least, f"{ink} on {ground}: {found:.2f}"


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_a_disabled_choice_is_seen_but_does_not_stand_out(
    qtbot: QtBot, qapp: QApplication, theme: Theme
) -> None:
    apply_theme(qapp, theme)
    row = Segments("Choice", [("One", 1, ""), ("Two", 2, "")])
    qtbot.addWidget(row)
    row.set_value(1)
    row.show()
    row.setEnabled(False)
    used, other = (color_at(button, 6, 8) for button in row.buttons.values())
    assert used != other
    accent = QColor((DARK if theme is Theme.DARK else LIGHT).accent)
    assert used.hsvSaturation() < accent.hsvSaturation() / 2


def color_at(widget: QWidget, x: int, y: int) -> QColor:
    return widget.grab().toImage().pixelColor(x, y)


def test_numbers_begin_where_other_texts_do(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, Theme.LIGHT)
    install_control_filter()
    owner = QWidget()
    qtbot.addWidget(owner)
    row = QHBoxLayout(owner)
    number, box = whole_number("Number", 0, 99), choice("Choice", [("88", 88, "")])
    number.setValue(88)
    for field in (number, box):
        row.addWidget(field)
    owner.show()
    starts = [first_ink(field.grab().toImage()) for field in (number, box)]
    assert abs(starts[0] - starts[1]) <= 1
    assert min(starts) >= 8


def first_ink(picture: QImage) -> int:
    """Return the distance of the text from the left border."""
    ground = picture.pixelColor(4, picture.height() // 2)
    rows = range(8, picture.height() - 8)
    return next(
        x
        for x in range(4, picture.width())
        if any(contrast(picture.pixelColor(x, y), ground) > 2 for y in rows)
    )


def test_a_focus_by_key_is_framed_and_one_by_mouse_is_not(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, Theme.DARK)
    install_control_filter()
    owner = QWidget()
    qtbot.addWidget(owner)
    row = QHBoxLayout(owner)
    segments = Segments("Choice", [("One", 1, ""), ("Two", 2, "")])
    row.addWidget(segments)
    owner.show()
    owner.activateWindow()
    qtbot.waitUntil(owner.isActiveWindow)
    first, second = segments.buttons.values()
    ring = QColor(DARK.accent_text)

    def is_framed() -> bool:
        at = second.geometry().translated(segments.pos())
        return contrast(color_at(owner, at.center().x(), at.top() - 2), ring) < 1.1

    first.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    second.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not is_framed()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    second.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(is_framed)
