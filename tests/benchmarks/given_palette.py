"""How near the mixtures of a given palette come to photos, beside ImageMagick and pngquant.

Run from the project's folder::

    python -m tests.benchmarks.given_palette --images photos/

From afar the eye sees the mean light of an area. So original and result are averaged over boxes of
8 x 8 pixels in linear light, and for each dither and palette the table shows the mean distance of
the boxes in CIELAB and, after a comma, the mean difference of their lightness alone.

``--dither`` and ``--space`` (of the dither) take several names and compare them. ImageMagick is run
as ``convert -remap`` with Floyd-Steinberg, and with ``-ordered-dither o8x8`` before it, at as many
levels of a channel as the palette has; pngquant as ``pngquant --map``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image

from quantizer.color.srgb_transfer import LINEAR
from quantizer.dither import DITHERERS
from quantizer.image.image import Image
from quantizer.image.palette import Palette, Swatch, parse_hex
from quantizer.image_files.read import read_image
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import DitherSettings, DitherSpace, Settings
from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, image_files, names
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.table import figure, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_BOX = 8

_WEB = [f"{r:02x}{g:02x}{b:02x}" for r, g, b in product(range(0, 256, 51), repeat=3)]

PALETTES = {
    "PICO-8": "000000 1d2b53 7e2553 008751 ab5236 5f574f c2c3c7 fff1e8 "
    "ff004d ffa300 ffec27 00e436 29adff 83769c ff77a8 ffccaa",
    "ACeP 7": "000000 ffffff 00ff00 0000ff ff0000 ffff00 ff8000",
    "Game Boy": "0f380f 306230 8bac0f 9bbc0f",
    "1-bit": "000000 ffffff",
    "web-safe": " ".join(_WEB),
}
"""The palettes, as hexadecimal colours."""

_LINEAR_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.072175],
        [0.0193339, 0.119192, 0.9503041],
    ]
)
_WHITE = _LINEAR_TO_XYZ.sum(axis=1)


@dataclass(frozen=True, slots=True)
class Nearness:
    """The measures of one result.

    Parameters
    ----------
    image, palette, way
        The file's name, the palette, and the program or dither.
    distance, lightness
        Mean distance of the boxes in CIELAB, and mean difference of their lightness.
    """

    image: str
    palette: str
    way: str
    distance: float
    lightness: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _parse(arguments)
    ways = _ways(options)
    found: list[Nearness] = []
    for file in image_files(options.images)[:: options.every]:
        original = read_image(file).pixels[..., :3]
        wanted = lab_of_boxes(original)
        for palette, (way, run) in product(options.palettes, ways.items()):
            show_progress(f"{file.name}, {palette}, {way}")
            difference = lab_of_boxes(run(original, palette)) - wanted
            distance = float(np.linalg.norm(difference, axis=-1).mean())
            lightness = float(np.abs(difference[..., 0]).mean())
            found.append(Nearness(file.name, palette, way, distance, lightness))
    show_progress("")
    print(f"{environment.summary()}\n\n{_report(found, options.palettes, list(ways))}")
    if options.json:
        report = {"environment": environment.describe(), "found": [asdict(one) for one in found]}
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.given_palette", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    parser.add_argument("--dither", type=names, default=list(DITHERERS.names), metavar="NAME,...")
    parser.add_argument("--space", type=names, default=["auto"], metavar="NAME,...")
    parser.add_argument("--palettes", type=names, default=list(PALETTES), metavar="NAME,...")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th image")
    parser.add_argument("--alone", action="store_true", help="leave the other programs out")
    return parser.parse_args(arguments)


def _ways(options: argparse.Namespace) -> dict[str, Callable[[Pixels, str], Pixels]]:
    """Return the functions from pixels and the name of a palette to the pixels of the result."""
    ways: dict[str, Callable[[Pixels, str], Pixels]] = {}
    if not options.alone and shutil.which("convert"):
        ways["ImageMagick -remap"] = _imagemagick_remap
        ways["ImageMagick -ordered-dither"] = _imagemagick_ordered
    if not options.alone and shutil.which("pngquant"):
        ways["pngquant --map"] = _pngquant
    for dither, space in product(options.dither, options.space):
        name = dither if space == "auto" else f"{dither}, {space}"
        ways[name] = _ours(dither, None if space == "auto" else DitherSpace(space))
    return ways


def lab_of_boxes(pixels: Pixels) -> NDArray[np.float64]:
    """Return the CIELAB coordinates of boxes' mean light, float64 (rows, columns, 3).

    `pixels` are uint8 (height, width, 3), sRGB; boxes that do not fit in are left out.
    """
    rows, columns = pixels.shape[0] // _BOX, pixels.shape[1] // _BOX
    whole = LINEAR[pixels[: rows * _BOX, : columns * _BOX]]
    light = whole.reshape(rows, _BOX, columns, _BOX, 3).mean(axis=(1, 3))
    xyz = light @ _LINEAR_TO_XYZ.T / _WHITE
    roots = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    x, y, z = np.moveaxis(roots, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def palette_of(name: str) -> Palette:
    """Return one of the palettes."""
    return Palette(tuple(Swatch(parse_hex(code)) for code in PALETTES[name].split()), name)


def _ours(dither: str, space: DitherSpace | None) -> Callable[[Pixels, str], Pixels]:
    settings = Settings(dither=DitherSettings(dither, space=space))

    def run(pixels: Pixels, palette: str) -> Pixels:
        image = Image(np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]))
        given = palette_of(palette)
        result = quantize(image, settings, with_metrics=False, palette=given)
        return result.indexed.to_rgba()[..., :3]

    return run


def _imagemagick_remap(pixels: Pixels, palette: str) -> Pixels:
    return _other(
        pixels, palette, "convert IN -dither FloydSteinberg -remap MAP -define png:color-type=2 OUT"
    )


def _imagemagick_ordered(pixels: Pixels, palette: str) -> Pixels:
    levels = len({swatch.color[1] for swatch in palette_of(palette)})
    return _other(
        pixels,
        palette,
        f"convert IN -ordered-dither o8x8,{levels} -dither None -remap MAP "
        "-define png:color-type=2 OUT",
    )


def _pngquant(pixels: Pixels, palette: str) -> Pixels:
    return _other(pixels, palette, "pngquant --map MAP --output OUT IN")


def _other(pixels: Pixels, palette: str, command: str) -> Pixels:
    """Return what another program makes, whose command line names the files IN, MAP and OUT."""
    with tempfile.TemporaryDirectory(prefix="quantizer-benchmark-") as name:
        files = {word: str(Path(name, f"{word.lower()}.png")) for word in ("IN", "MAP", "OUT")}
        PIL.Image.fromarray(pixels).save(files["IN"], compress_level=1)
        # A strip, and not an indexed image: its entries can have no other order or number.
        PIL.Image.fromarray(palette_of(palette).colors[None, :, :3]).save(files["MAP"])
        subprocess.run([files.get(word, word) for word in command.split()], check=True)
        with PIL.Image.open(files["OUT"]) as result:
            return np.array(result.convert("RGB"))


def _report(found: list[Nearness], palettes: list[str], ways: list[str]) -> str:
    rows = []
    for way in ways:
        cells = [way]
        for palette in palettes:
            some = [one for one in found if (one.palette, one.way) == (palette, way)]
            means = (
                np.mean([one.distance for one in some]),
                np.mean([one.lightness for one in some]),
            )
            cells.append(", ".join(figure(float(mean)) for mean in means))
        rows.append(cells)
    return table(["dither", *palettes], rows)


if __name__ == "__main__":
    raise SystemExit(main())
