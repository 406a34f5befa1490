from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLabel, QSlider, QWidget

from quantizer.built_in_palettes import built_in_palette
from quantizer.dither import DITHERERS
from quantizer.kmeans.selection import Candidate, Reason, Selection
from quantizer.presets import Preset
from quantizer.settings.settings import (
    OPTIONS,
    AlphaMode,
    AlphaSettings,
    ClusterSettings,
    DitherSettings,
    DitherSpace,
    Effort,
    FramePalettes,
    Init,
    Metric,
    Selector,
    Settings,
    Space,
    TargetSettings,
    Weights,
)
from ui.document.count_mode import CountBy
from ui.panels.count_control import QUICK_PICKS
from ui.panels.dither_gallery import ordered_names
from ui.panels.settings_panel import SettingsPanel
from ui.panels.texts import REASON_LABELS

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
    panel.count.slider.number.setValue(7)  # type: ignore[arg-type]
    panel.clustering.fields["effort"].buttons[Effort.BEST].click()
    choose(panel.clustering.fields["space"], Space.OKLAB)
    panel.clustering.fields["lightness"].number.setValue(2.5)  # type: ignore[arg-type]
    choose(panel.clustering.fields["metric"], Metric.MANHATTAN)
    choose(panel.clustering.fields["init"], Init.KMEANS_PLUS_PLUS)
    panel.clustering.fields["restarts"].setValue(4)
    panel.clustering.fields["seed"].setValue(9)
    panel.dithering.gallery.list.chosen.emit("floyd-steinberg")
    panel.dithering.strength.number.setValue(45)  # type: ignore[arg-type]
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
    assert panel.count.slider.value == 64
    assert [pick.isChecked() for pick in panel.count.picks] == [k == 64 for k in QUICK_PICKS]
    assert panel.clustering.fields["space"].currentText() == "CIELAB"
    assert panel.dithering.strength.value == 60
    panel.clustering.fields["seed"].setValue(1)
    assert told == [replace(settings, cluster=replace(settings.cluster, seed=1))]


def test_quick_picks_and_the_slider_set_the_colours(panel: SettingsPanel) -> None:
    told: list[Settings] = []
    panel.changed.connect(told.append)
    panel.count.picks[2].click()
    assert told[-1].cluster.colors == QUICK_PICKS[2]
    for end, colors in ((0, 1), (panel.count.slider.slider.maximum(), 256)):
        panel.count.slider.slider.setValue(end)
        assert told[-1].cluster.colors == colors


def test_automatic_numbers_show_and_end_with_any_number_chosen(panel: SettingsPanel) -> None:
    told: list[Settings] = []
    panel.changed.connect(told.append)
    assert not panel.count.selector.isVisible()
    panel.count.by.buttons[CountBy.IMAGE].click()
    assert told[-1].target.selector is Selector.ELBOW
    assert told[-1].cluster.colors == 256
    assert panel.count.selector.isVisible()
    assert not any(pick.isChecked() for pick in panel.count.picks)
    panel.count.selector.buttons[Selector.SILHOUETTE].click()
    assert told[-1].target.selector is Selector.SILHOUETTE
    assert isinstance(told[-1].target.selector, Selector)
    chosen = Selection(12, Selector.SILHOUETTE, (Candidate(12, 1.0),), Reason.SILHOUETTE)
    panel.count.show_selection(chosen, "", 12)
    assert panel.count.slider.value == 12
    assert panel.count.note.text() == "Auto: 12 colours (silhouette)"
    panel.count.by.buttons[CountBy.PERSON].click()
    assert told[-1].target.selector is Selector.FIXED
    assert told[-1].cluster.colors == 12
    panel.show_settings(Settings(target=TargetSettings(Selector.ELBOW)))
    assert panel.count.by.value is CountBy.IMAGE
    panel.count.picks[3].click()
    assert told[-1].target.selector is Selector.FIXED
    assert told[-1].cluster.colors == QUICK_PICKS[3]
    assert panel.count.by.value is CountBy.PERSON


