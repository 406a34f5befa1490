"""Command-line arguments that the benchmark programs share."""

from __future__ import annotations

import argparse
from pathlib import Path

from quantizer.settings.settings import MAX_COLORS
from tests.benchmarks.kinds import find_kinds


def add_images(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add ``--images`` and ``--json``."""
    parser.add_argument(
        "--images",
        metavar="[KIND=]PATH",
        nargs="+",
        type=Path,
        required=required,
        help="folders of images, or images; each folder is a kind of picture with rows of its own, "
        "and KIND=PATH gives it another name",
    )
    parser.add_argument(
        "--json", metavar="FILE", type=Path, help="write all single figures and versions there"
    )


def image_files(paths: list[Path]) -> list[Path]:
    """Return all image files that ``--images`` names, whatever their kind; see `find_kinds`."""
    return [file for kind in find_kinds(paths) for file in kind.files]


def colors(text: str) -> int:
    """Return a number of colours, 1 to 256."""
    value = int(text)
    if not 1 <= value <= MAX_COLORS:
        raise argparse.ArgumentTypeError(f"{text} is not within 1 to {MAX_COLORS}")
    return value


def color_counts(text: str) -> list[int]:
    """Return numbers of colours from a comma-separated list."""
    return [colors(part) for part in text.split(",")]


def names(text: str) -> list[str]:
    """Return the words of a comma-separated list."""
    return [part.strip() for part in text.split(",") if part.strip()]


def count(text: str) -> int:
    """Return a whole number of at least 1."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not at least 1")
    return value


def sizes(text: str) -> list[float]:
    """Return sizes in megapixels, above 0 and up to 1000, from a comma-separated list."""
    values = [float(part) for part in names(text)]
    if not values or not all(0 < value <= 1000 for value in values):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of sizes of up to 1000")
    return values
