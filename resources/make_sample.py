"""Draw ``samples/photo.jpg``, a sample image: hills at sunset over a lake.

Run ``python resources/make_sample.py``; it needs NumPy and Pillow.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

WIDTH, HEIGHT = 960, 640
HORIZON = 430
Pixels = NDArray[np.float64]


def gradient(position: Pixels, stops: list[tuple[float, str]]) -> Pixels:
    """Return colours, float64 (..., 3), of a gradient of hex `stops` at positions from 0 to 1."""
    places = [place for place, _ in stops]
    colors = np.array([list(bytes.fromhex(color)) for _, color in stops], float)
    return np.stack([np.interp(position, places, colors[:, c]) for c in range(3)], axis=-1)


def noise(rng: np.random.Generator, length: int, roughness: float) -> Pixels:
    """Return a smooth random line of `length` values around 0: octaves of cubic-eased noise."""
    line = np.zeros(length)
    for octave in range(1, 8):
        knots = rng.standard_normal(2**octave + 2)
        place = np.linspace(0, 2**octave, length)
        start = place.astype(int)
        part = place - start
        ease = part * part * (3 - 2 * part)
        line += (knots[start] * (1 - ease) + knots[start + 1] * ease) * roughness**octave
    return line


def sky(x: Pixels, y: Pixels, sun: tuple[float, float], rng: np.random.Generator) -> Pixels:
    """Return the sky with the sun's glow and thin clouds."""
    stops = [(0, "1d2a63"), (0.3, "5b3f94"), (0.55, "c8538f"), (0.78, "ff8a5c"), (1, "ffd98a")]
    pixels = gradient(y / HORIZON, stops)
    distance = np.hypot(x - sun[0], y - sun[1])
    glow = np.exp(-distance / 110)[..., None]
    pixels = pixels * (1 - 0.75 * glow) + np.array([255, 236, 178]) * 0.75 * glow
    for _ in range(9):
        line = noise(rng, WIDTH, 0.55) * 14 + rng.uniform(30, 300)
        thickness = 6 + 10 * np.clip(noise(rng, WIDTH, 0.6) + 0.4, 0, None)
        veil = np.exp(-(((y - line) / thickness) ** 2)) * rng.uniform(0.15, 0.4)
        tint = gradient(y / HORIZON, [(0, "8f6fc0"), (0.5, "ffab9a"), (1, "fff0c0")])
        pixels += (tint - pixels) * veil[..., None]
    disc = np.clip(44 - distance, 0, 1)[..., None]
    return pixels * (1 - disc) + np.array([255, 247, 214]) * disc


def hills(pixels: Pixels, y: Pixels, rng: np.random.Generator) -> Pixels:
    """Return the pixels with hills in front; nearer ones are darker and greener."""
    layers = [
        (300, 46, "b4628f", "e58b86"),
        (340, 40, "83508c", "c8748a"),
        (375, 34, "4f4a80", "8f6a8f"),
        (408, 22, "20506a", "4f7f86"),
    ]
    for base, height, top, foot in layers:
        ridge = base - height * noise(rng, WIDTH, 0.52)
        cover = np.clip(y - ridge, 0, 1)[..., None]
        slope = np.clip((y - ridge) / 110, 0, 1)
        shade = gradient(slope, [(0, top), (1, foot)]) + rng.normal(0, 2.5, (*y.shape, 1))
        pixels = pixels * (1 - cover) + shade * cover
    return pixels


def lake(pixels: Pixels, x: Pixels, y: Pixels, sun_x: float) -> Pixels:
    """Return the pixels with the upper part mirrored in rippled water."""
    depth = np.clip(y - HORIZON, 0, None)
    ripple = np.sin(depth**0.72 * 2.6 + np.sin(x / 37) * 1.4) * (1 + depth / 22)
    column = np.clip(x + ripple, 0, WIDTH - 1).astype(int)
    row = np.clip(HORIZON - 1 - depth * 1.6 + ripple, 0, HORIZON - 1).astype(int)
    water = pixels[row, column] * 0.82 + np.array([6, 22, 40]) * 0.5
    sparkle = np.exp(-(((x - sun_x) / (16 + depth * 0.28)) ** 2))
    sparkle = sparkle * np.clip(np.sin(depth**0.8 * 2.1 + np.sin(x / 9) * 2), 0, 1)
    water += sparkle[..., None] * np.array([120, 92, 44])
    return np.where((y >= HORIZON)[..., None], water, pixels)


def boats(pixels: Pixels, x: Pixels, y: Pixels) -> Pixels:
    """Return the pixels with three small boats in saturated colours, a few pixels of each."""
    for mast, water, size, sail in (
        (236, 500, 46, "e3202b"),
        (330, 468, 26, "f7d117"),
        (742, 520, 58, "12b5a5"),
    ):
        side, height = (x - mast) / size, (water - y) / size
        depth = -height / 0.26
        main = (height > 0) & (side > 0) & (side / 0.8 + height / 1.5 < 1)
        jib = (height > 0) & (side < -0.04) & (-side / 0.45 + height / 1.2 < 1)
        hull = (depth > 0.15) & (depth < 1) & (np.abs(side) < 0.75 - 0.3 * depth)
        shadow = np.exp(-((side / 0.8) ** 2) - ((height + 0.42) / 0.16) ** 2) * (depth >= 1)
        color = np.array(list(bytes.fromhex(sail)), float)
        pixels = pixels * (1 - 0.55 * shadow[..., None])
        pixels = np.where(main[..., None], color * (0.72 + 0.35 * side[..., None]), pixels)
        pixels = np.where(jib[..., None], np.array([238.0, 228, 215]), pixels)
        wood = np.array([58.0, 34, 38]) + 40 * (1 - depth[..., None])
        pixels = np.where(hull[..., None], wood, pixels)
    return pixels


def draw() -> NDArray[np.uint8]:
    """Return the pixels, uint8 (640, 960, 3)."""
    rng = np.random.default_rng(11)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    sun = (610.0, 262.0)
    pixels = hills(sky(x, y, sun, rng), y, rng)
    pixels = boats(lake(pixels, x, y, sun[0]), x, y)
    vignette = 1 - 0.22 * (((x - WIDTH / 2) / WIDTH) ** 2 + ((y - HEIGHT / 2) / HEIGHT) ** 2)
    pixels = pixels * vignette[..., None] + rng.normal(0, 1.2, (HEIGHT, WIDTH, 1))
    return np.clip(np.rint(pixels), 0, 255).astype(np.uint8)


if __name__ == "__main__":
    Image.fromarray(draw()).save(Path(__file__).with_name("samples") / "photo.jpg", quality=92)
