"""A reduced image or animation to a file, whole or not at all.

what the format cannot hold is cut (`fit_indexed`) -> the bytes (`write`, `write_animation`)
-> the file (`atomic`)
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.fit_indexed import fit_indexed
from quantizer.image_files.formats import format_for_path
from quantizer.image_files.timing import drop_short_frames
from quantizer.image_files.write import Encoded, encode
from quantizer.progress import SILENT, Progress
from quantizer.settings.settings import FirmwareSettings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quantizer.image.image import IndexedAnimation, IndexedImage
    from quantizer.image_files.formats import FileFormat

FilePath = str | os.PathLike[str]
"""The path of a file."""


def write_image(
    indexed: IndexedImage,
    path: FilePath,
    *,
    file_format: FileFormat | None = None,
    overwrite: bool = False,
    keep_exif: bool = False,
    depth: int | None = None,
    optimize: bool = False,
    protect: Iterable[FilePath] = (),
    threads: int | None = None,
    progress: Progress = SILENT,
    matte: tuple[int, int, int] | None = None,
    firmware: FirmwareSettings | None = None,
) -> Encoded:
    """Write a reduced image to a file.

    Parameters
    ----------
    indexed
        The image. What the format cannot hold of its transparency is cut now; to choose colours
        for what is left, reduce the image by `quantizer.conversion.convert.reduce`.
    path
        The file; its folder must exist.
    file_format
        The format; by default the one that the extension of `path` stands for.
    overwrite
        Whether an existing file may be replaced.
    protect
        Input files, which are never replaced.
    keep_exif, depth, optimize, threads, progress
        As for `quantizer.image_files.write.encode`.
    matte
        Colour (r, g, b), 0 to 255, to put transparency on where the format holds none; None for
        white.
    firmware
        How a file for firmware is laid out; None for the default layout.

    Returns
    -------
    Encoded
        The bytes that were written, and what the format could not hold.

    Raises
    ------
    WriteError
        If it cannot be done. Then nothing has changed on the disk.
    SettingsError
        If no format is given and the extension stands for none.

    Examples
    --------
    >>> from quantizer import quantize, write_image
    >>> written = write_image(quantize("photo.jpg", 16).indexed, "written.png")
    >>> written.data[1:4], written.notices
    (b'PNG', ())
    """
    path = Path(path)
    chosen = file_format or format_for_path(path)
    firmware = firmware or FirmwareSettings()
    fitted, notices = fit_indexed(indexed, chosen.written_as(firmware), matte)
    encoded = encode(
        fitted,
        chosen,
        keep_exif=keep_exif,
        depth=depth,
        optimize=optimize,
        threads=threads,
        progress=progress,
        name=path,
        firmware=firmware,
        title=path.stem,
    )
    write_atomically(path, encoded.data, overwrite=overwrite, protect=[*map(Path, protect)])
    return Encoded(encoded.data, (*(notice.text for notice in notices), *encoded.notices))


def write_animation(
    animation: IndexedAnimation,
    path: FilePath,
    *,
    overwrite: bool = False,
    optimize: bool = False,
    protect: Iterable[FilePath] = (),
    threads: int | None = None,
    progress: Progress = SILENT,
    matte: tuple[int, int, int] | None = None,
) -> Encoded:
    """Write a reduced animation to a GIF, PNG or WebP file; a single frame to any format.

    Parameters
    ----------
    animation
        The frames. Transparency that the format cannot hold is cut now, and frames that a GIF
        cannot show, because they change faster than it can count, are left out.
    path, overwrite, optimize, protect, threads, progress, matte
        As for `write_image`.

    Returns
    -------
    Encoded
        The bytes that were written, and what the format could not hold.

    Raises
    ------
    WriteError
        If it cannot be done. Then nothing has changed on the disk.
    SettingsError
        If the extension stands for no format.
    """
    path = Path(path)
    file_format = format_for_path(path)
    frames = animation.frames
    notices: tuple[str, ...] = ()
    if len(frames) == 1:
        return write_image(
            frames[0].image,
            path,
            overwrite=overwrite,
            optimize=optimize,
            protect=protect,
            threads=threads,
            progress=progress,
            matte=matte,
        )
    from quantizer.image_files.write_animation import encode_animation  # noqa: PLC0415 - stills are usual

    if file_format.name == "gif":
        frames, notices = drop_short_frames(frames)
    fitted = [fit_indexed(frame.image, file_format, matte) for frame in frames]
    notices += tuple(dict.fromkeys(notice.text for _, found in fitted for notice in found))
    shown = tuple(
        replace(frame, image=image) for frame, (image, _) in zip(frames, fitted, strict=True)
    )
    encoded = encode_animation(
        replace(animation, frames=shown),
        file_format,
        optimize=optimize,
        threads=threads,
        progress=progress,
    )
    write_atomically(path, encoded.data, overwrite=overwrite, protect=[*map(Path, protect)])
    return Encoded(encoded.data, (*notices, *encoded.notices))
