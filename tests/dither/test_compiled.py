"""The compiled loop against the wavefronts, to the bit, and when it is taken."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from quantizer.color.features import FeatureSpace
from quantizer.dither import DITHERERS, _compiled, _loop_arguments, expect_pictures
from quantizer.dither._diffusion import ErrorDiffusion
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.remap.nearest_color import PaletteMap
from quantizer.remap.remap import remap
from quantizer.settings.settings import DitherSettings, DitherSpace, Metric, Space
from tests.conftest import make_photo

DIFFUSIONS = [
    name
    for name in DITHERERS.names
    if name == "adaptive" or isinstance(DITHERERS[name], ErrorDiffusion)
]
SIZES = [(1, 1), (1, 9), (9, 1), (2, 3), (37, 41), (64, 5)]

needs_numba = pytest.mark.skipif(
    importlib.util.find_spec("numba") is None, reason="Numba is not installed"
)


def picture(size: tuple[int, int], kind: str) -> Image:
    pixels = make_photo(*size, seed=4)
    rng = np.random.default_rng(2)
    if kind == "soft":
        pixels[..., 3] = rng.choice([0, 60, 120, 200, 255], size)
    elif kind == "holes":
        pixels[..., 3] = rng.choice([0, 255], size)
    pixels[: size[0] // 3] = pixels[0, 0]  # a flat area
    return Image(pixels)


def palette_of(image: Image, count: int) -> np.ndarray:
    """Return some of the image's colours, and a transparent entry if it needs one."""
    histogram = Histogram.of(image)
    visible = histogram.visible().colors
    picked = visible[np.random.default_rng(5).permutation(len(visible))[:count]]
    if not len(picked):
        picked = np.array([[10, 20, 30, 255]], np.uint8)
    hidden = np.zeros((int(histogram.has_transparent), 4), np.uint8)
    return np.concatenate([picked[:1], hidden, picked[1:]])


def by_both_roads(
    image: Image, palette_map: PaletteMap, dither: DitherSettings, monkeypatch: pytest.MonkeyPatch
) -> list[np.ndarray]:
    monkeypatch.setattr(_compiled.History, "may_load", True)
    results = []
    for fronts in (1 << 60, -1):
        monkeypatch.setattr(_compiled, "_FRONTS", fronts)
        monkeypatch.setattr(_compiled, "_FRONTS_UNCOMPILED", fronts)
        results.append(remap(image, Histogram.of(image), palette_map, dither))
    return results


@pytest.mark.sample(12)
@needs_numba
@pytest.mark.parametrize("space", DitherSpace)
@pytest.mark.parametrize("kind", ["opaque", "holes", "soft"])
@pytest.mark.parametrize("name", DIFFUSIONS)
@pytest.mark.exhaustive
def test_the_compiled_loop_gives_the_same_indices(
    name: str, kind: str, space: DitherSpace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_compiled, "_STRIP", 300)
    for number, size in enumerate(SIZES):
        image = picture(size, kind)
        metric = Metric.MANHATTAN if number % 2 else Metric.EUCLIDEAN
        features = FeatureSpace(Space.LAB, with_alpha=kind == "soft")
        palette_map = PaletteMap(palette_of(image, 1 + 7 * number), features, metric)
        dither = DitherSettings(name, 0.85, space)
        plain, compiled = by_both_roads(image, palette_map, dither, monkeypatch)
        np.testing.assert_array_equal(compiled, plain)


@needs_numba
@pytest.mark.parametrize("count", [1, 2, 200, 256])
@pytest.mark.parametrize("spread", [2, 40, 256])
@pytest.mark.exhaustive
def test_it_does_so_for_any_palette_and_when_it_forgets_cells(
    count: int, spread: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_loop_arguments, "_CANDIDATES", 300)
    colors = np.full((count, 4), 255, np.uint8)
    rng = np.random.default_rng(count)
    colors[:, :3] = rng.integers(0, 257 - spread, 3) + rng.integers(0, spread, (count, 3))
    image = picture((40, 40), "opaque")
    dither = DitherSettings("floyd-steinberg", 1.0)
    palette_map = PaletteMap(colors, FeatureSpace(Space.SRGB))
    plain, compiled = by_both_roads(image, palette_map, dither, monkeypatch)
    np.testing.assert_array_equal(compiled, plain)


