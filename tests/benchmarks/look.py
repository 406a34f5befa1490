"""The look of reduced images beside pngquant's, and the size of their files.

Run from the project's folder::

    python -m tests.benchmarks.look --images photos/ screenshots/ --k 16,64,256

For each kind of picture and number of colours it prints mean FLIP (Andersson et al. 2020; lower is
closer; at 67 pixels per degree of vision), mean SSIMULACRA2 (Sneyers 2023; higher is closer) and
mean bytes of the PNG files, of ours and of ``pngquant --speed 1``, its best setting. ``--space``,
``--weights`` and ``--dither`` take several names and compare them. ``--apart`` compares palettes
that were fitted together with their dither (`quantizer.reduction.spatial_quantization`) with
palettes that were not.

FLIP comes from ``flip-evaluator``, SSIMULACRA2 from ``ssimulacra2``. Images with transparency are
put on mid-grey.
"""

from __future__ import annotations

import argparse
import io
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
from quantizer.image.histogram import Histogram
from quantizer.image.palette import Palette
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.read import read_image
from quantizer.image_files.write import encode
from quantizer.reduction.palette_search import cluster
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import (
    ClusterSettings,
    DitherSettings,
    Effort,
    Settings,
    Space,
    Weights,
)
from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, color_counts, names
from tests.benchmarks.kinds import find_kinds
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.table import figure, ratio, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image.image import Image
    from tests.benchmarks.kinds import Kind

PNGQUANT = "pngquant --speed 1"
APART = ", palette first"
_GREY = 128.0


@dataclass(frozen=True, slots=True)
class Look:
    """The measures of one result.

    Parameters
    ----------
    kind, image, k, way
        The kind of picture, the file's name, the number of colours, and the program with its
        settings.
    flip
        Mean FLIP error, 0 to 1.
    ssimulacra2
        Score, up to 100.
    bytes
        Size of the PNG file.
    """

    kind: str
    image: str
    k: int
    way: str
    flip: float
    ssimulacra2: float
    bytes: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _parse(arguments)
    ways = {_name(*choice): _settings(options, *choice) for choice in _choices(options)}
    if options.apart:
        ways |= {f"{name}{APART}": settings for name, settings in ways.items()}
    rival = bool(shutil.which("pngquant")) and not options.alone
    looks: list[Look] = []
    for kind in find_kinds(options.images):
        for file in kind.files:
            looks += _looks(kind, file, rival, ways, options)
    show_progress("")
    print(f"{environment.summary()}\n\n{_report(looks, [*[PNGQUANT] * rival, *ways])}")
    if options.json:
        report = {"environment": environment.describe(), "looks": [asdict(one) for one in looks]}
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


def _looks(
    kind: Kind, file: Path, rival: bool, ways: dict[str, Settings], options: argparse.Namespace
) -> list[Look]:
    """Return the measures of one image, for all numbers of colours and all ways."""
    image = read_image(file)
    seen = _on_grey(image.pixels)
    found = []
    for k in options.k:
        name = (kind.title, file.name, k)
        if rival:
            show_progress(f"{file.name}, {k} colours, {PNGQUANT}")
            found.append(_measure(*name, PNGQUANT, seen, *_pngquant(image, k)))
        for way, settings in ways.items():
            show_progress(f"{file.name}, {k} colours, {way}")
            result = _ours(image, k, way, settings, options)
            found.append(_measure(*name, way, seen, *result))
    return found


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.look", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    parser.add_argument("--k", type=color_counts, default=[16, 64, 256], metavar="N,...")
    known = ", ".join(DITHERERS.names)
    parser.add_argument(
        "--dither", type=names, default=[DitherSettings().name], metavar="NAME,...", help=known
    )
    parser.add_argument("--strength", type=float, default=DitherSettings().strength)
    parser.add_argument("--space", type=names, default=["auto"], metavar="NAME,...")
    parser.add_argument("--weights", type=names, default=["auto"], metavar="NAME,...")
    parser.add_argument("--effort", choices=[*map(str, Effort)], default=str(Effort.BALANCED))
    parser.add_argument(
        "--apart", action="store_true", help="also fit the palettes first and dither after"
    )
    parser.add_argument("--optimize", action="store_true", help="write ours with --optimize")
    parser.add_argument("--alone", action="store_true", help="leave pngquant out")
    return parser.parse_args(arguments)


