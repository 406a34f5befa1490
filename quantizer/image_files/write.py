"""Encodes an `IndexedImage` as a file of any writable format, and checks the bytes.

    encode -> decode again -> compare every pixel with the image

The image must hold no transparency that the format cannot hold: `quantizer.conversion.fit_format`
sees to that. Equal images give equal bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PIL import Image as Pillow

from quantizer.errors import WriteError
from quantizer.image.image import Metadata
from quantizer.image_files.firmware import is_rounded
from quantizer.image_files.formats import AlphaSupport, FileFormat
from quantizer.image_files.pillow import open_image, pillow_limits
from quantizer.image_files.png_writer import encode_png
from quantizer.image_files.write_errors import as_write_error
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.settings import FirmwareSettings

from ..language import mark, tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from quantizer.image.image import IndexedImage
    from quantizer.image.palette import Palette

_LARGEST_SIDE = {"gif": 65_535, "webp": 16_383, "c": 65_535, "bin": 65_535}
_LARGEST_BMP = 2**32 - 1
_STRIP_PIXELS = 1 << 18
_ROUNDED = mark("RGB565 rounds some colours; choose them for 5, 6 and 5 bits to avoid that.")


@dataclass(frozen=True, slots=True)
class Encoded:
    """An encoded image.

    Parameters
    ----------
    data
        The file's bytes.
    notices
        Sentences the user should see: what the format could not keep.
    """

    data: bytes
    notices: tuple[str, ...] = ()


class _Request(NamedTuple):
    """How a file is to be written; see `encode`."""

    file_format: FileFormat
    kept: Metadata
    depth: int | None
    optimize: bool
    fast: bool
    threads: int | None
    progress: Progress
    firmware: FirmwareSettings
    title: str


def encode(
    indexed: IndexedImage,
    file_format: FileFormat,
    *,
    keep_exif: bool = False,
    depth: int | None = None,
    optimize: bool = False,
    fast: bool = False,
    threads: int | None = None,
    progress: Progress = SILENT,
    name: Path | str | None = None,
    firmware: FirmwareSettings | None = None,
    title: str = "",
) -> Encoded:
    """Return the bytes of an image as a file of `file_format`.

    Parameters
    ----------
    indexed
        The image. Its palette keeps its order. Its colour profile and resolution are carried
        over where the format holds them.
    file_format
        A format that can be written.
    keep_exif
        Whether EXIF is carried over as well, where the format holds it.
    depth
        Bits of an index; None for the fewest that hold the palette.
    optimize
        Whether to take more time for fewer bytes.
    fast
        Whether to take less time, at the cost of 1 or 2 % more bytes.
    threads
        Most threads at work, None for one per processor core; the bytes do not depend on it.
    progress
        Told the share done, as `Stage.WRITE`.
    name
        What errors call the file; the format's name by default.
    firmware
        How a file for firmware is laid out; None for the default layout.
    title
        What the image is called in a file that names it.

    Raises
    ------
    WriteError
        If the format cannot hold the image, or decoding the bytes does not give it back; a format
        that is not read here is not decoded.
    """
    name, firmware = name or file_format.label, firmware or FirmwareSettings()
    if not file_format.writes:
        raise WriteError(name, tr("{label} can be read, but not written", label=file_format.label))
    check_size(indexed.width, indexed.height, file_format, name)
    check_alpha(indexed.palette.colors, file_format.written_as(firmware), name)
    check_depth(depth, file_format, name, indexed.palette)
    metadata = indexed.metadata
    notices: tuple[str, ...] = ()
    if keep_exif and metadata.exif and not file_format.keeps_exif:
        notices = (tr("{label} cannot hold EXIF, which was left out.", label=file_format.label),)
    kept = Metadata(
        metadata.icc_profile if file_format.keeps_profile else None,
        metadata.dpi if file_format.keeps_dpi else None,
        metadata.exif if keep_exif and file_format.keeps_exif else None,
    )
    progress = progress.at(Stage.WRITE)
    request = _Request(file_format, kept, depth, optimize, fast, threads, progress, firmware, title)
    failure = tr("cannot be encoded as {label}", label=file_format.label)
    with as_write_error(name, failure), pillow_limits(indexed.indices.size):
        data = _bytes(indexed.indices, indexed.palette.colors, request)
        checking = progress.between(0.7, 1)
        intact = not file_format.reads or _shows(data, file_format, indexed, checking)
    if not intact:
        raise WriteError(
            name, tr("{label} did not give the same pixels back", label=file_format.label)
        )
    if file_format.for_firmware and is_rounded(indexed.palette.colors, firmware.format):
        notices += (_ROUNDED,)
    return Encoded(data, notices)


def check_size(
    width: int, height: int, file_format: FileFormat, name: Path | str | None = None
) -> None:
    """Raise `WriteError` if a format cannot hold an image of `width` x `height` pixels."""
    name, size = (
        name or file_format.label,
        tr("{width} x {height} pixels", width=width, height=height),
    )
    side = _LARGEST_SIDE.get(file_format.name)
    if side and max(width, height) > side:
        reason = tr(
            "{label} holds at most {side} pixels a side, and this has {size}",
            label=file_format.label,
            side=side,
            size=size,
        )
        raise WriteError(name, reason)
    if file_format.name == "bmp" and width * height + 2048 > _LARGEST_BMP:
        raise WriteError(name, tr("BMP holds at most 4 gigabytes, too few for {size}", size=size))


def check_depth(
    depth: int | None,
    file_format: FileFormat,
    name: Path | str | None = None,
    palette: Palette | None = None,
) -> None:
    """Raise `WriteError` if a format cannot hold indices of `depth` bits, or they the palette."""
    name, label = name or file_format.label, file_format.label
    if depth is None:
        return
    if depth not in file_format.depths:
        known = ", ".join(map(str, file_format.depths))
        can = (
            tr("it can have {known}", known=known)
            if known
            else tr("its number of bits cannot be chosen")
        )
        raise WriteError(
            name,
            tr(
                "{label} cannot be written with {depth} bits a pixel; {can}",
                label=label,
                depth=depth,
                can=can,
            ),
        )
    if palette is None:
        return
    if len(palette) > 1 << depth:
        raise WriteError(
            name,
            tr(
                "{count} colours do not fit into {depth} bits a pixel",
                count=len(palette),
                depth=depth,
            ),
        )
    if file_format.name == "tiff" and (palette.colors[:, 3] < 255).any():
        raise WriteError(
            name, tr("a TIFF with transparency has no indices whose bits can be chosen")
        )


def check_alpha(
    colors: NDArray[np.uint8], file_format: FileFormat, name: Path | str | None = None
) -> None:
    """Raise `WriteError` if a format cannot hold the opacity of colours, uint8 (k, 4)."""
    name = name or file_format.label
    opacity = colors[:, 3]
    if file_format.alpha is AlphaSupport.NONE and (opacity < 255).any():
        raise WriteError(name, tr("{label} cannot hold transparency", label=file_format.label))
    is_soft = ((opacity > 0) & (opacity < 255)).any()
    if file_format.alpha is AlphaSupport.BINARY and (is_soft or (opacity == 0).sum() > 1):
        reason = tr(
            "{label} cannot hold partial transparency, or two clear colours",
            label=file_format.label,
        )
        raise WriteError(name, reason)


def _bytes(indices: NDArray[np.uint8], colors: NDArray[np.uint8], request: _Request) -> bytes:
    """Return the file of uint8 indices (height, width) into uint8 colours (k, 4)."""
    file_format, kept = request.file_format, request.kept
    if file_format.name == "c":
        from quantizer.image_files.c_source import encode_c  # noqa: PLC0415 - seldom needed

        return encode_c(indices, colors, request.firmware, request.title, depth=request.depth)
    if file_format.name == "bin":
        from quantizer.image_files.firmware import encode_binary  # noqa: PLC0415 - as above

        return encode_binary(indices, colors, request.firmware, request.depth)
    if file_format.name == "bmp":
        from quantizer.image_files.bmp_writer import encode_bmp  # noqa: PLC0415 - seldom needed

        return encode_bmp(indices, colors, dpi=kept.dpi, depth=request.depth)
    if file_format.name == "gif":
        from quantizer.image_files.gif_writer import encode_still_gif  # noqa: PLC0415 - as above

        return encode_still_gif(indices, colors, request.progress)
    if file_format.name == "webp":
        return _webp(indices, colors, request)
    encoder: Callable[..., bytes] = partial(encode_png, fast=request.fast)
    if file_format.name == "tiff":
        from quantizer.image_files.tiff_writer import encode_tiff  # noqa: PLC0415 - as above

        encoder = encode_tiff
    return encoder(
        indices,
        colors,
        icc_profile=kept.icc_profile,
        dpi=kept.dpi,
        exif=kept.exif,
        depth=request.depth,
        optimize=request.optimize,
        threads=request.threads,
        progress=request.progress.between(0, 0.7),
    )


def _webp(indices: NDArray[np.uint8], colors: NDArray[np.uint8], request: _Request) -> bytes:
    opaque = bool((colors[:, 3] == 255).all())
    kept = {"icc_profile": request.kept.icc_profile, "exif": request.kept.exif}
    options: dict[str, Any] = {name: value for name, value in kept.items() if value is not None}
    quality, method = (100, 6) if request.optimize else (75, 4)
    # Exact: the colour under full transparency is kept.
    options |= {"lossless": True, "exact": True, "quality": quality, "method": method}
    file = io.BytesIO()
    image = Pillow.fromarray(colors[:, : 3 if opaque else 4][indices])
    image.save(file, request.file_format.pillow, **options)
    return file.getvalue()


def _shows(data: bytes, file_format: FileFormat, indexed: IndexedImage, progress: Progress) -> bool:
    """Return whether decoding `data` gives every pixel of an image."""
    indices, colors = indexed.indices, indexed.palette.colors
    height, width = indices.shape
    rows = max(1, _STRIP_PIXELS // width)
    with open_image(io.BytesIO(data), (file_format.pillow,)) as image:
        if image.size != (width, height):
            return False
        image.load()
        same_palette = _has_palette(image, colors)
        for top in range(0, height, rows):
            progress.report(top / height)
            strip = image.crop((0, top, width, min(top + rows, height)))
            wanted = indices[top : top + rows]
            # Equal indices into equal palettes need not be looked up.
            if same_palette and np.array_equal(np.asarray(strip), wanted):
                continue
            if not np.array_equal(np.asarray(strip.convert("RGBA")), colors[wanted]):
                return False
    return True


def _has_palette(image: Pillow.Image, colors: NDArray[np.uint8]) -> bool:
    """Tell whether the palette of a decoded image begins with `colors`."""
    if image.mode != "P":
        return False
    palette = np.array(image.getpalette("RGBA"), np.uint8).reshape(-1, 4)
    return np.array_equal(palette[: len(colors)], colors)
