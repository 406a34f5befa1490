"""The error and time of Quantizer's efforts as ratios to other programs, in one process.

Run from the project's folder::

    python -m tests.benchmarks.quantize --images photos/ icons/ screenshots/ --k 16,64,256

Each kind of picture has tables of its own, and pictures with transparent pixels are a kind apart.
The time is from decoded pixels to one palette entry per pixel and the palette, for all programs.
MSE is the mean over pixels of the squared error summed over R, G and B of the 8-bit result; of a
picture with transparent pixels it is measured over black and over white, with the programs that
take such pictures. Ratios are ours divided by theirs: below 1, ours is better. Means over images
are geometric, times are medians.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.settings.settings import Effort, RareColors
from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, color_counts, count, names
from tests.benchmarks.comparison import Comparison
from tests.benchmarks.contender import Contender, Ours
from tests.benchmarks.kinds import find_kinds, split_by_alpha
from tests.benchmarks.measurement import Measurement, measure
from tests.benchmarks.peers import PEERS
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.reference import Reference

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _parse(arguments)
    reference = Reference.read(options.reference) if options.reference else None
    kinds = split_by_alpha(find_kinds(options.images))
    efforts = [Effort(name) for name in options.efforts]
    ours = [Ours(effort, options.rare_colors) for effort in efforts]
    contenders = [*ours, *_peers(options.peers)]
    measurements: list[Measurement] = []
    try:
        measurements.extend(measure(kinds, options.k, contenders, options.repeats))
    except KeyboardInterrupt:
        show_progress("")
        return 130
    comparisons = {
        kind.title: Comparison(
            [one for one in measurements if one.kind == kind.name], options.efforts, reference
        )
        for kind in kinds
    }
    print(environment.summary())
    print("\nRatios of ours to theirs, geometric means; below 1 is better.")
    for title, comparison in comparisons.items():
        _print(title, comparison)
    if options.json:
        _write(options.json, options, measurements, [*comparisons.values()])
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.quantize", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    parser.add_argument("--k", type=color_counts, default=[4, 16, 64, 256], metavar="N,N")
    parser.add_argument(
        "--efforts", type=_efforts, default=[str(effort) for effort in Effort], metavar="NAME,NAME"
    )
    parser.add_argument(
        "--rare-colors",
        type=RareColors,
        default=RareColors.KEEP,
        choices=tuple(RareColors),
        help="what happens to rare colours (default: keep)",
    )
    parser.add_argument(
        "--peers",
        type=names,
        default=list(PEERS),
        metavar="NAME,NAME",
        help=f"of {', '.join(PEERS)} (default: all); sklearn-10 takes by far the longest",
    )
    parser.add_argument("--repeats", type=count, default=3, metavar="N")
    parser.add_argument(
        "--reference", type=Path, metavar="CSV", help="published errors: image, k, NAME_mse"
    )
    options = parser.parse_args(arguments)
    unknown = set(options.peers) - set(PEERS)
    if unknown:
        parser.error(
            f"no peer is called {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}"
        )
    return options


def _efforts(text: str) -> list[str]:
    found = names(text)
    known = [str(effort) for effort in Effort]
    if not found or set(found) - set(known):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of {', '.join(known)}")
    return found


def _peers(wanted: Sequence[str]) -> list[Contender]:
    """Return the requested programs that are installed, and print which are not."""
    found = []
    for name in wanted:
        try:
            found.append(PEERS[name](name))
        except ImportError as error:
            print(
                f"{name} is left out: {error}; 'pip install .[benchmarks]' installs all peers",
                file=sys.stderr,
            )
    return found


def _print(title: str, comparison: Comparison) -> None:
    print(f"\n{title[0].upper()}{title[1:]}\n{'-' * len(title)}")
    for effort in comparison.efforts if comparison.rivals else ():
        print(f"\n{comparison.overview(effort)}")
    print("\nThe worst image, and on how many images our MSE is higher.")
    for k in comparison.counts if comparison.rivals else ():
        print(f"\n{comparison.extremes(k)}")
    print(f"\nThe values, as geometric means.\n\n{comparison.absolute()}")
    print(f"\nThe share of clustering in our time.\n\n{comparison.shares()}")


def _write(
    path: Path,
    options: argparse.Namespace,
    measurements: Sequence[Measurement],
    comparisons: Sequence[Comparison],
) -> None:
    report = {
        "environment": environment.describe(),
        "options": {name: _plain(value) for name, value in vars(options).items()},
        "summary": [row for one in comparisons for row in one.summary()],
        "measurements": [asdict(one) | {"time": one.time} for one in measurements],
    }
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, Path) else value


if __name__ == "__main__":
    sys.exit(main())
