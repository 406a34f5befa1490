"""The table of image file formats that can be read and written.

The command line builds its help from this table. Therefore this module imports neither NumPy nor
Pillow. The format of an input file is recognised by its content, whatever its extension; the
extension only chooses the format of an output file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError

from ..language import mark, tr

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.settings.settings import FirmwareSettings


class AlphaSupport(StrEnum):
    """The alpha values that a format can store in the form in which it is written here."""

    NONE = "none"
    BINARY = mark("on or off")
    FULL = "full"


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One file format.

    Parameters
    ----------
    name
        Its name on the command line, such as ``"png"``.
    label
        Its name for a person, such as ``"PNG"``.
    pillow
        Its name in Pillow, such as ``"JPEG2000"``; empty if Pillow does not know it.
    extensions
        File name extensions in lower case with a dot, the usual one first.
    reads, writes
        Whether it can be read and written.
    alpha
        Transparency that is kept in writing; see also `FileFormat.written_as`.
    keeps_profile, keeps_dpi, keeps_exif
        Whether a colour profile, the resolution and EXIF are kept when it is written.
    animates
        Whether animations are written in it.
    depths
        Bits of an index that can be asked for when it is written.
    is_indexed
        Whether pixels are written as indices.
    for_firmware
        Whether it is for firmware, and so written as `FirmwareSettings` say.
    """

    name: str
    label: str
    pillow: str
    extensions: tuple[str, ...]
    reads: bool = True
    writes: bool = False
    alpha: AlphaSupport = AlphaSupport.NONE
    keeps_profile: bool = False
    keeps_dpi: bool = False
    keeps_exif: bool = False
    animates: bool = False
    depths: tuple[int, ...] = ()
    is_indexed: bool = True
    for_firmware: bool = False

    def written_as(self, firmware: FirmwareSettings) -> FileFormat:
        """Return the format with the transparency that it keeps if it is written like this."""
        is_lost = self.for_firmware and not firmware.format.has_alpha
        return replace(self, alpha=AlphaSupport.NONE) if is_lost else self


FORMATS: tuple[FileFormat, ...] = (
    FileFormat(
        "png",
        "PNG",
        "PNG",
        (".png", ".apng"),
        writes=True,
        alpha=AlphaSupport.FULL,
        keeps_profile=True,
        keeps_dpi=True,
        keeps_exif=True,
        animates=True,
        depths=(1, 2, 4, 8),
    ),
    FileFormat(
        "gif", "GIF", "GIF", (".gif",), writes=True, alpha=AlphaSupport.BINARY, animates=True
    ),
    FileFormat(
        "webp",
        mark("WebP (lossless)"),
        "WEBP",
        (".webp",),
        writes=True,
        alpha=AlphaSupport.FULL,
        keeps_profile=True,
        keeps_exif=True,
        animates=True,
        is_indexed=False,
    ),
    FileFormat(
        "bmp", "BMP", "BMP", (".bmp", ".dib"), writes=True, keeps_dpi=True, depths=(1, 4, 8)
    ),
    FileFormat(
        "tiff",
        "TIFF",
        "TIFF",
        (".tif", ".tiff"),
        writes=True,
        alpha=AlphaSupport.FULL,
        keeps_profile=True,
        keeps_dpi=True,
        keeps_exif=True,
        depths=(4, 8),
    ),
    FileFormat(
        "c",
        mark("C header"),
        "",
        (".h", ".c"),
        reads=False,
        writes=True,
        alpha=AlphaSupport.FULL,
        for_firmware=True,
        depths=(1, 2, 4, 8),
    ),
    FileFormat(
        "bin",
        mark("Binary for firmware"),
        "",
        (".bin",),
        reads=False,
        writes=True,
        alpha=AlphaSupport.FULL,
        for_firmware=True,
        depths=(1, 2, 4, 8),
    ),
    FileFormat("jpeg", "JPEG", "JPEG", (".jpg", ".jpeg", ".jpe", ".jfif")),
    FileFormat("avif", "AVIF", "AVIF", (".avif", ".avifs")),
    FileFormat("jpeg2000", mark("JPEG 2000"), "JPEG2000", (".jp2", ".j2k", ".j2c", ".jpx", ".jpf")),
    FileFormat("ppm", mark("PPM, PGM, PBM, PFM"), "PPM", (".ppm", ".pgm", ".pbm", ".pnm", ".pfm")),
    FileFormat("ico", "ICO", "ICO", (".ico",)),
    # TGA is last because it has no signature: Pillow tries it if no other format matches.
    FileFormat("tga", "TGA", "TGA", (".tga", ".icb", ".vda", ".vst")),
)

READABLE: tuple[FileFormat, ...] = tuple(entry for entry in FORMATS if entry.reads)
WRITABLE: tuple[FileFormat, ...] = tuple(entry for entry in FORMATS if entry.writes)
ANIMATED: tuple[FileFormat, ...] = tuple(entry for entry in FORMATS if entry.animates)
"""The formats that animations are written in."""


def format_by_name(name: str) -> FileFormat:
    """Return the format called `name`.

    Raises
    ------
    SettingsError
        If there is none.
    """
    for entry in FORMATS:
        if entry.name == name.lower():
            return entry
    known = ", ".join(entry.name for entry in FORMATS)
    raise SettingsError(
        tr("{name!r} is not a file format; choose one of {known}", name=name, known=known)
    )


def format_for_path(path: Path, writable: bool = True) -> FileFormat:
    """Return the format that the extension of `path` stands for.

    Parameters
    ----------
    path
        The file's path; only its extension matters, in upper or lower case.
    writable
        Whether it must be a format that can be written.

    Raises
    ------
    SettingsError
        If no format has the extension; the message lists the known ones.
    """
    choices = WRITABLE if writable else READABLE
    extension = path.suffix.lower()
    for entry in choices:
        if extension in entry.extensions:
            return entry
    known = ", ".join(extension for entry in choices for extension in entry.extensions)
    given = (
        tr("the extension {suffix}", suffix=path.suffix)
        if extension
        else tr("a name without an extension")
    )
    verb = "written" if writable else "read"
    raise SettingsError(
        tr(
            "{path}: {given} is no format that can be {verb}; use one of {known}",
            path=path,
            given=given,
            verb=verb,
            known=known,
        )
    )
