"""Cut many small images out of a few large ones, the same at each run."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import PIL.Image

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def make_crops(images: Sequence[Path], folder: Path, count: int, size: int) -> list[Path]:
    """Write crops of images as PNG files.

    Parameters
    ----------
    images
        The images to cut from, in turn.
    folder
        Folder for ``00000.png``, ``00001.png`` and so on.
    count
        Number of crops.
    size
        Side of a crop in pixels, or that of the image if it is shorter.

    Raises
    ------
    SystemExit
        If an image cannot be read.
    """
    targets = [folder / f"{number:05d}.png" for number in range(count)]
    for turn, path in enumerate(images):
        mine = range(turn, count, len(images))
        if not mine:
            break
        try:
            with PIL.Image.open(path) as file:
                image = file.convert("RGBA" if file.has_transparency_data else "RGB")
        except (OSError, ValueError) as error:
            raise SystemExit(f"{path}: this cannot be cut into pieces ({error})") from error
        for number in mine:
            image.crop(_place(random.Random(number), image.size, size)).save(targets[number])
    return targets


def _place(
    generator: random.Random, available: tuple[int, int], size: int
) -> tuple[int, int, int, int]:
    """Return a box of random place within an image: left, top, right, bottom."""
    width, height = (min(size, side) for side in available)
    left = generator.randint(0, available[0] - width)
    top = generator.randint(0, available[1] - height)
    return left, top, left + width, top + height
