from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QSlider

from quantizer.dither import DITHERERS
from quantizer.kmeans.selection import Candidate, Reason, Selection
from quantizer.settings import (
    ClusterSettings,
    DitherSettings,
    Effort,
    Init,
    Metric,
    Selector,
    Settings,
    Space,
    TargetSettings,
)
from ui.panels.settings_panel import QUICK_PICKS, SettingsPanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def panel(qtbot: QtBot) -> SettingsPanel:
    panel = SettingsPanel(Settings(ClusterSettings(init=Init.RANDOM)))
    qtbot.addWidget(panel)
    panel.show()
    return panel


def choose(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_every_control_tells_its_setting(panel: SettingsPanel) -> None:
    told: list[Settings] = []
    panel.changed.connect(told.append)
    panel.colors.number.setValue(7)  # type: ignore[arg-type]
    choose(panel.effort, Effort.BEST)
    choose(panel.space, Space.OKLAB)
    panel.lightness.number.setValue(2.5)  # type: ignore[arg-type]
    choose(panel.distance, Metric.MANHATTAN)
    choose(panel.init, Init.KMEANS_PLUS_PLUS)
    panel.restarts.setValue(4)
    panel.seed.setValue(9)
    choose(panel.dither, "floyd-steinberg")
    panel.strength.number.setValue(45)  # type: ignore[arg-type]
    assert told[-1] == Settings(
        ClusterSettings(
            colors=7,
            effort=Effort.BEST,
            space=Space.OKLAB,
            lightness=2.5,
            metric=Metric.MANHATTAN,
            init=Init.KMEANS_PLUS_PLUS,
            restarts=4,
            seed=9,
        ),
        DitherSettings("floyd-steinberg", 0.45),
    )
    assert len(told) == 10
    assert isinstance(told[-1].cluster.effort, Effort)
    assert isinstance(told[-1].cluster.space, Space)
    assert isinstance(told[-1].cluster.metric, Metric)
    assert isinstance(told[-1].cluster.init, Init)


def test_showing_settings_tells_nobody_and_shows_all(panel: SettingsPanel) -> None:
    told: list[Settings] = []
    panel.changed.connect(told.append)
    settings = Settings(
        ClusterSettings(colors=64, space=Space.LAB, lightness=0.5, init=Init.RANDOM, restarts=3),
        DitherSettings("floyd-steinberg", 0.6),
    )
    panel.show_settings(settings)
    assert not told
    assert panel.colors.value == 64
    assert [pick.isChecked() for pick in panel.picks] == [k == 64 for k in QUICK_PICKS]
    assert panel.space.currentText() == "CIELAB"
    assert panel.strength.value == 60
    panel.seed.setValue(1)
    assert told == [replace(settings, cluster=replace(settings.cluster, seed=1))]


def test_quick_picks_and_the_slider_set_the_colours(panel: SettingsPanel) -> None:
    told: list[Settings] = []
    panel.changed.connect(told.append)
    panel.picks[2].click()
    assert told[-1].cluster.colors == QUICK_PICKS[2]
    for end, colors in ((0, 1), (panel.colors.slider.maximum(), 256)):
        panel.colors.slider.setValue(end)
        assert told[-1].cluster.colors == colors


def test_automatic_numbers_show_and_end_with_any_number_chosen(panel: SettingsPanel) -> None:
    told: list[Settings] = []
    panel.changed.connect(told.append)
    assert not panel.auto.method.isVisible()
    panel.auto.switch.click()
    assert told[-1].target.selector is Selector.ELBOW
    assert told[-1].cluster.colors == 256
    assert panel.auto.method.isVisible()
    assert not any(pick.isChecked() for pick in panel.picks)
    choose(panel.auto.method, Selector.SILHOUETTE)
    assert told[-1].target.selector is Selector.SILHOUETTE
    assert isinstance(told[-1].target.selector, Selector)
    chosen = Selection(12, Selector.SILHOUETTE, (Candidate(12, 1.0),), Reason.SILHOUETTE)
    panel.show_selection(chosen)
    assert panel.colors.value == 12
    assert panel.auto.answer.text().startswith("12 colours: ")
    panel.auto.switch.click()
    assert told[-1].target.selector is Selector.FIXED
    assert told[-1].cluster.colors == 12
    panel.show_settings(Settings(target=TargetSettings(Selector.ELBOW)))
    assert panel.auto.switch.isChecked()
    panel.picks[3].click()
    assert told[-1].target.selector is Selector.FIXED
    assert told[-1].cluster.colors == QUICK_PICKS[3]
    assert not panel.auto.switch.isChecked()


def test_automatic_restarts_and_seeding_are_none(panel: SettingsPanel) -> None:
    told: list[Settings] = []
    panel.changed.connect(told.append)
    panel.restarts.setValue(3)
    panel.restarts.setValue(0)
    choose(panel.init, None)
    assert told[-1].cluster.restarts is None
    assert told[-1].cluster.init is None


def test_the_choices_are_those_of_the_library(panel: SettingsPanel) -> None:
    def values(box: QComboBox) -> set[object]:
        return {box.itemData(row) for row in range(box.count())}

    assert values(panel.dither) == set(DITHERERS.names)
    assert values(panel.space) == set(Space)
    assert values(panel.distance) == set(Metric)
    assert values(panel.init) == {None, *Init}
    assert values(panel.effort) == set(Effort)
    assert values(panel.auto.method) == set(Selector) - {Selector.FIXED}


def test_what_would_change_nothing_is_disabled_and_says_why(panel: SettingsPanel) -> None:
    assert panel.restarts.isEnabled()
    assert not panel.strength.isEnabled()
    panel.show_settings(Settings(ClusterSettings(init=Init.PCA), DitherSettings("floyd-steinberg")))
    assert not panel.restarts.isEnabled()
    assert "same" in panel.restarts.toolTip()
    assert panel.strength.isEnabled()


def test_every_control_has_an_accessible_name(panel: SettingsPanel) -> None:
    kinds = (QAbstractButton, QAbstractSpinBox, QComboBox, QSlider)
    nameless = [
        child for kind in kinds for child in panel.findChildren(kind) if not child.accessibleName()
    ]
    assert not [child for child in nameless if child.isVisible() and child.focusPolicy().value]
