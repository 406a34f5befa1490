"""One palette entry more, or one less."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from quantizer.image.palette import Palette
from quantizer.settings.settings import BitDepth
from ui.document.entries import can_give_entry, can_leave_out, with_entry, without_entry
from ui.document.image_settings import DEFAULTS
from ui.document.selection import Chosen

RED = (255, 0, 0, 255)
FOUND = Palette.from_colors(np.array([[0, 0, 0, 0], [9, 9, 9, 255], [80, 90, 99, 255]], np.uint8))


def test_a_colour_gets_an_entry_beside_as_many_others_as_before() -> None:
    chosen = with_entry(Chosen(DEFAULTS), RED, FOUND)
    assert chosen.settings.locked == (RED,)
    assert chosen.settings.cluster.colors == DEFAULTS.cluster.colors + 1


def test_there_are_no_more_entries_than_the_bits_of_a_pixel_allow() -> None:
    four = replace(DEFAULTS, indexed=replace(DEFAULTS.indexed, bit_depth=BitDepth(4)))
    chosen = with_entry(Chosen(four), RED, FOUND)
    assert chosen.settings.locked == (RED,)
    assert chosen.settings.cluster.colors == 16


def test_a_given_palette_gets_the_colour_as_its_last_entry() -> None:
    given = Chosen(DEFAULTS).with_palette(FOUND)
    assert can_give_entry(given, FOUND)
    changed = with_entry(given, RED, FOUND).palette
    assert changed is not None
    assert [one.color for one in changed] == [*(one.color for one in FOUND), RED]


def test_leaving_an_entry_out_keeps_the_others_for_this_image_only() -> None:
    chosen = without_entry(Chosen(DEFAULTS), 1, FOUND)
    assert chosen.palette is not None
    assert [one.color for one in chosen.palette] == [(0, 0, 0, 0), (80, 90, 99, 255)]
    assert chosen.for_other_image().palette is None
    given = Chosen(DEFAULTS).with_palette(FOUND)
    assert without_entry(given, 1, FOUND).for_other_image().palette is not None


def test_neither_the_transparent_entry_nor_the_last_visible_one_can_be_left_out() -> None:
    assert not can_leave_out(0, FOUND)
    assert can_leave_out(1, FOUND)
    assert not can_leave_out(1, Palette(FOUND.swatches[:2]))
