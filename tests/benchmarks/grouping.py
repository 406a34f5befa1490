"""How well groups of images agree with known sets, by features.

Run from the project's folder::

    python -m tests.benchmarks.grouping --images photos/

Two tasks, each with several seeds:

- Six sets of 12 images, of clearly different palettes: drawn shapes, and tinted crops of the photos
  in ``--images``. Printed are the adjusted Rand index with six groups, and the number of groups
  that `quantizer.grouping.group` chooses itself. Each seed has other images.
- scikit-learn's digits, as 1,797 PNG files of 8 by 8 pixels, in ten groups. Printed are the parts
  of the images that have the dominant label of their group, for K-means over the pixels and over
  features. Each seed has other first centroids.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image as PillowImage

from quantizer.grouping.described_image import ImageFile
from quantizer.grouping.features import FEATURES
from quantizer.grouping.group import RESTARTS, group
from quantizer.grouping.read import read_images
from quantizer.kmeans import kmeans
from quantizer.kmeans.agreement import adjusted_rand_index, purity
from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, image_files
from tests.benchmarks.table import table
from tests.palette_sets import write_sets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from quantizer.grouping.described_image import DescribedImage

BY_COLOR = ("color", "palette", "color,palette", "color,palette,layout", "color,palette,edges")
BY_SHAPE = ("layout", "edges", "layout,edges")
EACH = 12


def described(folder: Path) -> tuple[tuple[DescribedImage, ...], list[str]]:
    """Return all images below a folder with all features, and the folder of each."""
    paths = sorted(folder.rglob("*.png"))
    files = [ImageFile(path, path.relative_to(folder).as_posix()) for path in paths]
    return read_images(files, FEATURES.names).images, [path.parent.name for path in paths]


def with_features(images: Iterable[DescribedImage], names: str) -> list[DescribedImage]:
    """Return images with some of their features."""
    places = [FEATURES.names.index(name) for name in names.split(",")]
    return [replace(one, blocks=tuple(one.blocks[place] for place in places)) for one in images]


def measure_sets(photos: Sequence[Path], seeds: int) -> list[dict[str, Any]]:
    """Return the figures of the six sets: a row for each choice of features."""
    pictures = [PillowImage.open(path).convert("L") for path in photos]
    tasks = []
    for seed in range(seeds):
        with tempfile.TemporaryDirectory() as folder:
            write_sets(Path(folder), each=EACH, seed=seed, photos=pictures)
            tasks.append(described(Path(folder)))
    rows: list[dict[str, Any]] = []
    for names in BY_COLOR:
        chosen = [(with_features(images, names), labels) for images, labels in tasks]
        indices = [adjusted_rand_index(labels, group(one, 6).labels) for one, labels in chosen]
        found = [len(group(one, None).groups) for one, _ in chosen]
        rows.append({"features": names, "adjusted_rand_index": indices, "groups": found})
    return rows


def measure_digits(seeds: int) -> list[dict[str, Any]]:
    """Return the purities of groups of digits: a row for the pixels and each choice of features."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    with tempfile.TemporaryDirectory() as folder:
        for number, (levels, label) in enumerate(zip(digits.images, digits.target, strict=True)):
            path = Path(folder, str(label), f"{number:04}.png")
            path.parent.mkdir(exist_ok=True)
            pixels = np.minimum(levels * 16, 255).astype(np.uint8)
            PillowImage.fromarray(pixels).save(path)
        images, labels = described(Path(folder))
    pixels = [kmeans(digits.data, 10, restarts=RESTARTS, rng=seed) for seed in range(seeds)]
    rows: list[dict[str, Any]] = [
        {"features": "pixels", "purity": [purity(one.labels, digits.target) for one in pixels]}
    ]
    for names in BY_SHAPE:
        chosen = with_features(images, names)
        found = [group(chosen, 10, seed=seed).labels for seed in range(seeds)]
        rows.append({"features": names, "purity": [purity(one, labels) for one in found]})
    return rows


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.grouping", description=__doc__
    )
    add_images(parser)
    parser.add_argument("--seeds", type=int, default=5, help="number of seeds (default 5)")
    arguments = parser.parse_args(argv)
    sets = measure_sets(image_files(arguments.images), arguments.seeds)
    digits = measure_digits(arguments.seeds)
    print("Six sets: adjusted Rand index with six groups; number of groups that was chosen")
    rows = [
        [
            str(row["features"]),
            *map("{:.3f} ({})".format, row["adjusted_rand_index"], row["groups"]),
        ]
        for row in sets
    ]
    seeds = [f"seed {seed}" for seed in range(arguments.seeds)]
    print(table(["features", *seeds], rows))
    print("\nDigits: images with the dominant label of their group")
    rows = [[str(row["features"]), *map("{:.3f}".format, row["purity"])] for row in digits]
    print(table(["features", *seeds], rows))
    if arguments.json:
        data = {**environment.describe(), "sets": sets, "digits": digits}
        arguments.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
