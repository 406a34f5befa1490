"""Every ditherer against the plain loop over pixels, in both spaces, with and without alpha."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.color.features import FeatureSpace
from quantizer.dither import DITHERERS
from quantizer.dither._ordered import bayer
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.remap.nearest_color import PaletteMap
from quantizer.remap.remap import remap
from quantizer.settings.settings import DitherSettings, DitherSpace, Space
from resources import blue_noise
from tests.conftest import make_photo

F = np.float32
OPAQUE = [[0, 0, 0, 255], [255, 255, 255, 255], [200, 30, 40, 255], [30, 160, 90, 255]]
SOFT = [[0, 0, 0, 0], *OPAQUE, [90, 90, 200, 120], [250, 240, 20, 60]]

# (row, column, part) of each receiver, and what the parts are of, as published.
KERNELS = {
    "floyd-steinberg": (16, "0+1:7 1-1:3 1+0:5 1+1:1"),
    "atkinson": (8, "0+1:1 0+2:1 1-1:1 1+0:1 1+1:1 2+0:1"),
    "jarvis-judice-ninke": (
        48,
        "0+1:7 0+2:5 1-2:3 1-1:5 1+0:7 1+1:5 1+2:3 2-2:1 2-1:3 2+0:5 2+1:3 2+2:1",
    ),
    "stucki": (42, "0+1:8 0+2:4 1-2:2 1-1:4 1+0:8 1+1:4 1+2:2 2-2:1 2-1:2 2+0:4 2+1:2 2+2:1"),
    "burkes": (32, "0+1:8 0+2:4 1-2:2 1-1:4 1+0:8 1+1:4 1+2:2"),
    "sierra": (32, "0+1:5 0+2:3 1-2:2 1-1:4 1+0:5 1+1:4 1+2:2 2-1:2 2+0:3 2+1:2"),
    "sierra-two-row": (16, "0+1:4 0+2:3 1-2:1 1-1:2 1+0:3 1+1:2 1+2:1"),
    "sierra-lite": (4, "0+1:2 1-1:1 1+0:1"),
}
MASKS = {
    "bayer-2": (np.array([[0, 2], [3, 1]]), 4),
    "bayer-4": (np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]), 16),
    "bayer-8": (bayer(8), 64),
    "bayer-16": (bayer(16), 256),
    "blue-noise": (blue_noise.make().astype(int), 64),
}
BY_LEVEL = {"ostromoukhov", "zhou-fang"}
SIZES = [(1, 1), (1, 9), (9, 1), (2, 3), (13, 11), (8, 19)]


def receivers(name: str) -> list[tuple[int, int, np.float32]]:
    divisor, text = KERNELS[name]
    found = []
    for word in text.split():
        place, part = word.split(":")
        found.append((int(place[0]), int(place[1:]), F(int(part) / divisor)))
    return found


def light(levels: np.ndarray) -> np.ndarray:
    unit = levels / 255
    return (255 * np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4)).astype(
        F
    )


def levels_of(linear: np.ndarray) -> np.ndarray:
    """sRGB levels of linear light that is first rounded to 64ths."""
    steps = np.floor(np.clip(linear * F(64) + F(0.5), 0, 255 * 64)) / (255 * 64)
    unit = np.where(steps <= 0.0031308, 12.92 * steps, 1.055 * steps ** (1 / 2.4) - 0.055)
    return np.rint(255 * unit).astype(F)


class Reference:
    """Values of pixels and entries, and the entry for a value, one at a time."""

    def __init__(self, image: Image, colors: np.ndarray, space: DitherSpace) -> None:
        self.soft = bool((colors[:, 3] % 255).any())
        self.linear = space is DitherSpace.LINEAR
        self.values = self.encode(image.pixels)
        if self.soft:  # no error makes an opaque pixel see-through
            self.values[image.pixels[..., 3] == 255, 3] = 510
        self.entries = self.encode(colors)
        self.visible = image.pixels[..., 3] > 0
        features = FeatureSpace(Space.SRGB, with_alpha=self.soft)
        self.map = PaletteMap(colors, features)

    def encode(self, colors: np.ndarray) -> np.ndarray:
        values = colors.astype(F)
        if self.linear:
            values[..., :3] = light(colors[..., :3])
        if self.soft:
            values[..., :3] *= values[..., 3:] / F(255)
        else:
            values[..., 3] = 0
        return values

    def find_nearest(self, value: np.ndarray) -> int:
        alpha = max(value[3], F(1)) if self.soft else F(255)
        straight = value[:3] * F(255) / alpha if self.soft else value[:3]
        if self.linear and self.soft:
            straight = np.clip(levels_of(straight) * alpha / F(255) * F(255) / alpha, 0, 255)
        elif self.linear:
            straight = levels_of(straight)
        color = np.array([[*np.clip(straight, 0, 255), alpha]], F)
        return int(self.map((color + F(0.5)).astype(np.uint8))[0])


def diffused(image: Image, colors: np.ndarray, name: str, settings: DitherSettings) -> np.ndarray:
    reference = Reference(image, colors, settings.space)
    height, width = image.height, image.width
    values = np.zeros((height + 2, width + 4, 4), F)
    values[:height, 2:-2] = reference.values
    indices = np.zeros((height, width), np.uint8)
    for y in range(height):
        for x in range(width):
            if not reference.visible[y, x]:
                continue
            value = np.clip(values[y, x + 2], -255 if reference.linear else 0, 255)
            indices[y, x] = reference.find_nearest(value)
            error = value - reference.entries[indices[y, x]]
            for down, right, part in receivers(name):
                values[y + down, x + 2 + right] += error * (F(settings.strength) * part)
    return indices


def ordered(image: Image, colors: np.ndarray, name: str, settings: DitherSettings) -> np.ndarray:
    reference = Reference(image, colors, settings.space)
    mask, parts = MASKS[name]
    luma = np.array([0.299, 0.587, 0.114, 0.0], F)
    brightness = reference.entries @ luma
    indices = np.zeros((image.height, image.width), np.uint8)
    known: dict[bytes, list[int]] = {}
    for y in range(image.height):
        for x in range(image.width):
            if not reference.visible[y, x]:
                continue
            key = image.pixels[y, x].tobytes()
            if key not in known:
                value, error, mixed = reference.values[y, x], np.zeros(4, F), []
                for _ in range(parts):
                    wanted = np.clip(value + F(settings.strength) * error, 0, 255)
                    mixed.append(reference.find_nearest(wanted))
                    error = error + (value - reference.entries[mixed[-1]])
                known[key] = sorted(mixed, key=lambda entry: (brightness[entry], entry))
            rank = mask[y % len(mask), x % len(mask)]
            indices[y, x] = known[key][rank * parts // mask.size]
    return indices


def picture(size: tuple[int, int], *, soft: bool) -> tuple[Image, np.ndarray]:
    pixels = make_photo(*size, seed=4)
    pixels[..., :3] &= 0xF8  # fewer colours for the loop to mix
    if soft:
        alpha = np.random.default_rng(2).choice([0, 60, 120, 200, 255], size)
        pixels[..., 3] = alpha
    return Image(pixels), np.array(SOFT if soft else OPAQUE, np.uint8)


def run(image: Image, colors: np.ndarray, settings: DitherSettings) -> np.ndarray:
    soft = bool((colors[:, 3] % 255).any())
    palette_map = PaletteMap(colors, FeatureSpace(Space.SRGB, with_alpha=soft))
    return remap(image, Histogram.of(image), palette_map, settings)


def test_every_ditherer_has_a_reference() -> None:
    """Those of the others are in modules of their own."""
    mixed = {f"{name}{mask}" for name in ("pattern", "barycentric") for mask in ("", "-blue-noise")}
    assert set(DITHERERS.names) == {
        *KERNELS,
        *MASKS,
        *mixed,
        "none",
        "adaptive",
        "riemersma",
        *BY_LEVEL,
    }


@pytest.mark.sample(3)
@pytest.mark.parametrize("space", DitherSpace)
@pytest.mark.parametrize("soft", [False, True])
@pytest.mark.parametrize("name", KERNELS)
def test_diffusion_is_the_plain_loop_to_the_bit(name: str, soft: bool, space: DitherSpace) -> None:
    for size, strength in zip(SIZES, (1.0, 0.5, 1.0, 0.8, 1.0, 0.85), strict=True):
        image, colors = picture(size, soft=soft)
        settings = DitherSettings(name, strength, space)
        expected = diffused(image, colors, name, settings)
        np.testing.assert_array_equal(run(image, colors, settings), expected)


@pytest.mark.sample(6)
@pytest.mark.parametrize("space", DitherSpace)
@pytest.mark.parametrize("soft", [False, True])
@pytest.mark.parametrize("name", MASKS)
def test_ordered_dither_is_the_plain_loop_to_the_bit(
    name: str, soft: bool, space: DitherSpace
) -> None:
    size = (3, 4) if MASKS[name][1] > 16 else (7, 11)
    image, colors = picture(size, soft=soft)
    settings = DitherSettings(name, 0.9, space)
    np.testing.assert_array_equal(
        run(image, colors, settings), ordered(image, colors, name, settings)
    )


@pytest.mark.parametrize("name", [*KERNELS, *MASKS])
@pytest.mark.parametrize("space", DitherSpace)
def test_grey_keeps_its_mean_where_errors_are_added_up(name: str, space: DitherSpace) -> None:
    """Atkinson drops a quarter of the error, and with it the mean."""
    pixels = np.full((64, 64, 4), 255, np.uint8)
    pixels[..., :3] = 96
    black_and_white = np.array(OPAQUE[:2], np.uint8)
    share = run(Image(pixels), black_and_white, DitherSettings(name, 1.0, space)).mean()
    wanted = 96 / 255 if space is DitherSpace.SRGB else float(light(np.array(96))) / 255
    tolerance = 0.14 if name in {"atkinson", "bayer-2"} else 0.03
    assert share == pytest.approx(wanted, abs=tolerance)


def test_the_mask_is_the_one_its_program_makes() -> None:
    from quantizer.dither.blue_noise import mask

    np.testing.assert_array_equal(mask(), blue_noise.make())
    assert sorted(mask().reshape(-1).tolist()) == list(range(4096))


def test_blue_noise_is_more_even_than_chance() -> None:
    """The nearest two of an eighth of the points are far apart."""
    ranks = blue_noise.make()
    points = np.argwhere(ranks < 512)
    apart = np.abs(points[:, None] - points[None])
    apart = np.minimum(apart, 64 - apart)
    distance = np.hypot(*apart.transpose(2, 0, 1)) + 99 * np.eye(len(points))
    assert distance.min() >= 2
