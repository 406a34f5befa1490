"""Pictures drawn in a known number of colours, with soft edges and, if wanted, with noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from quantizer.image.image import Image

STYLES = ("disks", "polygons", "stripes", "flag", "letters")
_SCALE = 4
"""Pixels a side that are drawn for one of the picture."""


@dataclass(frozen=True)
class Drawing:
    """A picture and the colours that it is drawn in, uint8 (k, 3)."""

    image: Image
    colors: np.ndarray


def draw(
    seed: int,
    style: str,
    *,
    count: int,
    noise: float = 0.0,
    size: tuple[int, int] = (200, 150),
    apart: float = 36,
    least: int = 60,
) -> Drawing:
    """Return a picture in at most `count` colours that are `apart` levels from each other.

    Each has `least` pixels or more that it does not share with another colour.
    """
    rng = np.random.default_rng(seed)
    for attempt in range(1000):
        count = max(2, count - (attempt % 3 == 2))
        labels = _labels(rng, style, count, size)
        used, counts = np.unique(_pure(labels), return_counts=True)
        visible = np.unique(labels)
        if len(visible) > 1 and set(visible) <= set(used[counts >= least]):
            break
    colors = _colors(rng, count, apart)
    width, height = size
    fine = colors[labels].reshape(height, _SCALE, width, _SCALE, 3)
    levels = fine.mean(axis=(1, 3)) + rng.normal(0, noise, (height, width, 3))
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., :3] = np.clip(np.rint(levels), 0, 255)
    return Drawing(Image(pixels), colors[visible])


def _colors(rng: np.random.Generator, count: int, apart: float) -> np.ndarray:
    colors: list[np.ndarray] = []
    while len(colors) < count:
        color = rng.integers(0, 256, 3)
        if all(np.linalg.norm(color - other) >= apart for other in colors):
            colors.append(color)
    return np.array(colors, np.uint8)


def _labels(rng: np.random.Generator, style: str, count: int, size: tuple[int, int]) -> np.ndarray:
    """Return which colour each fine pixel has, integers (height * _SCALE, width * _SCALE)."""
    width, height = (side * _SCALE for side in size)
    canvas = PillowImage.new("L", (width, height))
    pen = ImageDraw.Draw(canvas)
    if style in ("stripes", "flag"):
        bands = count if style == "stripes" else max(1, count - 1)
        shares = rng.dirichlet(np.full(bands, 20.0)) if bands > 1 else np.ones(1)
        edges = np.concatenate([[0], np.cumsum(shares)]) * width
        for band in range(bands):
            pen.rectangle([edges[band], 0, edges[band + 1], height], fill=band)
        if style == "flag":
            x, y, radius = width / 2, height / 2, height / 4
            pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=count - 1)
        return np.asarray(canvas.rotate(float(rng.uniform(-30, 30))) if style == "flag" else canvas)
    for label in [*range(1, count), *rng.integers(1, max(2, count), count // 2)]:
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        radius = rng.uniform(0.05, 0.25) * height
        if style == "disks":
            pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=int(label))
        elif style == "polygons":
            angles = np.sort(rng.uniform(0, 2 * np.pi, 5))
            corners = zip(x + radius * np.cos(angles), y + radius * np.sin(angles), strict=True)
            pen.polygon(list(corners), fill=int(label))
        else:
            letters = "".join(rng.choice(list("ABEHKMRSTX2345"), 2))
            font = ImageFont.load_default(size=2 * radius + 24 * _SCALE)
            pen.text((x - radius, y - radius), letters, fill=int(label), font=font)
    return np.asarray(canvas)


def _pure(labels: np.ndarray) -> np.ndarray:
    """Return the labels of the pixels that lie inside one colour."""
    height, width = labels.shape
    squares = labels.reshape(height // _SCALE, _SCALE, width // _SCALE, _SCALE)
    low, high = squares.min(axis=(1, 3)), squares.max(axis=(1, 3))
    pure: np.ndarray = low[low == high]
    return pure
