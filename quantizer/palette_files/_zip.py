"""Small ZIP archives: one member read within fixed bounds, several members written.

Sources: PKWARE, APPNOTE.TXT 6.3.10 (end of central directory record, 4.3.16).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from quantizer.palette_files._codec import MAX_TEXT, PaletteFormatError

from ..language import tr

_LARGEST_DIRECTORY = 1 << 16
"""Largest list of members that is read, in bytes; a palette's has a few hundred."""
_END = b"PK\5\6"
_END_SIZE = 22
_DATE = (1980, 1, 1, 0, 0, 0)
"""Date of every member, the earliest that ZIP knows: the same palette gives the same bytes."""


def read_member(data: bytes, name: str) -> bytes:
    """Return the contents of one member of an archive, at most `MAX_TEXT` bytes.

    No more than that is decompressed, whatever the archive says.

    Raises
    ------
    PaletteFormatError
        If the archive is damaged, has no such member, or it is larger.
    """
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo(name)
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise PaletteFormatError(
                    tr("its {name} is compressed in an unknown way", name=name)
                )
            with archive.open(info) as member:
                content = member.read(MAX_TEXT + 1)
    except KeyError as error:
        raise PaletteFormatError(tr("it has no {name}", name=name)) from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise PaletteFormatError(tr("it is damaged: {error}", error=error)) from error
    except (OSError, ValueError, RuntimeError, struct.error) as error:  # encrypted, odd offsets
        raise PaletteFormatError(tr("it is a ZIP archive that cannot be read")) from error
    if len(content) > MAX_TEXT:
        raise PaletteFormatError(
            tr("its {name} is larger than {max_text} MB", name=name, max_text=MAX_TEXT >> 20)
        )
    return content


def _check_directory(data: bytes) -> None:
    """Raise `PaletteFormatError` unless the list of members is there and small."""
    start = data.rfind(_END, max(0, len(data) - _END_SIZE - 0xFFFF))
    if start < 0 or start + _END_SIZE > len(data):
        raise PaletteFormatError(tr("its end is missing"))
    (size,) = struct.unpack_from("<I", data, start + 12)
    if size > _LARGEST_DIRECTORY:
        raise PaletteFormatError(tr("it has too many members for a palette"))


def write_archive(members: dict[str, bytes], *, stored: str = "") -> bytes:
    """Return an archive of these members in this order, all compressed but the one in `stored`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return stream.getvalue()
