"""Adaptive dithering against the plain loop, and what it promises of flat areas and edges."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.color.features import FeatureSpace
from quantizer.dither import DitherInput, _dither_map
from quantizer.dither._dither_map import FLAT, USUAL, dither_map_of, make_dither_map
from quantizer.dither._mapped_diffusion import DiffusionMap, MappedDiffusion
from quantizer.dither._wavefront import Kernel
from quantizer.dither.floyd_steinberg import KERNEL
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.progress import SILENT
from quantizer.remap.nearest_color import PaletteMap
from quantizer.remap.remap import remap
from quantizer.settings.settings import DitherSettings, Space
from tests.conftest import make_photo

PALETTE = np.array(
    [[0, 0, 0, 255], [255, 255, 255, 255], [200, 30, 40, 255], [30, 160, 90, 255]], np.uint8
)
JARVIS = Kernel(
    *((1, 0, 7 / 48), (2, 0, 5 / 48)),
    *((-2, 1, 3 / 48), (-1, 1, 5 / 48), (0, 1, 7 / 48), (1, 1, 5 / 48), (2, 1, 3 / 48)),
    *((-2, 2, 1 / 48), (-1, 2, 3 / 48), (0, 2, 5 / 48), (1, 2, 3 / 48), (2, 2, 1 / 48)),
)


def reduce(image: Image, strength: float = 0.8, colors: np.ndarray = PALETTE) -> np.ndarray:
    soft = bool((image.pixels[..., 3] % 255).any())
    palette_map = PaletteMap(colors, FeatureSpace(Space.SRGB, with_alpha=soft))
    return remap(image, Histogram.of(image), palette_map, DitherSettings("adaptive", strength))


def nearest(value: np.ndarray) -> int:
    rounded = np.floor(value + np.float32(0.5))
    return int(((rounded - PALETTE[:, :3]) ** 2).sum(axis=1).argmin())


def by_the_loop(pixels: np.ndarray, kernel: Kernel, control: DiffusionMap) -> np.ndarray:
    """Pixel after pixel; what a pixel receives is added up in the order in which it was sent."""
    height, width = pixels.shape[:2]
    indices = np.zeros((height, width), np.uint8)
    errors = np.zeros((height, width, 3), np.float32)
    entries = PALETTE[:, :3].astype(np.float32)
    senders = sorted(kernel.shares, key=lambda share: (-share[1], -share[0]))
    for y in range(height):
        for x in range(width):
            total = np.zeros(3, np.float32)
            for right, down, share in senders:
                if y - down >= 0 and 0 <= x - right < width:
                    total += errors[y - down, x - right] * np.float32(share)
            share = control.shares[control.dither_map[y, x]]
            limit, unseen = np.float32(control.limit), np.float32(control.unseen)
            received = np.clip(total * share, -limit, limit)
            received -= np.clip(received, -unseen, unseen)
            value = np.clip(pixels[y, x, :3] + received, 0, 255)
            indices[y, x] = nearest(value)
            errors[y, x] = value - entries[indices[y, x]]
    return indices


@pytest.mark.parametrize("kernel", [KERNEL, JARVIS], ids=["floyd-steinberg", "jarvis"])
@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (3, 2), (23, 17), (16, 40), (70, 5)])
def test_guided_diffusion_is_the_plain_loop_to_the_bit(
    kernel: Kernel, size: tuple[int, int]
) -> None:
    rng = np.random.default_rng(3)
    pixels = make_photo(*size, seed=4)
    shares = (np.arange(256, dtype=np.float32) / np.float32(256)).astype(np.float32)
    dither_map = rng.choice([0, 90, 255], pixels.shape[:2]).astype(np.uint8)
    control = DiffusionMap(dither_map, shares, unseen=2.5, limit=60.0)
    image = Image(pixels)
    entries = np.zeros((len(PALETTE), 4), np.float32)
    entries[:, :3] = PALETTE[:, :3]

    def values(items: np.ndarray, into: np.ndarray) -> None:
        into[...] = items.view(np.uint8).reshape(*items.shape, 4)
        into[..., 3] = 0

    def find_nearest(wanted: np.ndarray) -> np.ndarray:
        return np.array([nearest(value[:3]) for value in wanted], np.intp)

    plain = np.zeros(size, np.uint8)
    source = DitherInput(
        image.packed, values, lambda _line: find_nearest, lambda _line: plain, entries
    )
    result = MappedDiffusion(source, kernel, control, find_nearest).run(SILENT)
    np.testing.assert_array_equal(result, by_the_loop(pixels, kernel, control))


def dither_map_by_the_loop(pixels: np.ndarray) -> np.ndarray:
    """`FLAT` and `USUAL` only, for pictures without edges and gradients."""
    height, width = pixels.shape[:2]
    found = np.full((height, width), USUAL, np.uint8)

    def same(y: int, x: int, v: int, u: int) -> bool:
        inside = 0 <= v < height and 0 <= u < width
        return inside and bool((pixels[y, x] == pixels[v, u]).all())

    for y in range(height):
        for x in range(width):
            beside = same(y, x, y, x - 1) or same(y, x, y, x + 1)
            above = same(y, x, y - 1, x) or same(y, x, y + 1, x)
            found[y, x] = FLAT if beside and above else USUAL
    return found


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (7, 1), (8, 8), (9, 17), (33, 30)])
def test_flat_pixels_have_an_equal_neighbour_beside_and_above_or_below(
    size: tuple[int, int],
) -> None:
    rng = np.random.default_rng(5)
    levels = np.array([0, 20, 40], np.uint8)
    pixels = np.full((*size, 4), 255, np.uint8)
    pixels[..., :3] = levels[rng.integers(0, 3, (*size, 1))]
    packed = np.ascontiguousarray(pixels).view("<u4")[..., 0]
    np.testing.assert_array_equal(make_dither_map(packed), dither_map_by_the_loop(pixels))


def test_threads_and_strips_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = Image(make_photo(90, 70)).packed
    whole = make_dither_map(packed, threads=1)
    monkeypatch.setattr("quantizer.dither._dither_map._STRIP", 70 * 16)
    for threads in (1, 2, 3):
        np.testing.assert_array_equal(make_dither_map(packed, threads=threads), whole)


def test_the_map_of_a_picture_is_made_once_and_goes_with_the_picture() -> None:
    image = Image(make_photo(30, 40))
    first = dither_map_of(image.packed)
    np.testing.assert_array_equal(first, make_dither_map(image.packed))
    assert dither_map_of(image.packed) is first
    other = Image(make_photo(30, 40, seed=2))
    np.testing.assert_array_equal(dither_map_of(other.packed), make_dither_map(other.packed))
    assert _dither_map._last is not None
    del other
    assert _dither_map._last is None


def test_the_map_of_pixels_that_may_change_is_made_each_time() -> None:
    packed = np.ascontiguousarray(make_photo(30, 40)).view("<u4")[..., 0]
    assert packed.flags.writeable
    before = dither_map_of(packed)
    packed[:] = packed[0, 0]
    assert (dither_map_of(packed) == FLAT).all()
    assert not (before == FLAT).all()


def grey(levels: np.ndarray) -> Image:
    pixels = np.full((*levels.shape, 4), 255, np.uint8)
    pixels[..., :3] = levels[..., None]
    return Image(pixels)


def test_a_flat_area_keeps_one_index_whatever_lies_beside_it() -> None:
    levels = np.full((64, 96), 90, np.uint8)
    levels[:, :32] = np.random.default_rng(1).integers(0, 256, (64, 32))
    levels[20:30, 60:80] = 200
    indices = reduce(grey(levels), 1.0)
    assert len(np.unique(indices[:, 34:58])) == 1
    assert len(np.unique(indices[21:29, 61:79])) == 1


def test_the_bands_of_a_gradient_are_dithered() -> None:
    levels = np.repeat(np.arange(60, 140, dtype=np.uint8), 12)[None].repeat(48, axis=0)
    indices = reduce(grey(levels), 0.8)
    columns = indices[:, 300:660]
    changes = (columns[:, 1:] != columns[:, :-1]).mean()
    assert changes > 0.05


def test_a_gradient_is_dithered_up_to_its_edge_and_no_further() -> None:
    levels = np.full((67, 480), 250, np.uint8)
    levels[9:61, 5:475] = np.linspace(40, 200, 470).astype(np.uint8)
    indices = reduce(grey(levels), 0.85)
    for row in (9, 10, 59, 60):
        assert (indices[row, 6:473] != indices[row, 7:474]).mean() > 0.05
    beyond = np.concatenate([indices[:8].ravel(), indices[62:].ravel()])
    assert len(np.unique(beyond)) == 1


def test_an_edge_keeps_no_trail() -> None:
    """Both sides are flat and off the palette; nothing of the error of one enters the other."""
    levels = np.full((40, 40), 70, np.uint8)
    levels[:, 20:] = 180
    indices = reduce(grey(levels), 1.0)
    assert len(np.unique(indices[:, :20])) == 1
    assert len(np.unique(indices[:, 20:])) == 1


def test_error_that_no_entry_can_make_up_for_does_not_run_away() -> None:
    """A textured area far outside the palette, above a flat-toned one that is inside it."""
    rng = np.random.default_rng(2)
    pixels = np.full((80, 60, 4), 255, np.uint8)
    pixels[:40, :, :3] = np.array([40, 40, 250]) + rng.integers(-5, 6, (40, 60, 3))
    pixels[40:, :, :3] = 128 + rng.integers(-20, 21, (40, 60, 1))
    colors = np.array([[v, v, v, 255] for v in (0, 40, 80, 120, 160, 200)], np.uint8)
    plain = reduce(Image(pixels), 0.8, colors)
    below = colors[plain[43:, :], 0].astype(int)
    assert abs(below.mean() - 128) < 10


def test_colours_of_hidden_pixels_make_no_difference() -> None:
    rng = np.random.default_rng(8)
    pixels = rng.integers(0, 256, (20, 20, 4), dtype=np.uint8)
    pixels[..., 3] = rng.choice([0, 255], (20, 20))
    colors = np.concatenate([[[0, 0, 0, 0]], PALETTE]).astype(np.uint8)
    before = reduce(Image(pixels), 0.8, colors)
    pixels[pixels[..., 3] == 0, :3] = 77
    np.testing.assert_array_equal(reduce(Image(pixels), 0.8, colors), before)


def test_a_panel_with_a_soft_shadow_is_no_gradient() -> None:
    y, x = np.mgrid[0:160, 0:320]
    outside = np.maximum(np.maximum(100 - x, x - 260), np.maximum(40 - y, y - 110)).clip(0)
    packed = (0xFF000000 + 0x010101 * (90 - np.minimum(outside, 20))).astype(np.uint32)
    dither_map = make_dither_map(packed)
    assert (dither_map[40:111, 100:261] == 0).all(), "the panel is flat"
    assert (dither_map[45:105, 84:96] > 0).all(), "its shadow is a gradient"


def test_the_bands_of_a_slow_gradient_are_dithered() -> None:
    y, x = np.mgrid[0:160, 0:640]
    packed = (0xFF000000 + 0x010101 * (100 + x // 40 + y // 80)).astype(np.uint32)
    dither_map = make_dither_map(packed)
    assert (dither_map[8:72, 48:592] > 0).all()
