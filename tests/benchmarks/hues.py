"""Vivid hues of images that a palette of few colours finds, by colour space and other settings.

Run from the project's folder::

    python -m tests.benchmarks.hues --images photos/ --k 8

A *vivid hue group* is found so: of the pixels with a chroma of at least 30 in CIELAB, the hue angle
(in steps of 5 degrees) with the most pixels within 10 degrees is the first group; hues within 25
degrees of it are set aside, and the next one is found among the others, as long as it has 0.3 % of
all pixels of the image. A palette has found a group if one of its entries has a chroma of at least
20 and a hue within 15 degrees of the group's.

For each way to choose the palette, the program prints how many groups of all images were found, and
the mean CIEDE2000 between the images and the palette without a dither.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.cielab import lab_forward
from quantizer.image_files.read import read_image
from quantizer.metrics.metrics import measure
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import (
    ClusterSettings,
    DitherSettings,
    RareColors,
    Settings,
    Space,
    Weights,
)
from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, colors, image_files, names
from tests.benchmarks.table import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image.image import Image
    from quantizer.image.palette import Palette

VIVID, COLORED = 30, 20
"""Least chroma of a pixel that counts, and of an entry that finds it."""
STEP, REACH, APART, NEAR = 5, 10, 25, 15
"""Degrees between hues that are tried, around a group, between groups, and to an entry."""
SHARE = 0.003


@dataclass(frozen=True, slots=True)
class Way:
    """Settings of a palette."""

    space: Space
    lightness: float
    rare: RareColors
    weights: Weights

    @property
    def settings(self) -> ClusterSettings:
        """These settings, with any number of colours."""
        return ClusterSettings(
            space=self.space,
            lightness=self.lightness,
            rare_colors=self.rare,
            weights=self.weights,
        )

    @property
    def name(self) -> str:
        """The options that ask for it."""
        text = f"--space {self.space} --rare-colors {self.rare} --weights {self.weights}"
        return text + (f" --lightness {self.lightness:g}" if self.lightness != 1 else "")


@dataclass(frozen=True, slots=True)
class Found:
    """The vivid hue groups of an image, and how many of them a palette has."""

    image: str
    way: str
    groups: int
    found: int
    delta_e: float


def hue_groups(image: Image) -> list[float]:
    """Return the hues, in degrees, of the vivid hue groups of an image."""
    lab = lab_forward(image.pixels[..., :3].reshape(-1, 3))
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    hues = np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))[chroma >= VIVID] % 360
    counts = np.bincount((hues / STEP).astype(int), minlength=360 // STEP)
    reach = REACH // STEP
    sums = np.array([np.roll(counts, step) for step in range(-reach, reach + 1)]).sum(axis=0)
    centres = (np.arange(len(sums)) + 0.5) * STEP
    groups: list[float] = []
    while sums.max() >= SHARE * len(lab):
        centre = float(centres[sums.argmax()])
        groups.append(centre)
        sums[_apart(centres, centre) < APART] = 0
    return groups


def groups_found(groups: Sequence[float], palette: Palette) -> int:
    """Return how many groups a palette has an entry for."""
    lab = lab_forward(palette.colors[:, :3])
    colored = lab[np.hypot(lab[:, 1], lab[:, 2]) >= COLORED]
    hues = np.degrees(np.arctan2(colored[:, 2], colored[:, 1])) % 360
    return sum(bool((_apart(hues, group) <= NEAR).any()) for group in groups)


def _apart(hues: np.ndarray, hue: float) -> np.ndarray:
    """Return the angles between hues, 0 to 180 degrees."""
    return np.asarray(180 - np.abs((hues - hue) % 360 - 180))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.hues", description=__doc__)
    add_images(parser)
    parser.add_argument("--k", type=colors, default=8, help="number of colours")
    parser.add_argument("--spaces", type=names, default=["srgb", "lab", "oklab", "luv"])
    parser.add_argument("--lightness", type=names, default=["1"])
    parser.add_argument("--rare", type=names, default=["ignore"])
    parser.add_argument("--weights", type=names, default=["pixels", "chroma"])
    arguments = parser.parse_args(argv)
    chosen = product(arguments.spaces, arguments.lightness, arguments.rare, arguments.weights)
    ways = [Way(Space(s), float(li), RareColors(r), Weights(w)) for s, li, r, w in chosen]
    found: list[Found] = []
    for file in image_files(arguments.images):
        image = read_image(file)
        groups = hue_groups(image)
        for way in ways:
            cluster = replace(way.settings, colors=arguments.k)
            result = quantize(image, Settings(cluster, DitherSettings("none")), with_metrics=False)
            delta_e = measure(image, result.indexed).delta_e
            count = groups_found(groups, result.palette)
            found.append(Found(file.name, way.name, len(groups), count, delta_e))
    rows = []
    for way in ways:
        own = [one for one in found if one.way == way.name]
        counts = sum(one.found for one in own), sum(one.groups for one in own)
        mean = sum(one.delta_e for one in own) / len(own)
        rows.append([way.name, f"{counts[0]} of {counts[1]}", f"{mean:.3f}"])
    print(table(["settings", "hue groups found", "CIEDE2000"], rows))
    if arguments.json:
        data = {**environment.describe(), "found": [asdict(one) for one in found]}
        arguments.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
