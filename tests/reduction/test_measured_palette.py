"""Palettes with the colours that a screen really shows for their entries."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quantizer.animation.quantize import quantize_animation
from quantizer.errors import SettingsError
from quantizer.image.image import Animation, Frame, Image
from quantizer.image.palette import Palette
from quantizer.metrics.psnr import mean_psnr
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import ClusterSettings, DitherSettings, Settings, TargetSettings
from tests.conftest import make_photo


def palette_of(*codes: str) -> Palette:
    return Palette.from_colors(np.array([list(bytes.fromhex(code)) for code in codes], np.uint8))


NOMINAL = palette_of("000000", "ffffff", "ff0000", "00ff00", "0000ff", "ffff00")
SHOWN = palette_of("202020", "e0e0d0", "a04030", "407050", "304080", "d0c040")
PANEL = NOMINAL.with_measured(SHOWN)


@pytest.fixture
def photo() -> Image:
    return Image(make_photo(24, 32))


@pytest.mark.sample(3)
@pytest.mark.parametrize("dither", ["none", "adaptive", "floyd-steinberg", "blue-noise"])
@pytest.mark.parametrize("k", [256, 4])
def test_entries_are_chosen_by_what_is_shown_and_written_as_they_are(
    photo: Image, dither: str, k: int
) -> None:
    settings = Settings(ClusterSettings(colors=k), DitherSettings(dither))
    result = quantize(photo, settings, palette=PANEL)
    as_shown = quantize(photo, settings, palette=SHOWN)
    assert (result.indexed.indices == as_shown.indexed.indices).all()
    places = [SHOWN.colors.tolist().index(list(one.color)) for one in as_shown.palette]
    assert (result.palette.colors == NOMINAL.colors[places]).all()
    # The metrics are those of what is shown.
    assert result.metrics == as_shown.metrics
    assert mean_psnr([(photo, result.indexed)]) == mean_psnr([(photo, as_shown.indexed)])


def test_an_area_of_a_shown_colour_is_written_as_its_entry() -> None:
    pixels = np.full((9, 9, 4), 255, np.uint8)
    pixels[..., :3] = (0xA0, 0x40, 0x30)
    result = quantize(Image(pixels), palette=PANEL)
    assert (result.indexed.to_rgba() == (255, 0, 0, 255)).all()
    assert result.exact


@pytest.mark.exhaustive
def test_targets_and_animations_go_by_what_is_shown(photo: Image) -> None:
    target = Settings(dither=DitherSettings("none"), target=TargetSettings(min_psnr=10))
    result = quantize(photo, target, palette=PANEL)
    assert result.metrics is not None
    assert result.metrics.psnr >= 10
    frames = Animation((Frame(photo, 10), Frame(Image(photo.pixels[::-1]), 10)))
    moving = quantize_animation(frames, palette=PANEL)
    alike = quantize_animation(frames, palette=SHOWN)
    for one, other in zip(moving.indexed.frames, alike.indexed.frames, strict=True):
        assert (one.image.indices == other.image.indices).all()
        assert (one.image.palette.colors == NOMINAL.colors).all()
    assert moving.quantized.metrics == alike.quantized.metrics


def test_locked_entries_are_those_of_the_palette(photo: Image) -> None:
    settings = Settings(ClusterSettings(colors=2), locked=(NOMINAL.swatches[4].color,))
    result = quantize(photo, settings, palette=PANEL, with_metrics=False)
    assert NOMINAL.swatches[4].color in {one.color for one in result.palette}


def test_each_entry_needs_its_colour() -> None:
    with pytest.raises(SettingsError, match="has 6 colours and the measured one 2"):
        NOMINAL.with_measured(Palette(SHOWN.swatches[:2]))
    clear = replace(NOMINAL.swatches[0], color=(1, 2, 3, 0))
    swatches = Palette((clear,)).with_measured(Palette(SHOWN.swatches[:1])).swatches
    assert swatches[0].measured == (0x20, 0x20, 0x20, 0)
