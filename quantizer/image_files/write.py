"""An `IndexedImage` to a file of any writable format, checked before it takes its place.

    plan: what the file can show (GIF has no partial transparency, BMP none)
        -> encode -> decode again and compare every pixel with the plan -> write atomically

Where a format cannot show all of the image, the plan says so in a notice, and the comparison is
with what the plan promises. Equal images give equal bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PIL import Image as Pillow

from quantizer.errors import Cancelled, WriteError
from quantizer.image.image import IndexedImage, Metadata
from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.bmp_writer import encode_bmp
from quantizer.image_files.formats import AlphaSupport, FileFormat, format_for_path
from quantizer.image_files.gif_writer import encode_still_gif
from quantizer.image_files.pillow import open_image, pillow_limits
from quantizer.image_files.png_writer import encode_png
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

_LARGEST_SIDE = {"gif": 65_535, "webp": 16_383}
_LARGEST_BMP = 2**32 - 1
_VISIBLE = 128
_STRIP_PIXELS = 1 << 18


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

    keep_exif: bool
    optimize: bool
    threads: int | None
    progress: Progress
    hurried: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What a file will show: indices uint8 (height, width) into colours uint8 (k, 4)."""

    indices: NDArray[np.uint8]
    colors: NDArray[np.uint8]
    notices: tuple[str, ...] = ()


