"""Colours as others see them, and OKLCH."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.color.color_vision import simulate
from quantizer.color.color_vision_kind import ColorVision
from quantizer.color.oklch import oklch_from_srgb, srgb_from_oklch, srgb_plane


@pytest.mark.parametrize("vision", ColorVision)
def test_greys_stay_and_protanopes_see_red_dark(vision: ColorVision) -> None:
    greys = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 4, axis=1)
    assert np.abs(simulate(greys, vision).astype(int) - greys).max() <= 1
    red = simulate(np.array([[255, 0, 0, 7]], np.uint8), vision)[0].tolist()
    blue_first = simulate(np.array([[0, 0, 255, 7]], np.uint8), vision, is_bgr=True)[0].tolist()
    assert blue_first == [*red[2::-1], 7]
    assert red[3] == 7
    assert vision is not ColorVision.PROTANOPIA or red[:3] == [109, 95, 0]


def test_oklch_goes_both_ways_and_stays_within_srgb() -> None:
    colors = np.random.default_rng(0).integers(0, 256, (50, 3)).tolist()
    for red, green, blue in colors:
        assert srgb_from_oklch(*oklch_from_srgb((red, green, blue))) == (red, green, blue)
    lightness, chroma, hue = oklch_from_srgb(srgb_from_oklch(0.7, 0.4, 200))
    assert lightness == pytest.approx(0.7, abs=0.01)
    assert hue == pytest.approx(200, abs=1)
    assert 0.1 < chroma < 0.4
    plane, within = srgb_plane(30, 20, 10)
    assert plane.shape == (10, 20, 3)
    assert within[0, 0]
    assert not within[0, -1]
