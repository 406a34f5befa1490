"""Six sets of images of clearly different palettes, in a folder each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageColor, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PALETTES = {
    "desert": ("#5a4632", "#a98a5c", "#dcc79a", "#f7efdc"),
    "forest": ("#0b3d20", "#2e8b57", "#8fbc5a", "#d8e8b0"),
    "ocean": ("#04263f", "#1f6fb2", "#6ec6f0", "#e0f6ff"),
    "stone": ("#202020", "#707070", "#b0b0b0", "#f0f0f0"),
    "sunset": ("#40100c", "#c0392b", "#ff8c42", "#ffe0a8"),
    "violet": ("#2a0a45", "#7d3cb5", "#c58af0", "#f3e2ff"),
}


def write_sets(
    folder: Path,
    *,
    each: int,
    seed: int = 0,
    sides: tuple[int, int] = (120, 400),
    photos: Sequence[PillowImage.Image] = (),
) -> None:
    """Write `each` PNG files into a folder of `folder` for each palette.

    Every image has sides of its own, shapes of its own and a background in any of the four
    colours. If there are photos, every second image is a crop of one, tinted with the colours.
    """
    rng = np.random.default_rng(seed)
    for name, codes in PALETTES.items():
        (folder / name).mkdir(parents=True)
        colors = np.array([ImageColor.getrgb(code) for code in codes], np.float64)
        for number in range(each):
            size = tuple(int(side) for side in rng.integers(*sides, 2))
            is_crop = bool(photos) and number % 2 == 1
            picture = _tinted(rng, size, colors, photos) if is_crop else _drawn(rng, size, colors)
            picture.save(folder / name / f"{'crop' if is_crop else 'drawn'}-{number}.png")


def _drawn(
    rng: np.random.Generator, size: tuple[int, ...], colors: np.ndarray
) -> PillowImage.Image:
    """Return 5 to 19 disks and boxes, in colours that vary a little."""
    width, height = size
    picture = PillowImage.new("RGB", (width, height), tuple(colors[rng.integers(4)].astype(int)))
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.integers(5, 20)):
        varied = colors[rng.integers(4)] + rng.normal(0, 8, 3)
        x, y = rng.integers(0, width), rng.integers(0, height)
        reach = int(rng.integers(min(size) // 12, min(size) // 2))
        shape = draw.ellipse if rng.random() < 0.5 else draw.rectangle
        box = (int(x) - reach, int(y) - reach, int(x) + reach, int(y) + reach)
        shape(box, fill=tuple(np.clip(varied, 0, 255).astype(int).tolist()))
    return picture


def _tinted(
    rng: np.random.Generator,
    size: tuple[int, ...],
    colors: np.ndarray,
    photos: Sequence[PillowImage.Image],
) -> PillowImage.Image:
    """Return a part of a photo whose lightness is replaced by colours, from dark to light."""
    photo = photos[rng.integers(len(photos))].convert("L")
    width, height = (min(pair) for pair in zip(size, photo.size, strict=True))
    left, top = rng.integers(0, photo.width - width + 1), rng.integers(0, photo.height - height + 1)
    box = (int(left), int(top), int(left) + width, int(top) + height)
    levels = np.asarray(photo.crop(box), np.float64)
    stops = np.linspace(0, 255, len(colors))
    channels = [np.interp(levels, stops, column) for column in colors.T]
    return PillowImage.fromarray(np.stack(channels, axis=-1).astype(np.uint8))
