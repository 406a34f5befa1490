from __future__ import annotations

import numpy as np
from PIL import ImageColor

from quantizer.image.palette import Palette, Swatch
from quantizer.swatches.names import css_colors, with_nearest_names


def test_css_colours_have_their_own_names() -> None:
    css = css_colors()
    assert len(css) == len({swatch.hex for swatch in css}) == 139
    assert with_nearest_names(css, css) == css
    assert {"rebeccapurple", "tomato", "black"} <= {swatch.name for swatch in css}


def test_colours_that_pillow_was_asked_for_before_have_their_names() -> None:
    before = css_colors()
    for name in ("blue", "tomato"):
        ImageColor.getrgb(name)
    assert css_colors() == before


def test_the_nearest_name_is_taken_and_transparency_has_none() -> None:
    palette = Palette((Swatch((254, 100, 72, 255)), Swatch((0, 0, 0, 0)), Swatch((1, 2, 1, 255))))
    found = with_nearest_names(palette, css_colors())
    assert [swatch.name for swatch in found] == ["tomato", "", "black"]
    assert [swatch.color for swatch in found] == [swatch.color for swatch in palette]


def test_an_entry_without_a_name_lends_its_colour() -> None:
    plain = Palette.from_colors(np.array([[200, 0, 0], [0, 0, 90]], np.uint8))
    found = with_nearest_names(Palette((Swatch((190, 9, 9, 255)),)), plain)
    assert found.swatches[0].name == "#c80000"
