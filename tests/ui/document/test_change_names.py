from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from quantizer.built_in_palettes import built_in_palette
from quantizer.dither import DITHERERS
from quantizer.presets import Preset
from quantizer.reduction.palette_edits import PaletteEdits
from quantizer.reduction.palette_operations import deleted, merged, recolored, renamed
from quantizer.settings.settings import OPTIONS, ImageSize, Selector, Settings, TargetSettings
from ui.document.change_names import FIELD_NAMES, change_name
from ui.document.count_mode import with_count, with_target
from ui.document.selection import Chosen

if TYPE_CHECKING:
    from quantizer.settings.option import Option

VALUES: dict[str, tuple[object, ...]] = {
    "dither.name": tuple(DITHERERS.names),
    "dither.kernel": (None, ((0.0, 0.0, 1.0),)),
    "locked": ((), ((1, 2, 3, 255),), ((1, 2, 3, 255), (4, 5, 6, 255))),
    "alpha.matte": (None, (1, 2, 3), (4, 5, 6)),
    "indexed.bits": (None, (5, 6, 5), (1, 1, 1)),
    "adjust.resize": (None, ImageSize("50%"), ImageSize("800x480")),
    "animation.frames": ("", "1-3", "5-"),
    "animation.delays": ("", "1:200", "2:50"),
}


def values(name: str, option: Option) -> list[object]:
    """Some values of a setting, all of them if they are few."""
    if name in VALUES:
        return list(VALUES[name])
    automatic = [None] if option.is_optional else []
    if option.choices:
        return [*automatic, *option.choices]
    if option.kind is bool:
        return [False, True]
    low, high = max(option.range[0], -9), min(option.range[1], 60)
    numbers = [low + (high - low) * part for part in (0.25, 0.5, 1)]
    return [*automatic, *(map(int, numbers) if option.kind is int else numbers)]


def test_a_change_of_any_setting_has_a_name_of_its_own() -> None:
    led_to: dict[str, Chosen] = {}
    for name, option in OPTIONS.items():
        choices = [Chosen(Settings().with_values({name: one})) for one in values(name, option)]
        for before, after in pairwise([*choices, *choices[-2::-1]]):
            text = change_name(before, after)
            assert text
            assert led_to.setdefault(text, after) == after


def test_every_field_of_a_choice_names_its_changes() -> None:
    assert set(FIELD_NAMES) == {one.name for one in fields(Chosen)}


USUAL = Chosen(with_count(Settings(), 16))
EDITS = PaletteEdits.of(built_in_palette("pico-8"))


def edited(edits: PaletteEdits | None) -> Chosen:
    return replace(USUAL, edits=edits)


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (USUAL, USUAL, ""),
        (USUAL, USUAL.with_settings(with_count(USUAL.settings, 24)), "16 to 24 colours"),
        (USUAL.with_settings(with_count(USUAL.settings, 2)), USUAL, "2 to 16 colours"),
        (
            USUAL,
            USUAL.with_settings(with_target(USUAL.settings, TargetSettings(Selector.ELBOW))),
            f"automatic number of colours ({Selector.ELBOW.label})",
        ),
        (USUAL, USUAL.with_palette(built_in_palette("pico-8")), "palette PICO-8"),
        (
            USUAL.with_palette(built_in_palette("pico-8")),
            USUAL,
            "colours found for the image",
        ),
        (USUAL, Chosen.of(Preset("Icons"), Settings()), "preset Icons"),
        (Chosen.of(Preset("Icons"), Settings()), USUAL, "without the preset Icons"),
        (edited(EDITS), edited(recolored(EDITS, {0: (9, 9, 9, 255)})), "#000000 to #090909"),
        (edited(None), edited(recolored(EDITS, {0: (9, 9, 9, 255)})), "#000000 to #090909"),
        (edited(EDITS), edited(deleted(EDITS, [0])), "#000000 deleted"),
        (edited(EDITS), edited(merged(EDITS, [0, 1, 2], [0.1] * 16)), "merge of 3 colours"),
        (edited(EDITS), edited(renamed(EDITS, 0, "Ink")), "#000000 named “Ink”"),
        (edited(EDITS), edited(None), "all edits of the palette taken back"),
    ],
)
def test_names_say_what_was_changed(before: Chosen, after: Chosen, name: str) -> None:
    assert change_name(before, after) == name
