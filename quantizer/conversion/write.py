"""A reduced image to a file, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.conversion.fit_format import fit_indexed
from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.formats import format_for_path
from quantizer.image_files.write import Encoded, encode
from quantizer.progress import SILENT, Progress
from quantizer.settings.settings import FirmwareSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image.image import IndexedImage
    from quantizer.image_files.formats import FileFormat


def write_image(
    indexed: IndexedImage,
    path: Path,
    *,
    file_format: FileFormat | None = None,
    overwrite: bool = False,
    keep_exif: bool = False,
    depth: int | None = None,
    optimize: bool = False,
    protect: Sequence[Path] = (),
    threads: int | None = None,
    progress: Progress = SILENT,
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
    """
    path = Path(path)
    chosen = file_format or format_for_path(path)
    firmware = FirmwareSettings()
    fitted, notices = fit_indexed(indexed, chosen.written_as(firmware))
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
    write_atomically(path, encoded.data, overwrite=overwrite, protect=protect)
    return Encoded(encoded.data, (*(notice.text for notice in notices), *encoded.notices))