def _choices(options: argparse.Namespace) -> product[tuple[str, ...]]:
    return product(options.dither, options.space, options.weights)


def _name(dither: str, space: str, weights: str) -> str:
    parts = [dither, *(part for part in (space, weights) if part != "auto")]
    return ", ".join(parts)


def _settings(options: argparse.Namespace, dither: str, space: str, weights: str) -> Settings:
    return Settings(
        ClusterSettings(
            space=None if space == "auto" else Space(space),
            weights=None if weights == "auto" else Weights(weights),
            effort=Effort(options.effort),
        ),
        DitherSettings(dither, options.strength),
    )


def _ours(
    image: Image, k: int, way: str, settings: Settings, options: argparse.Namespace
) -> tuple[np.ndarray, int]:
    wanted = replace(settings, cluster=replace(settings.cluster, colors=k))
    palette = None
    if way.endswith(APART):
        found = cluster(Histogram.of(image), wanted, pictures=(image,))
        palette = replace(Palette.from_colors(found.colors), is_found=True)
    result = quantize(image, wanted, with_metrics=False, palette=palette).indexed
    data = encode(result, format_by_name("png"), optimize=options.optimize).data
    return result.to_rgba(), len(data)


def _pngquant(image: Image, k: int) -> tuple[np.ndarray, int]:
    with tempfile.TemporaryDirectory(prefix="quantizer-benchmark-") as name:
        source, target = Path(name, "in.png"), Path(name, "out.png")
        PIL.Image.fromarray(image.pixels).save(source, compress_level=1)
        command = ["pngquant", "--speed", "1", "--output", str(target), str(k), str(source)]
        subprocess.run(command, check=True)
        with PIL.Image.open(target) as reduced:
            return np.array(reduced.convert("RGBA")), target.stat().st_size


def _on_grey(pixels: np.ndarray) -> np.ndarray:
    """Return RGBA pixels on mid-grey, uint8 (height, width, 3)."""
    opacity = pixels[..., 3:] / 255
    return np.rint(pixels[..., :3] * opacity + _GREY * (1 - opacity)).astype(np.uint8)


def _measure(
    kind: str, name: str, k: int, way: str, original: np.ndarray, pixels: np.ndarray, size: int
) -> Look:
    result = _on_grey(pixels)
    return Look(kind, name, k, way, flip(original, result), ssimulacra2(original, result), size)


def flip(original: np.ndarray, result: np.ndarray) -> float:
    """Return the mean FLIP error of uint8 (height, width, 3) images."""
    import flip_evaluator

    pair = (np.ascontiguousarray(one, np.float32) / 255 for one in (original, result))
    return float(flip_evaluator.evaluate(*pair, "LDR", applyMagma=False)[1])


def ssimulacra2(original: np.ndarray, result: np.ndarray) -> float:
    """Return the SSIMULACRA2 score of uint8 (height, width, 3) images."""
    from ssimulacra2 import compute_ssimulacra2

    files = []
    for one in (original, result):
        file = io.BytesIO()
        PIL.Image.fromarray(one).save(file, "BMP")
        file.seek(0)
        files.append(file)
    return float(compute_ssimulacra2(*files))


def _report(looks: Sequence[Look], ways: Sequence[str]) -> str:
    """Return a row for each kind, number of colours and way, with ratios to pngquant's."""
    rows = []
    for kind, k in dict.fromkeys((one.kind, one.k) for one in looks):
        first: dict[str, float] = {}
        for way in ways:
            found = [one for one in looks if (one.kind, one.k, one.way) == (kind, k, way)]
            means = {
                quantity: statistics.fmean(getattr(one, quantity) for one in found)
                for quantity in ("flip", "ssimulacra2", "bytes")
            }
            first = first or means
            rows.append(
                [
                    kind,
                    way,
                    str(k),
                    figure(means["flip"], 4),
                    ratio(means["flip"] / first["flip"]) if first["flip"] else "-",
                    f"{means['ssimulacra2']:.2f}",
                    f"{means['ssimulacra2'] - first['ssimulacra2']:+.2f}",
                    figure(means["bytes"] / 1000, 4),
                    ratio(means["bytes"] / first["bytes"]),
                ]
            )
    header = ["pictures", "way", "k", "FLIP", "ratio", "SSIMULACRA2", "gain", "kB", "ratio"]
    return table(header, rows, texts=2)


if __name__ == "__main__":
    sys.exit(main())
