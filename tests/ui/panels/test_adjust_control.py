from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from quantizer.settings.settings import (
    AdjustSettings,
    FirmwareSettings,
    Fit,
    ImageSize,
    ResizeFilter,
    Settings,
)
from ui.batch.options_panel import OptionsPanel
from ui.panels.adjust_control import AdjustControl

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def control(qtbot: QtBot) -> AdjustControl:
    control = AdjustControl()
    qtbot.addWidget(control)
    control.show_settings(Settings())
    control.show()
    return control


def typed(qtbot: QtBot, control: AdjustControl, text: str) -> None:
    edit = control.size_box.lineEdit()
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def told(control: AdjustControl) -> list[AdjustSettings]:
    changes: list[AdjustSettings] = []
    control.changed.connect(changes.append)
    control.changed.connect(lambda value: control.show_settings(Settings(adjust=value)))
    return changes


def test_it_opens_by_itself_if_something_is_adjusted(control: AdjustControl) -> None:
    assert not control.group.content.isVisible()
    control.show_settings(Settings(adjust=AdjustSettings(gamma=1.2)))
    assert control.group.content.isVisible()


def test_a_size_is_typed_or_chosen_and_removed_again(qtbot: QtBot, control: AdjustControl) -> None:
    changes = told(control)
    typed(qtbot, control, "80")
    assert changes[-1].resize == "80"
    control.size_box.setCurrentIndex(2)
    control.size_box.activated.emit(2)
    assert changes[-1].resize == "800x480"
    typed(qtbot, control, " ")
    assert changes[-1].resize is None
    assert len(changes) == 3
    assert control.size_box.currentText() == "Same size"


def test_a_text_that_is_no_size_is_told_and_kept(qtbot: QtBot, control: AdjustControl) -> None:
    changes = told(control)
    control.group.open()
    typed(qtbot, control, "0x0")
    assert control.refusal.isVisibleTo(control)
    assert "800x480" in control.refusal.text()
    control.show_settings(Settings())  # a result has arrived meanwhile
    assert control.refusal.isVisibleTo(control)
    assert control.size_box.currentText() == "0x0"
    typed(qtbot, control, "50%")
    assert not control.refusal.isVisibleTo(control)
    assert [change.resize for change in changes] == ["50%"]


def test_fit_and_filter_are_enabled_where_they_have_an_effect(control: AdjustControl) -> None:
    fit, kind = control.fields["fit"], control.fields["filter"]
    for size, enabled in ((None, (False, False)), ("50%", (False, True)), ("9x9", (True, True))):
        adjust = AdjustSettings(resize=None if size is None else ImageSize(size))
        control.show_settings(Settings(adjust=adjust))
        assert (fit.isEnabled(), kind.isEnabled()) == enabled


def test_each_field_changes_its_setting(control: AdjustControl) -> None:
    control.show_settings(Settings(adjust=AdjustSettings(ImageSize("9x9"))))
    changes = told(control)
    control.fields["contrast"].number.setValue(-30)
    control.fields["gamma"].number.setValue(1.5)
    control.fields["fit"].buttons[Fit.COVER].click()
    box = control.fields["filter"]
    box.setCurrentIndex(box.findData(ResizeFilter.BOX))
    box.activated.emit(box.currentIndex())
    assert changes[-1] == AdjustSettings(
        ImageSize("9x9"), contrast=-30, gamma=1.5, fit=Fit.COVER, filter=ResizeFilter.BOX
    )


def test_a_batch_has_size_tone_and_the_layout_for_firmware(qtbot: QtBot) -> None:
    panel = OptionsPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.adjust.changed.emit(AdjustSettings(ImageSize("50%")))
    assert panel.settings.adjust.resize == "50%"
    output = panel.output
    assert not output.firmware.isVisibleTo(output)
    output.show_format("bin")
    assert output.firmware.isVisibleTo(output)
    output.firmware.alignment.setValue(4)
    assert panel.settings.firmware == FirmwareSettings(row_alignment=4)
    panel.forget_preset()
    output.show_format("png")
    assert not output.firmware.isVisibleTo(output)
