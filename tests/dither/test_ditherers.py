"""What is true of every registered ditherer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantizer.color.features import FeatureSpace
from quantizer.dither import DITHERERS, DitherInput
from quantizer.errors import Cancelled, SettingsError
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.progress import SILENT, Progress
from quantizer.remap.nearest_color import PaletteMap
from quantizer.remap.remap import remap
from quantizer.settings.settings import DitherSettings, Space
from tests.conftest import make_photo

PALETTE = np.array(
    [[0, 0, 0, 255], [255, 255, 255, 255], [200, 30, 40, 255], [30, 160, 90, 255]], np.uint8
)


def reduce(
    image: Image, name: str, strength: float = 0.8, colors: np.ndarray = PALETTE
) -> np.ndarray:
    soft = bool((image.pixels[..., 3] % 255).any())
    palette_map = PaletteMap(colors, FeatureSpace(Space.SRGB, with_alpha=soft))
    return remap(image, Histogram.of(image), palette_map, DitherSettings(name, strength))


def test_floyd_steinberg_keeps_the_mean_of_a_grey_area() -> None:
    pixels = np.full((64, 64, 4), 255, np.uint8)
    pixels[..., :3] = 96
    black_and_white = PALETTE[:2]
    result = reduce(Image(pixels), "floyd-steinberg", 1.0, black_and_white)
    assert 255 * result.mean() == pytest.approx(96, abs=3)


@pytest.mark.parametrize("name", DITHERERS.names)
def test_an_image_in_palette_colours_is_left_alone(name: str) -> None:
    truth = np.random.default_rng(0).integers(0, 4, (20, 30)).astype(np.uint8)
    np.testing.assert_array_equal(reduce(Image(PALETTE[truth]), name, 1.0), truth)


@pytest.mark.parametrize("name", DITHERERS.names)
@settings(max_examples=4)
@given(
    height=st.integers(1, 12),
    width=st.integers(1, 12),
    seed=st.integers(0, 99),
    strength=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_transparent_pixels_take_the_transparent_entry_alone(
    name: str, height: int, width: int, seed: int, strength: float
) -> None:
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (height, width, 4), dtype=np.uint8)
    pixels[..., 3] = rng.choice([0, 90, 255], (height, width))
    palette = np.concatenate([[[0, 0, 0, 0], [90, 90, 90, 128]], PALETTE]).astype(np.uint8)
    result = reduce(Image(pixels), name, strength, palette)
    np.testing.assert_array_equal(result == 0, pixels[..., 3] == 0)


@pytest.mark.parametrize("name", DITHERERS.names)
def test_every_ditherer_can_be_cancelled_and_names_itself(name: str) -> None:
    image = Image(make_photo())
    palette_map = PaletteMap(PALETTE, FeatureSpace(Space.SRGB))
    with pytest.raises(Cancelled):
        remap(
            image,
            Histogram.of(image),
            palette_map,
            DitherSettings(name),
            Progress(cancelled=lambda: True),
        )
    assert DITHERERS[name].label


@pytest.mark.parametrize("name", DITHERERS.names)
@pytest.mark.parametrize("soft", [False, True])
def test_strength_nought_is_no_dither(name: str, soft: bool) -> None:
    pixels = make_photo()
    if soft:
        pixels[..., 3] = np.arange(pixels.shape[1]) + 100
    image = Image(pixels)
    np.testing.assert_array_equal(reduce(image, name, 0.0), reduce(image, "none"))


def test_an_unknown_dither_names_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="floyd-steinberg, jarvis"):
        DITHERERS["floyd"]


def test_a_canvas_needs_no_image() -> None:
    """A ditherer sees values and a choice only, so other colour spaces can be diffused in."""
    entries = np.array([[0.0], [255.0]], np.float32)
    source = DitherInput(
        pixels=np.full((4, 4), 128, np.uint8),
        values=lambda items, values: values.__setitem__(..., items[..., None]),
        lookup=lambda _progress: lambda values: (values[:, 0] > 127.5).astype(np.intp),
        nearest=lambda _progress: np.ones((4, 4), np.uint8),
        entries=entries,
    )
    for ditherer in DITHERERS:
        assert ditherer.dither(source, 1.0, SILENT).shape == (4, 4)
