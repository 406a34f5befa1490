"""What a device or a program demands, in the panel of the settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from quantizer.settings.settings import BitDepth, IndexedSettings, Settings
from ui.panels.indexed_control import IndexedControl

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def control(qtbot: QtBot) -> IndexedControl:
    control = IndexedControl()
    qtbot.addWidget(control)
    control.show()
    return control


def test_each_choice_is_emitted(control: IndexedControl) -> None:
    seen: list[IndexedSettings] = []
    control.changed.connect(seen.append)
    control.bits.activated.emit(1)
    control.bit_depth.changed.emit(BitDepth.EIGHT)
    control.more.open()
    control.keep.click()
    assert seen == [
        IndexedSettings(bits=(5, 6, 5)),
        IndexedSettings(bit_depth=BitDepth.EIGHT),
        IndexedSettings(keep_indices=True),
    ]


@pytest.mark.parametrize("bits", [None, (5, 6, 5), (2, 3, 1)])
def test_settings_are_shown_and_open_the_section(
    control: IndexedControl, bits: tuple[int, int, int] | None
) -> None:
    assert not control.bits.isVisible()
    indexed = IndexedSettings(bits, keep_indices=bits is None, bit_depth=BitDepth.FOUR)
    control.show_settings(replace(Settings(), indexed=indexed))
    assert control.bits.isVisible()
    assert control.bits.currentText() == (
        "8, 8, 8 (any colour)" if bits is None else str(bits)[1:-1]
    )
    assert control.bit_depth.currentText() == "4 bits"
    assert control.keep.isChecked() is (bits is None)


def test_indices_are_offered_where_there_are_some(control: IndexedControl) -> None:
    control.more.open()
    control.show_kind(is_indexed=False)
    assert not control.keep.isVisible()
    control.show_settings(replace(Settings(), indexed=IndexedSettings(keep_indices=True)))
    assert control.keep.isVisible()  # or nobody could take it back
    control.show_kind(is_indexed=True)
    assert control.keep.isVisible()
