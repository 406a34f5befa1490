from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantizer.animation.quantize import quantize_animation
from quantizer.errors import SettingsError
from quantizer.image.image import Animation, Image
from quantizer.progress import Progress, Stage
from quantizer.reduction.pipeline import quantize
from quantizer.settings.enums import Choice
from quantizer.settings.settings import (
    OPTIONS,
    PARTS,
    AlphaSettings,
    ClusterSettings,
    DitherSettings,
    Init,
    Metric,
    Selector,
    Settings,
    Space,
    TargetSettings,
    nest,
    unnest,
)

CHOICES = {name: option for name, option in OPTIONS.items() if option.choices}
NUMBERS = {name: option for name, option in OPTIONS.items() if option.kind in {int, float}}


def with_value(name: str, value: object) -> object:
    """Return what the setting `name` is after it was set to `value`."""
    return Settings().with_values({name: value}).values()[name]


def test_every_field_declares_its_option() -> None:
    for part, kind in PARTS.items():
        assert {f"{part}.{one.name}" for one in fields(kind)} <= set(OPTIONS)
    assert {one.name for one in fields(Settings)} == {*PARTS, "locked"}


@pytest.mark.parametrize("name", CHOICES)
def test_a_word_becomes_the_member_of_its_enum(name: str) -> None:
    part, key = name.split(".")
    for choice in CHOICES[name].choices:
        assert with_value(name, str(choice)) is choice
        assert with_value(name, choice) is choice
        assert getattr(PARTS[part](**{key: choice.value}), key) is choice


@pytest.mark.parametrize("name", CHOICES)
@given(word=st.text(max_size=12))
def test_an_unknown_word_is_refused_and_the_known_ones_are_listed(name: str, word: str) -> None:
    words = [str(choice) for choice in CHOICES[name].choices]
    if word in words:
        return
    with pytest.raises(SettingsError, match="must be one of") as caught:
        with_value(name, word)
    assert ", ".join(words) in str(caught.value)


def test_choices_as_words_have_their_effect() -> None:
    assert TargetSettings("fixed") == TargetSettings()  # type: ignore[arg-type]
    assert TargetSettings("fixed").selector is Selector.FIXED  # type: ignore[arg-type]
    assert ClusterSettings(metric="manhattan").metric is Metric.MANHATTAN  # type: ignore[arg-type]


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("value", [True, b"4", [1], object()])
def test_a_value_of_another_type_is_refused_in_one_sentence(name: str, value: object) -> None:
    value = "true" if OPTIONS[name].kind is bool else value
    with pytest.raises(SettingsError, match="but must be") as caught:
        with_value(name, value)
    assert str(caught.value).startswith(OPTIONS[name].name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", NUMBERS)
def test_text_is_not_a_number_and_a_fraction_is_not_a_whole_number(name: str) -> None:
    for value in ("4", *((4.0, 4.5) if NUMBERS[name].kind is int else ())):
        with pytest.raises(SettingsError, match="number"):
            with_value(name, value)


@pytest.mark.parametrize("name", OPTIONS)
def test_none_is_allowed_only_where_it_has_a_meaning(name: str) -> None:
    if OPTIONS[name].is_optional:
        assert with_value(name, None) is None
        return
    with pytest.raises(SettingsError, match="is None, but must be"):
        with_value(name, None)


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_keep_to_their_range_and_are_finite(name: str) -> None:
    option = NUMBERS[name]
    low, high = option.range
    for value in (low - 1, high + 1, float("nan"), float("inf"), float("-inf")):
        with pytest.raises(SettingsError, match="but must be"):
            with_value(name, value)
    if not option.is_low_excluded:
        assert with_value(name, option.kind(low)) == low


def test_values_get_their_own_types() -> None:
    settings = ClusterSettings(colors=np.int64(7), lightness=2)  # type: ignore[arg-type]
    assert (type(settings.colors), type(settings.lightness)) == (int, float)
    locked = Settings(locked=[np.array([1, 2, 3, 255], np.uint8)]).locked  # type: ignore[arg-type, list-item]
    assert locked == ((1, 2, 3, 255),)
    assert type(locked[0][0]) is int
    assert AlphaSettings(matte=[1, 2, 3]).matte == (1, 2, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "values",
    [
        {"locked": ((1, 2, 3),)},
        {"locked": ((1, 2, 3, 256),)},
        {"locked": "#fff"},
        {"alpha.matte": (1, 2)},
        {"alpha.matte": (-1, 2, 3)},
        {"alpha.matte": "abc"},
        {"cluster.colours": 4},
        {"cluster": None},
        {"cluster.colors": 1, "locked": ((1, 2, 3, 255), (4, 5, 6, 255))},
    ],
)
def test_colours_and_names_are_checked(values: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        Settings().with_values(values)


def test_a_part_of_another_class_is_refused() -> None:
    with pytest.raises(SettingsError, match="cluster is not ClusterSettings"):
        Settings(DitherSettings())  # type: ignore[arg-type]


def test_settings_survive_json_copies_and_processes() -> None:
    settings = Settings(
        ClusterSettings(40, Space.OKLAB, 2.0, init=Init.PCA, seed=9),
        DitherSettings("stucki", 0.25),
        ((1, 2, 3, 255),),
        TargetSettings(Selector.ELBOW, 33.0),
        AlphaSettings(matte=(9, 8, 7)),
    )
    again = Settings.from_json(settings.to_json())
    assert again == settings
    assert again.cluster.space is Space.OKLAB
    assert unnest(nest(settings.values()), OPTIONS) == settings.values()
    for copied in (pickle.loads(pickle.dumps(settings)), copy.deepcopy(settings)):
        assert copied == settings
        assert copied.target.selector is Selector.ELBOW


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"cluster": 3}',
        '{"cluster": {"colours": 3}}',
        '{"cluster": {"": 3}}',
        '{"cluster": {"colors": "3"}}',
        '{"kmeans": {}}',
        "[" * 100_000,
    ],
)
def test_text_that_is_not_settings_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        Settings.from_json(text)


def test_with_values_changes_only_what_is_named() -> None:
    settings = Settings(ClusterSettings(colors=9))
    changed = settings.with_values({"cluster.seed": 3, "dither.name": "none"})
    assert changed == Settings(ClusterSettings(colors=9, seed=3), DitherSettings("none"))
    assert settings.with_values({}) == settings
    assert replace(settings, cluster=ClusterSettings()) == Settings()


def test_every_choice_has_a_label_and_is_its_word() -> None:
    for option in CHOICES.values():
        for choice in option.choices:
            assert isinstance(choice, Choice)
            assert choice.label
            assert f"{choice}" == choice.value == choice


def test_the_settings_load_without_numpy() -> None:
    code = "import sys, quantizer.settings.settings; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_dither_is_refused_before_the_work_starts(photo: Image) -> None:
    def listen(_stage: Stage, _fraction: float) -> None:
        raise AssertionError("the work has started")

    settings, animation = Settings(dither=DitherSettings("sparkles")), Animation.still(photo)
    for work in (
        lambda: quantize(photo, settings, Progress(listen)),
        lambda: quantize_animation(animation, settings, Progress(listen)),
    ):
        with pytest.raises(SettingsError, match="'sparkles' is not a dither; choose one of adap"):
            work()