def test_moving_the_gauge_ends_the_automatic_number(panel: SettingsPanel) -> None:
    told: list[Settings] = []
    panel.show_settings(Settings(target=TargetSettings(Selector.SILHOUETTE)))
    panel.changed.connect(told.append)
    panel.count.slider.number.setValue(7)  # type: ignore[arg-type]
    assert told[-1].target.selector is Selector.FIXED
    assert told[-1].cluster.colors == 7
    assert panel.count.by.value is CountBy.PERSON
    panel.count.toggle_automatic()  # asks as it was asked before
    assert told[-1].target.selector is Selector.SILHOUETTE


def test_the_number_stays_until_another_is_found_and_the_note_says_so(
    panel: SettingsPanel,
) -> None:
    panel.show_settings(Settings(ClusterSettings(colors=20)))
    panel.show_settings(Settings(target=TargetSettings(Selector.ELBOW)))
    panel.count.show_selection(None, "Auto: choosing…")
    assert panel.count.slider.value == 20
    assert panel.count.note.isVisible()
    assert panel.count.note.text() == "Auto: choosing…"
    panel.show_settings(Settings(ClusterSettings(colors=20)))
    assert not panel.count.note.isVisible()


def test_every_reason_has_a_label() -> None:
    assert set(REASON_LABELS) == set(Reason)


def test_every_setting_with_a_label_has_a_control(panel: SettingsPanel) -> None:
    names = {child.accessibleName() for child in panel.findChildren(QWidget)}
    names |= {label.text() for label in panel.findChildren(QLabel)}
    elsewhere = {"dither.name", "firmware.format", "firmware.row_alignment"}  # a card, a dialog
    labels = {one.label for name, one in OPTIONS.items() if one.label and name not in elsewhere}
    assert labels <= names


def test_arrow_keys_move_among_the_efforts(qtbot: QtBot, panel: SettingsPanel) -> None:
    told: list[Settings] = []
    panel.changed.connect(told.append)
    assert panel.clustering.fields["effort"].value is Effort.BALANCED
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.clustering.fields["effort"].setFocus()  # the choice that holds takes it
    qtbot.keyClick(panel.clustering.fields["effort"].buttons[Effort.BALANCED], Qt.Key.Key_Right)
    assert panel.clustering.fields["effort"].value is Effort.BEST
    assert told[-1].cluster.effort is Effort.BEST


def test_automatic_restarts_and_seeding_are_none(panel: SettingsPanel) -> None:
    told: list[Settings] = []
    panel.changed.connect(told.append)
    panel.clustering.fields["restarts"].setValue(3)
    panel.clustering.fields["restarts"].setValue(0)
    choose(panel.clustering.fields["init"], None)
    assert told[-1].cluster.restarts is None
    assert told[-1].cluster.init is None


def test_the_choices_are_those_of_the_library(panel: SettingsPanel) -> None:
    def values(box: QComboBox) -> set[object]:
        return {box.itemData(row) for row in range(box.count())}

    assert set(ordered_names()) == set(DITHERERS.names)
    assert values(panel.clustering.fields["space"]) == {None, *Space}
    assert values(panel.clustering.fields["metric"]) == {None, *Metric}
    assert values(panel.clustering.fields["init"]) == {None, *Init}
    assert set(panel.clustering.fields["effort"].buttons) == set(Effort)
    assert set(panel.count.selector.buttons) == set(Selector) - {Selector.FIXED}


def test_what_would_change_nothing_is_disabled_and_says_why(panel: SettingsPanel) -> None:
    assert panel.clustering.fields["restarts"].isEnabled()
    panel.show_settings(Settings(dither=DitherSettings("none")))
    assert not panel.dithering.strength.isEnabled()
    panel.show_settings(Settings(ClusterSettings(init=Init.PCA), DitherSettings("floyd-steinberg")))
    assert not panel.clustering.fields["restarts"].isEnabled()
    assert "same" in panel.clustering.fields["restarts"].toolTip()
    assert panel.dithering.strength.isEnabled()