@needs_numba
def test_all_pictures_need_one_compilation() -> None:
    loop = _compiled._loop()
    assert loop is not None
    assert len(loop.signatures) == 1


def refuse() -> None:
    raise AssertionError("Numba must not be loaded")


@pytest.mark.parametrize("size", [(256, 256), (3000, 2000)])
def test_a_single_small_picture_and_a_large_one_do_not_load_numba(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_compiled, "_loop", refuse)
    large = size[0] > 1000
    monkeypatch.setattr(_compiled.History, "may_load", True)
    monkeypatch.setattr(_compiled.History, "fronts", 1 << 40 if large else 0)
    pixels = np.zeros((*size, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[0, 0] = 200
    image = Image(pixels)
    palette_map = PaletteMap(np.array([[9, 9, 9, 255]], np.uint8), FeatureSpace(Space.SRGB))
    monkeypatch.setattr("quantizer.dither._wavefront.Diffusion.run", lambda _self, _line: None)
    remap(image, Histogram.of(image), palette_map, DitherSettings("floyd-steinberg", 1.0))


def test_numba_is_loaded_at_once_where_many_pictures_are_to_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_compiled, "_loop", refuse)
    for name, value in {"may_load": True, "fronts": 0, "pictures": 0, "coming": 0}.items():
        monkeypatch.setattr(_compiled.History, name, value)
    image = picture((37, 41), "opaque")
    palette_map = PaletteMap(palette_of(image, 9), FeatureSpace(Space.SRGB))
    dither = DitherSettings("adaptive", 1.0)
    expect_pictures(10)
    remap(image, Histogram.of(image), palette_map, dither)
    expect_pictures(100_000)
    with pytest.raises(AssertionError, match="must not be loaded"):
        remap(image, Histogram.of(image), palette_map, dither)


def test_only_batches_load_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_compiled, "_loop", refuse)
    monkeypatch.setattr(_compiled.History, "fronts", 1 << 40)
    image = picture((37, 41), "opaque")
    palette_map = PaletteMap(palette_of(image, 9), FeatureSpace(Space.SRGB))
    dither = DitherSettings("adaptive", 1.0)
    monkeypatch.setattr(_compiled.History, "may_load", False)
    remap(image, Histogram.of(image), palette_map, dither)
    expect_pictures()
    with pytest.raises(AssertionError, match="must not be loaded"):
        remap(image, Histogram.of(image), palette_map, dither)


def test_without_numba_wavefronts_do(monkeypatch: pytest.MonkeyPatch) -> None:
    image = picture((37, 41), "opaque")
    palette_map = PaletteMap(palette_of(image, 9), FeatureSpace(Space.SRGB))
    dither = DitherSettings("adaptive", 1.0)
    monkeypatch.setattr(_compiled, "_FRONTS", 1 << 60)
    monkeypatch.setattr(_compiled, "_FRONTS_UNCOMPILED", 1 << 60)
    expected = remap(image, Histogram.of(image), palette_map, dither)
    monkeypatch.setattr(_compiled.History, "may_load", True)
    monkeypatch.setattr(_compiled, "_FRONTS", -1)
    monkeypatch.setattr(_compiled, "_FRONTS_UNCOMPILED", -1)
    monkeypatch.setattr(_compiled, "_loop", lambda: None)
    found = remap(image, Histogram.of(image), palette_map, dither)
    np.testing.assert_array_equal(found, expected)


def test_numba_that_fails_counts_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: object())
    monkeypatch.setitem(__import__("sys").modules, "quantizer.dither._loops", None)
    assert _compiled._loop.__wrapped__() is None
