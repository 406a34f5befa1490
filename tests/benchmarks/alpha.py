"""The difference of reduced icons from their originals on black, grey and white, beside pngquant's.

Run from the project's folder::

    python -m tests.benchmarks.alpha --images icons/ --k 16,64

For each kind of picture, number of colours and background it prints the mean CIEDE2000 over all
pixels, of ours and of pngquant's, each with its default dither, and the ratio to pngquant at its
default and with ``--speed 1``. All images of a kind have the same weight. ``--dither``, ``--space``
and ``--strength`` take several values and compare them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image

from quantizer.dither import DITHERERS
from quantizer.image.image import Image
from quantizer.image_files.read import read_image
from quantizer.metrics.ciede2000 import delta_e
from quantizer.metrics.compositing import composite_over
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import (
    USUAL_STRENGTH,
    ClusterSettings,
    DitherSettings,
    Effort,
    Settings,
    Space,
)
from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, color_counts, names
from tests.benchmarks.kinds import find_kinds
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.table import figure, ratio, table

if TYPE_CHECKING:
    from collections.abc import Sequence

BACKDROPS = {"black": 0, "grey": 128, "white": 255}

RIVALS = {"pngquant": (), "pngquant --speed 1": ("--speed", "1")}


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of one result from its original on one background.

    Parameters
    ----------
    kind, image, k, way, backdrop
        The kind of picture, the file's name, the number of colours, the program with its settings,
        and the background.
    delta_e
        Mean CIEDE2000 over all pixels.
    """

    kind: str
    image: str
    k: int
    way: str
    backdrop: str
    delta_e: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _parse(arguments)
    ways = dict(_ways(options))
    rivals = RIVALS if shutil.which("pngquant") and not options.alone else {}
    found: list[Difference] = []
    pairs = [(kind.title, file) for kind in find_kinds(options.images) for file in kind.files]
    for kind, file in pairs:
        image = read_image(file)
        for k in options.k:
            for way in (*rivals, *ways):
                show_progress(f"{file.name}, {k} colours, {way}")
                result = (
                    pngquant(image, k, rivals[way]) if way in rivals else ours(image, k, ways[way])
                )
                found += differences((kind, file.name, k, way), image, result)
    show_progress("")
    print(f"{environment.summary()}\n\n{report(found, list(rivals), list(ways))}")
    if options.json:
        data = {"environment": environment.describe(), "differences": [*map(asdict, found)]}
        options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.alpha", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    usual = DitherSettings()
    known = ", ".join(DITHERERS.names)
    parser.add_argument("--k", type=color_counts, default=[16, 64], metavar="N,...")
    parser.add_argument(
        "--dither", type=names, default=[usual.name], metavar="NAME,...", help=known
    )
    parser.add_argument("--strength", type=names, default=[str(USUAL_STRENGTH)], metavar="X,...")
    parser.add_argument("--space", type=names, default=["auto"], metavar="NAME,...")
    parser.add_argument("--effort", choices=[*map(str, Effort)], default=str(Effort.BALANCED))
    parser.add_argument("--alone", action="store_true", help="leave pngquant out")
    return parser.parse_args(arguments)


def _ways(options: argparse.Namespace) -> list[tuple[str, Settings]]:
    """Return the settings to compare, each with a name that lists what differs from the default."""
    found = []
    for dither, strength, space in product(options.dither, options.strength, options.space):
        parts = [dither]
        parts += [strength] if len(options.strength) > 1 else []
        parts += [space] if space != "auto" else []
        cluster = ClusterSettings(
            space=None if space == "auto" else Space(space), effort=Effort(options.effort)
        )
        found.append((", ".join(parts), Settings(cluster, DitherSettings(dither, float(strength)))))
    return found


def ours(image: Image, k: int, settings: Settings) -> Image:
    """Return the image in k colours."""
    wanted = replace(settings, cluster=replace(settings.cluster, colors=k))
    return Image(quantize(image, wanted, with_metrics=False).indexed.to_rgba())


def pngquant(image: Image, k: int, words: Sequence[str] = ()) -> Image:
    """Return the image as pngquant reduces it to k colours, with the options `words`."""
    with tempfile.TemporaryDirectory(prefix="quantizer-benchmark-") as name:
        source, target = Path(name, "in.png"), Path(name, "out.png")
        PIL.Image.fromarray(image.pixels).save(source, compress_level=1)
        command = ["pngquant", *words, "--output", str(target), str(k), str(source)]
        subprocess.run(command, check=True)
        with PIL.Image.open(target) as reduced:
            return Image(np.array(reduced.convert("RGBA")))


def differences(
    name: tuple[str, str, int, str], original: Image, result: Image
) -> list[Difference]:
    """Return the difference of a result from its original on each background.

    `name` is the kind, the file's name, the number of colours and the way.
    """
    found = []
    for backdrop, level in BACKDROPS.items():
        before, after = (
            composite_over(original, level),
            composite_over(result, level),
        )
        found.append(Difference(*name, backdrop, delta_e(before, after)))
    return found


def report(found: Sequence[Difference], rivals: Sequence[str], ways: Sequence[str]) -> str:
    """Return a row for each kind, number of colours and way, with ratios to the rivals' means."""
    header = ["pictures", "way", "k", *BACKDROPS, "mean", *(f"to {rival}" for rival in rivals)]
    rows = []
    for kind, k in dict.fromkeys((one.kind, one.k) for one in found):
        means: dict[str, float] = {}
        for way in [*rivals, *ways]:
            own = [one for one in found if (one.kind, one.k, one.way) == (kind, k, way)]
            on_each = [
                statistics.fmean(one.delta_e for one in own if one.backdrop == backdrop)
                for backdrop in BACKDROPS
            ]
            means[way] = statistics.fmean(on_each)
            against = [
                ratio(means[way] / means[rival]) if means[rival] else "-" for rival in rivals
            ] if way in ways else ["-"] * len(rivals)  # fmt: skip
            cells = [figure(value, 4) for value in (*on_each, means[way])]
            rows.append([kind, way, str(k), *cells, *against])
    return table(header, rows, texts=2)


if __name__ == "__main__":
    sys.exit(main())
