from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantizer.adjust.tone import adjust_colors, tone_curve
from quantizer.color.srgb_transfer import LINEAR
from quantizer.image.image import Image
from quantizer.settings.settings import AdjustSettings

hundred = st.floats(-100, 100)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def ramp() -> Image:
    """All greys, with an opacity that falls."""
    pixels = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 4, axis=1)
    pixels[:, 3] = 255 - pixels[:, 3]
    return Image(pixels[None])


def noise(seed: int = 0) -> Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (40, 50, 4), np.uint8)
    return Image(pixels)


def luminance(image: Image) -> np.ndarray:
    found: np.ndarray = LINEAR[image.pixels[..., :3]] @ LUMINANCE
    return found


@given(hundred, hundred, st.floats(0.1, 10))
@settings(deadline=None)
def test_the_curve_never_falls(brightness: float, contrast: float, gamma: float) -> None:
    adjust = AdjustSettings(brightness=brightness, contrast=contrast, gamma=gamma)
    assert (np.diff(tone_curve(np.arange(256) / 255, adjust)) >= -1e-12).all()
    found = adjust_colors(ramp(), adjust).pixels
    assert (np.diff(found[0, :, :3].astype(int), axis=0) >= 0).all()
    assert (found[0, :, 3] == ramp().pixels[0, :, 3]).all()


@given(hundred, hundred)
@settings(deadline=None)
def test_a_saturation_leaves_greys_alone(saturation: float, brightness: float) -> None:
    with_both = AdjustSettings(saturation=saturation, brightness=brightness)
    alone = AdjustSettings(brightness=brightness)
    found, wanted = (adjust_colors(ramp(), one).pixels for one in (with_both, alone))
    assert np.abs(found.astype(int) - wanted).max() <= 1


@pytest.mark.parametrize(
    ("values", "level", "wanted"),
    [
        ({"brightness": -100}, 200, 0),
        ({"brightness": 100}, 30, 255),
        ({"brightness": 20}, 0, 51),
        ({"brightness": -20}, 255, 204),
        ({"contrast": -100}, 77, 128),
        ({"contrast": 100}, 127, 0),
        ({"contrast": 100}, 128, 255),
        ({"gamma": 2.2}, 255, 255),
        ({"gamma": 2.0}, 64, 128),
        ({"gamma": 0.5}, 128, 64),
    ],
)
def test_levels_by_hand(values: dict[str, float], level: int, wanted: int) -> None:
    found = adjust_colors(ramp(), AdjustSettings(**values)).pixels[0, level, :3]  # type: ignore[arg-type]
    assert (found == wanted).all()


def test_no_saturation_gives_the_grey_of_the_same_luminance() -> None:
    source = noise()
    grey = adjust_colors(source, AdjustSettings(saturation=-100))
    assert (grey.pixels[..., 0] == grey.pixels[..., 2]).all()
    assert np.abs(luminance(grey) - luminance(source)).max() < 0.006  # a level of white


def test_more_saturation_keeps_the_luminance_of_what_stays_within_the_gamut() -> None:
    levels = np.random.default_rng(1).integers(120, 160, (30, 30, 4), np.uint8)
    source = Image(levels)
    found = adjust_colors(source, AdjustSettings(saturation=60))
    assert np.abs(luminance(found) - luminance(source)).max() < 0.005
    assert np.ptp(found.pixels[..., :3].astype(int), axis=-1).mean() > 1.4 * (
        np.ptp(source.pixels[..., :3].astype(int), axis=-1).mean()
    )


def test_neutral_values_give_the_very_image() -> None:
    source = noise()
    assert adjust_colors(source, AdjustSettings()) is source
    assert AdjustSettings().is_neutral
