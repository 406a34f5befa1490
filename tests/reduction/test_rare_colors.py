"""No visible region of a distinct hue comes out in another one, from 16 colours on."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import color

from quantizer.color.features import FeatureSpace
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.reduction.pipeline import quantize
from quantizer.reduction.rare_colors import find_rare_colors
from quantizer.remap.nearest_color import PaletteMap
from quantizer.settings.settings import (
    ClusterSettings,
    DitherSettings,
    Effort,
    RareColors,
    Settings,
    Space,
)

HUES = {
    "red": (200, 30, 40),
    "green": (40, 160, 60),
    "yellow": (230, 210, 50),
    "purple": (140, 50, 180),
    "brown": (140, 80, 50),
}


def sea(height: int = 160, width: int = 200) -> np.ndarray:
    """A blue map of many shades, with grain."""
    rng = np.random.default_rng(4)
    y, x = np.mgrid[:height, :width]
    pixels = np.full((height, width, 4), 255, np.uint8)
    depth = 40 * np.sin(x / 31) * np.cos(y / 23) + rng.normal(0, 6, (height, width))
    base = np.array([60, 110, 190]) + depth[..., None] * [0.8, 1, 1]
    pixels[..., :3] = np.clip(base, 0, 255)
    return pixels


def hue(pixels: np.ndarray) -> tuple[float, float]:
    """Angle in degrees and chroma of the mean colour."""
    mean = pixels[..., :3].reshape(-1, 3).mean(axis=0) / 255
    _, a, b = color.rgb2lab(mean)
    return float(np.degrees(np.arctan2(b, a))), float(np.hypot(a, b))


def keeps_hue(before: np.ndarray, after: np.ndarray) -> bool:
    (one, chroma), (other, left) = hue(before), hue(after)
    return abs((one - other + 180) % 360 - 180) < 35 and left > 0.35 * chroma


@pytest.mark.parametrize("name", HUES)
@pytest.mark.parametrize("dither", ["none", "adaptive", "floyd-steinberg"])
def test_a_small_country_keeps_its_hue(name: str, dither: str) -> None:
    pixels = sea()
    pixels[60:70, 80:92, :3] = HUES[name]
    settings = Settings(ClusterSettings(16), DitherSettings(dither))
    result = quantize(Image(pixels), settings, with_metrics=False).indexed.to_rgba()
    area = (slice(60, 70), slice(80, 92))
    assert keeps_hue(pixels[area], result[area])


@pytest.mark.sample(2)
@pytest.mark.parametrize("space", Space)
@pytest.mark.parametrize("effort", Effort)
def test_in_every_space_with_every_effort(space: Space, effort: Effort) -> None:
    pixels = sea(80, 100)
    pixels[30:40, 30:40, :3] = HUES["red"]
    settings = Settings(ClusterSettings(16, space, effort=effort))
    result = quantize(Image(pixels), settings, with_metrics=False).indexed.to_rgba()
    assert keeps_hue(pixels[30:40, 30:40], result[30:40, 30:40])


def test_several_countries_keep_theirs() -> None:
    pixels = sea()
    areas = [(slice(20 + 40 * n, 31 + 40 * n), slice(150, 162)) for n in range(3)]
    for area, name in zip(areas, ("red", "green", "yellow"), strict=True):
        pixels[area][..., :3] = HUES[name]
    result = quantize(Image(pixels), Settings(ClusterSettings(16)), with_metrics=False)
    for area in areas:
        assert keeps_hue(pixels[area], result.indexed.to_rgba()[area])


def land(height: int = 300, width: int = 400) -> np.ndarray:
    """A landscape in greens and blues that takes all 16 entries for its own shades."""
    rng = np.random.default_rng(4)
    y, x = np.mgrid[:height, :width]
    shade = 60 + 150 * x / width + rng.normal(0, 12, (height, width))
    shares = [0.55 + 0 * y, 0.7 + 0.3 * y / height, 1 - 0.45 * y / height]
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., :3] = np.clip(shade[..., None] * np.stack(shares, axis=-1), 0, 255)
    return pixels


@pytest.mark.parametrize("name", ["purple", "brown"])
@pytest.mark.parametrize("dither", ["none", "adaptive"])
def test_a_rare_colour_is_kept_at_the_cost_of_error_or_ignored(dither: str, name: str) -> None:
    pixels = land()
    area = (slice(60, 65), slice(80, 85))
    pixels[area][..., :3] = HUES[name]

    def reduce(rare_colors: str) -> tuple[bool, float]:
        cluster = ClusterSettings(16, rare_colors=rare_colors)  # type: ignore[arg-type]
        settings = Settings(cluster, DitherSettings(dither))
        result = quantize(Image(pixels), settings, with_metrics=False)
        return keeps_hue(pixels[area], result.indexed.to_rgba()[area]), result.kmeans.inertia

    (is_kept, inertia), (is_kept_when_ignored, lowest) = reduce("keep"), reduce("ignore")
    assert is_kept
    assert not is_kept_when_ignored
    assert lowest < inertia


def test_soft_pixels_of_a_lost_colour_are_not_counted_as_opaque_ones() -> None:
    pixels = sea(80, 100)
    pixels[30:40, 30:40] = (*HUES["red"], 30)
    assert not len(found(pixels, [(60, 110, 190), (40, 80, 150)]))


def found(pixels: np.ndarray, entries: list[tuple[int, int, int]], most: int = 3) -> np.ndarray:
    image = Image(pixels)
    colors = np.full((len(entries), 4), 255, np.uint8)
    colors[:, :3] = entries
    palette_map = PaletteMap(colors, FeatureSpace(Space.SRGB))
    return find_rare_colors((image,), Histogram.of(image).visible(), palette_map, most)


BLUES = [(30, 70, 150), (60, 110, 190), (90, 150, 230)]


def test_a_lost_region_is_found_by_its_mean_colour() -> None:
    pixels = sea()
    pixels[60:70, 80:92, :3] = HUES["red"]
    assert found(pixels, BLUES).tolist() == [[*HUES["red"], 255]]
    assert not len(found(pixels, [*BLUES, (210, 50, 50)]))
    assert not len(found(pixels, BLUES, 0))


def test_a_hue_that_any_entry_has_is_not_lost() -> None:
    pixels = sea()
    pixels[60:70, 80:92, :3] = HUES["red"]
    other_red = (120, 25, 30)
    grey = [(120, 120, 120), (200, 200, 200)]
    assert len(found(pixels, [*BLUES, *grey]))
    assert not len(found(pixels, [*BLUES, *grey, other_red]))


def test_a_pale_entry_of_a_hue_does_not_stand_for_a_strong_color() -> None:
    pixels = sea()
    pixels[60:70, 80:92, :3] = (191, 28, 37)
    salmon, brown = (235, 133, 122), (117, 68, 62)
    assert found(pixels, [*BLUES, salmon, brown]).tolist() == [[191, 28, 37, 255]]


def test_k_means_alone_where_a_space_is_given_without_a_dither() -> None:
    cases = [
        (None, "none", RareColors.KEEP),
        (None, "adaptive", RareColors.KEEP),
        (Space.SRGB, "none", RareColors.IGNORE),
        (Space.SRGB, "adaptive", RareColors.KEEP),
    ]
    for space, dither, expected in cases:
        settings = Settings(ClusterSettings(16, space), DitherSettings(dither))
        assert settings.rare_colors is expected
        for chosen in RareColors:
            cluster = ClusterSettings(16, space, rare_colors=chosen)
            assert Settings(cluster, DitherSettings(dither)).rare_colors is chosen


def test_noise_and_specks_are_not_regions() -> None:
    pixels = sea()
    rng = np.random.default_rng(8)
    speckled = pixels.copy()
    speckled[rng.random(pixels.shape[:2]) < 0.02, :3] = HUES["red"]
    assert not len(found(speckled, BLUES))
    pixels[50:52, 50:53, :3] = HUES["red"]
    assert not len(found(pixels, BLUES))


def test_large_pictures_are_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = sea(300, 400)
    pixels[60:100, 80:120, :3] = HUES["green"]
    monkeypatch.setattr("quantizer.reduction.rare_colors._PIXELS", 20_000)
    assert found(pixels, BLUES).tolist() == [[*HUES["green"], 255]]


@pytest.mark.parametrize("dither", ["none", "adaptive", "bayer-4"])
def test_a_locked_colour_is_there_exactly_as_well(dither: str) -> None:
    pixels = sea()
    pixels[60:70, 80:92, :3] = HUES["red"]
    locked = ((1, 2, 3, 255), (255, 0, 255, 255))
    settings = Settings(ClusterSettings(16), DitherSettings(dither), locked)
    result = quantize(Image(pixels), settings, with_metrics=False)
    assert set(locked) <= {swatch.color for swatch in result.palette}
    assert len(result.palette) <= 16
    area = (slice(60, 70), slice(80, 92))
    assert keeps_hue(pixels[area], result.indexed.to_rgba()[area])
