"""Make pixel art, and images of few colours, out of other images: the same at each run.

Run from the project's folder::

    python -m tests.benchmarks.derived_images --images icons/ --output derived/
    python -m tests.benchmarks.batch --images derived/pixel-art/ derived/few-colours/

*Pixel art* is an image that was made small, reduced to 24 colours without a dither, and enlarged
again, each pixel to a square. *Few colours* is the image in its own size, reduced to 40 colours
without a dither. Pillow does all of it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import PIL.Image
from PIL.Image import Dither, Quantize, Resampling

from tests.benchmarks.arguments import add_images, image_files

if TYPE_CHECKING:
    from collections.abc import Sequence

_SMALL_SIDE, _SCALE, _PIXEL_COLORS = 64, 6, 24
_FEW_COLORS = 40
_HALF = 128


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the images and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.derived_images", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER")
    options = parser.parse_args(arguments)
    makers = {"pixel-art": pixel_art, "few-colours": few_colors}
    for name, make in makers.items():
        folder = options.output / name
        folder.mkdir(parents=True, exist_ok=True)
        for file in image_files(options.images):
            with PIL.Image.open(file) as image:
                make(image).save(folder / f"{file.stem}.png")
    return 0


def pixel_art(image: PIL.Image.Image) -> PIL.Image.Image:
    """Return an image as pixel art: RGBA, each pixel opaque or clear."""
    small = image.convert("RGBA")
    small.thumbnail((_SMALL_SIDE, _SMALL_SIDE), Resampling.BOX)
    mask = small.getchannel("A").point(lambda alpha: 255 * (alpha >= _HALF))
    drawn = _reduced(small, _PIXEL_COLORS)
    drawn.putalpha(mask)
    clear = PIL.Image.new("RGBA", drawn.size)
    clear.paste(drawn, mask=mask)
    width, height = clear.size
    return clear.resize((width * _SCALE, height * _SCALE), Resampling.NEAREST)


def few_colors(image: PIL.Image.Image) -> PIL.Image.Image:
    """Return an image in few colours, RGB, over white."""
    pixels = image.convert("RGBA")
    white = PIL.Image.new("RGBA", pixels.size, "white")
    return _reduced(PIL.Image.alpha_composite(white, pixels), _FEW_COLORS).convert("RGB")


def _reduced(image: PIL.Image.Image, colors: int) -> PIL.Image.Image:
    opaque = image.convert("RGB")
    return opaque.quantize(colors, Quantize.MEDIANCUT, dither=Dither.NONE).convert("RGBA")


if __name__ == "__main__":
    sys.exit(main())
