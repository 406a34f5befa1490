"""What the worker runs: each job takes a `Context` and returns something ready to be shown.

`Opening` reads an image, `Quantizing` reduces it, `Encoding` and `Saving` make files of the
result. Nothing here touches a widget; the pictures made here are `QImage`, which any thread may
make.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from quantizer import pipeline
from quantizer.files.atomic import write_atomically
from quantizer.files.read import read_bytes, read_image
from quantizer.files.write import Encoded, encode
from quantizer.image import Image, IndexedImage, Source
from quantizer.metrics import measure
from quantizer.palettes import CODECS
from quantizer.progress import Stage
from ui.pyramid import Pyramid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quantizer.files.formats import FileFormat
    from quantizer.palette import Palette
    from quantizer.pipeline import Quantized
    from quantizer.settings import Settings
    from ui.worker import Context


@dataclass(frozen=True, eq=False)
class Opened:
    """An image that was read, and its picture."""

    image: Image
    picture: Pyramid


@dataclass(frozen=True, eq=False)
class Outcome:
    """A reduced image, and its picture."""

    quantized: Quantized
    picture: Pyramid


@dataclass(frozen=True)
class Saved:
    """A file that was written."""

    path: Path
    size: int


def open_path(path: Path) -> Callable[[Context], Opened]:
    """Return the job that reads the image at `path`."""

    def job(context: Context) -> Opened:
        image = read_image(path, progress=context.progress.at(Stage.READ))
        return Opened(image, Pyramid.of_image(image, context.progress))

    return job


def open_bytes(data: bytes, name: str) -> Callable[[Context], Opened]:
    """Return the job that reads the image file held in `data`."""

    def job(context: Context) -> Opened:
        image = read_bytes(data, name, progress=context.progress.at(Stage.READ))
        return Opened(image, Pyramid.of_image(image, context.progress))

    return job


def open_picture(picture: QImage) -> Callable[[Context], Opened]:
    """Return the job that takes over a picture from the clipboard."""

    def job(context: Context) -> Opened:
        straight = picture.convertToFormat(QImage.Format.Format_RGBA8888)
        height, width = straight.height(), straight.width()
        rows = np.frombuffer(straight.constBits(), np.uint8).reshape(height, -1)
        pixels = rows[:, : 4 * width].reshape(height, width, 4).copy()
        image = Image(pixels, source=Source(format="clipboard"))
        return Opened(image, Pyramid.of_image(image, context.progress))

    return job


def quantize(image: Image, settings: Settings) -> Callable[[Context], Outcome]:
    """Return the job that reduces `image`; its picture is published before it is measured."""

    def job(context: Context) -> Outcome:
        result = pipeline.quantize(image, settings, context.progress, with_metrics=False)
        picture = Pyramid.of_indexed(result.indexed, context.progress)
        context.publish(Outcome(result, picture))
        metrics = measure(image, result.indexed, context.progress.at(Stage.MEASURE))
        return Outcome(replace(result, metrics=metrics), picture)

    return job


def encode_as(
    indexed: IndexedImage, file_format: FileFormat, keep_exif: bool
) -> Callable[[Context], Encoded]:
    """Return the job that makes the bytes of a file, so that its size is known."""

    def job(context: Context) -> Encoded:
        context.progress.at(Stage.WRITE).report(0.0)
        return encode(indexed, file_format, keep_exif=keep_exif)

    return job


def save(
    data: bytes, path: Path, *, overwrite: bool, protect: tuple[Path, ...]
) -> Callable[[Context], Saved]:
    """Return the job that writes `data` to `path`, never onto a file of `protect`."""

    def job(context: Context) -> Saved:
        context.progress.at(Stage.WRITE).report(0.0)
        write_atomically(path, data, overwrite=overwrite, protect=protect)
        return Saved(path, len(data))

    return job


def encode_palette(palette: Palette, codec: str) -> bytes:
    """Return the bytes of a palette file; few enough for the GUI thread."""
    data: bytes = CODECS[codec].write(palette)
    return data