def test_every_control_has_an_accessible_name(panel: SettingsPanel) -> None:
    kinds = (QAbstractButton, QAbstractSpinBox, QComboBox, QSlider)
    nameless = [
        child for kind in kinds for child in panel.findChildren(kind) if not child.accessibleName()
    ]
    assert not [child for child in nameless if child.isVisible() and child.focusPolicy().value]


def test_weights_edges_and_frames_tell_their_settings(panel: SettingsPanel) -> None:
    told: list[Settings] = []
    panel.changed.connect(told.append)
    weights = panel.clustering.fields["weights"]
    for value in (Weights.VISIBILITY, None):
        weights.setCurrentIndex(weights.findData(value))
        weights.activated.emit(weights.currentIndex())
        assert told[-1].cluster.weights is value
    panel.dithering.space.buttons[DitherSpace.LINEAR].click()
    assert told[-1].dither.space is DitherSpace.LINEAR
    panel.alpha.mode.buttons[AlphaMode.THRESHOLD].click()
    panel.alpha.matte._take(QColor(1, 2, 3))
    assert told[-1].alpha == AlphaSettings(AlphaMode.THRESHOLD, (1, 2, 3))
    panel.alpha.bleed.click()
    assert told[-1].alpha.bleed
    panel.show_settings(Settings())
    assert not panel.alpha.bleed.isChecked()
    panel.alpha.matte.none.click()
    assert told[-1].alpha.matte is None
    panel.frame_palettes.buttons[FramePalettes.EACH].click()
    assert told[-1].animation.palettes is FramePalettes.EACH


def test_transparency_and_animation_show_only_where_they_make_a_difference(
    panel: SettingsPanel,
) -> None:
    assert not panel.alpha.isVisible()
    assert not panel.frame_palettes.isVisible()
    panel.show_kind(has_alpha=True, is_animation=True)
    assert panel.alpha.isVisible()
    assert not panel.alpha.matte.isVisible()  # soft edges are kept: nothing stands on a matte
    assert panel.frame_palettes.isVisible()
    panel.show_settings(Settings(alpha=AlphaSettings(AlphaMode.DITHER, (9, 8, 7))))
    assert panel.alpha.matte.isVisible()
    assert panel.alpha.matte.pick.text() == "#090807"


def test_more_on_clustering_opens_where_a_setting_is_unusual(qtbot: QtBot) -> None:
    panel = SettingsPanel(Settings())
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.clustering.fields["seed"].isVisible()
    panel.clustering.more.button.click()
    assert panel.clustering.fields["seed"].isVisible()
    panel.clustering.more.button.click()
    panel.show_settings(Settings(ClusterSettings(seed=3)))
    assert panel.clustering.fields["seed"].isVisible()


def test_what_has_no_effect_with_a_given_palette_is_disabled_and_says_why(
    panel: SettingsPanel,
) -> None:
    told: list[Settings] = []
    panel.changed.connect(told.append)
    best = panel.clustering.fields["effort"].buttons[Effort.BEST]
    usual = best.toolTip()
    panel.show_settings(Settings(), built_in_palette("pico-8"))
    best.click()
    assert not told
    assert "palette is given" in best.toolTip()
    assert not panel.alpha.bleed.isEnabled()
    assert panel.clustering.fields["space"].isEnabled()
    panel.show_settings(Settings())
    assert best.isEnabled()
    assert best.toolTip() == usual


def test_the_mark_of_a_changed_preset_moves_nothing(panel: SettingsPanel, qtbot: QtBot) -> None:
    preset = Preset("Icons")
    places = []
    for is_modified in (False, True):
        panel.preset.show_chosen(preset, is_modified=is_modified, is_own=False)
        panel.grab()  # lays out
        places.append(panel.adjust.mapTo(panel, QPoint()).y())
        assert panel.preset.revert.isVisible() is is_modified
    assert places[0] == places[1]