def encode(
    indexed: IndexedImage,
    file_format: FileFormat,
    *,
    keep_exif: bool = False,
    optimize: bool = False,
    hurried: bool = False,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> Encoded:
    """Return the bytes of `indexed` as a file of `file_format`.

    Parameters
    ----------
    indexed
        The image. Its palette keeps its order. Its colour profile and resolution are carried
        over where the format holds them.
    file_format
        A format that can be written.
    keep_exif
        Whether EXIF is carried over as well, where the format holds it.
    optimize
        Whether to take more time for fewer bytes.
    hurried
        Whether to take less time, where it costs 1 or 2 % more bytes.
    threads
        Most threads at work, None for one per processor core; the bytes do not depend on it.
    progress
        Told the share done, as `Stage.WRITE`.

    Raises
    ------
    WriteError
        If the format cannot hold the image, or decoding the bytes does not give it back.
    """
    request = _Request(keep_exif, optimize, threads, progress.at(Stage.WRITE), hurried)
    return _encode(indexed, file_format, file_format.label, request)


def write_image(
    indexed: IndexedImage,
    path: Path,
    *,
    file_format: FileFormat | None = None,
    overwrite: bool = False,
    keep_exif: bool = False,
    optimize: bool = False,
    protect: Sequence[Path] = (),
    threads: int | None = None,
    progress: Progress = SILENT,
) -> Encoded:
    """Write `indexed` to `path`, whole or not at all.

    Parameters
    ----------
    indexed, keep_exif, optimize, threads, progress
        As for `encode`.
    path
        The file; its folder must exist.
    file_format
        The format; by default the one that the extension of `path` stands for.
    overwrite
        Whether an existing file may be replaced.
    protect
        Input files, which are never replaced.

    Raises
    ------
    WriteError
        If it cannot be done. Then nothing has changed on the disk.
    SettingsError
        If no format is given and the extension stands for none.
    """
    path = Path(path)
    chosen = file_format or format_for_path(path)
    request = _Request(keep_exif, optimize, threads, progress.at(Stage.WRITE))
    encoded = _encode(indexed, chosen, path, request)
    write_atomically(path, encoded.data, overwrite=overwrite, protect=protect)
    return encoded


def _encode(
    indexed: IndexedImage,
    file_format: FileFormat,
    name: Path | str,
    request: _Request,
) -> Encoded:
    if not file_format.writes:
        raise WriteError(name, f"{file_format.label} can be read, but not written")
    _check_size(indexed, file_format, name)
    plan = _plan(indexed, file_format.alpha)
    metadata = indexed.metadata
    notices = plan.notices
    if request.keep_exif and metadata.exif and not file_format.keeps_exif:
        notices += (f"{file_format.label} cannot hold EXIF, which was left out.",)
    kept = Metadata(
        metadata.icc_profile if file_format.keeps_profile else None,
        metadata.dpi if file_format.keeps_dpi else None,
        metadata.exif if request.keep_exif and file_format.keeps_exif else None,
    )
    try:
        with pillow_limits(plan.indices.size):
            data = _bytes(plan, file_format, kept, request)
            intact = _shows(data, file_format, plan, request.progress.between(0.7, 1))
    except Cancelled:
        raise
    except MemoryError as error:
        raise WriteError(name, "is too large for this computer's memory") from error
    except Exception as error:  # whatever an encoder leaks, the user's answer is the same
        words = " ".join(str(error).split()) or type(error).__name__
        reason = f"cannot be encoded as {file_format.label}: {words}"
        raise WriteError(name, reason) from error
    if not intact:
        raise WriteError(name, f"{file_format.label} did not give the same pixels back")
    return Encoded(data, notices)


def _check_size(indexed: IndexedImage, file_format: FileFormat, name: Path | str) -> None:
    size = f"{indexed.width} x {indexed.height} pixels"
    side = _LARGEST_SIDE.get(file_format.name)
    if side and max(indexed.width, indexed.height) > side:
        reason = f"{file_format.label} holds at most {side} pixels a side, and this has {size}"
        raise WriteError(name, reason)
    if file_format.name == "bmp" and indexed.indices.size + 2048 > _LARGEST_BMP:
        raise WriteError(name, f"BMP holds at most 4 gigabytes, too few for {size}")


def _plan(indexed: IndexedImage, alpha: AlphaSupport) -> _Plan:
    colors = indexed.palette.colors
    opacity = colors[:, 3]
    if alpha is AlphaSupport.FULL or (opacity == 255).all():
        return _Plan(indexed.indices, colors)
    if alpha is AlphaSupport.NONE:
        notice = "This format cannot hold transparency; the image was put on white."
        return _Plan(indexed.indices, _on_white(colors), (notice,))
    notice = "This format cannot hold partial transparency; each pixel is now opaque or clear."
    notices = (notice,) if ((opacity > 0) & (opacity < 255)).any() else ()
    clear = opacity < _VISIBLE
    binary = colors.copy()
    binary[:, 3] = np.where(clear, 0, 255)
    indices = indexed.indices
    if clear.sum() > 1:
        # One entry can be clear: all others give their pixels to the first.
        table = np.arange(len(colors), dtype=np.uint8)
        table[clear] = np.flatnonzero(clear)[0]
        indices = table[indices]
    return _Plan(indices, binary, notices)


def _on_white(colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
    wide = colors.astype(np.int32)
    opacity = wide[:, 3:]
    mixed = (wide[:, :3] * opacity + 255 * (255 - opacity) + 127) // 255
    return np.column_stack([mixed, np.full(len(colors), 255)]).astype(np.uint8)


def _bytes(plan: _Plan, file_format: FileFormat, kept: Metadata, request: _Request) -> bytes:
    if file_format.name == "bmp":
        return encode_bmp(plan.indices, plan.colors, dpi=kept.dpi)
    if file_format.name == "gif":
        return encode_still_gif(plan.indices, plan.colors, request.progress)
    if file_format.name in {"png", "tiff"}:
        is_png = file_format.name == "png"
        encode_plan = partial(encode_png, hurried=request.hurried) if is_png else _tiff_encoder()
        return encode_plan(
            plan.indices,
            plan.colors,
            icc_profile=kept.icc_profile,
            dpi=kept.dpi,
            exif=kept.exif,
            optimize=request.optimize,
            threads=request.threads,
            progress=request.progress.between(0, 0.7),
        )
    options: dict[str, Any] = {
        "icc_profile": kept.icc_profile,
        "exif": kept.exif,
    }
    options = {key: value for key, value in options.items() if value is not None}
    image = _options(plan, options, request.optimize)
    file = io.BytesIO()
    image.save(file, file_format.pillow, **options)
    return file.getvalue()


def _tiff_encoder() -> Callable[..., bytes]:
    from quantizer.image_files.tiff_writer import encode_tiff  # noqa: PLC0415 - a plugin that is seldom wanted

    return encode_tiff


def _options(plan: _Plan, options: dict[str, Any], optimize: bool) -> Pillow.Image:
    """Return the image that Pillow is to save as WebP and add to `options` how."""
    opaque = bool((plan.colors[:, 3] == 255).all())
    quality, method = (100, 6) if optimize else (75, 4)
    # Exact: the colour under full transparency is kept.
    options |= {"lossless": True, "exact": True, "quality": quality, "method": method}
    return Pillow.fromarray(plan.colors[:, : 3 if opaque else 4][plan.indices])


def _shows(data: bytes, file_format: FileFormat, plan: _Plan, progress: Progress) -> bool:
    """Decode `data` and tell whether each pixel is what the plan says."""
    height, width = plan.indices.shape
    rows = max(1, _STRIP_PIXELS // width)
    with open_image(io.BytesIO(data), (file_format.pillow,)) as image:
        if image.size != (width, height):
            return False
        image.load()
        same_palette = _has_palette(image, plan.colors)
        for top in range(0, height, rows):
            progress.report(top / height)
            strip = image.crop((0, top, width, min(top + rows, height)))
            wanted = plan.indices[top : top + rows]
            # Equal indices into equal palettes need not be looked up.
            if same_palette and np.array_equal(np.asarray(strip), wanted):
                continue
            if not np.array_equal(np.asarray(strip.convert("RGBA")), plan.colors[wanted]):
                return False
    return True


def _has_palette(image: Pillow.Image, colors: NDArray[np.uint8]) -> bool:
    """Tell whether the palette of a decoded image begins with `colors`."""
    if image.mode != "P":
        return False
    palette = np.array(image.getpalette("RGBA"), np.uint8).reshape(-1, 4)
    return np.array_equal(palette[: len(colors)], colors)
