"""The chunks that a PNG file consists of: make, iterate over, check and leave out chunks.

Source: PNG specification, third edition (W3C, 2025), 5.3 (chunk layout) and 5.4 (CRC).
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quantizer.image_files.stream import Stream

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BLOCK = 1 << 18
_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}


def make_chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk with its length and checksum; `kind` is its type of four letters."""
    checksum = zlib.crc32(data, zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(data)), kind, data, struct.pack(">I", checksum)))


def iterate_chunks(file: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield type, data and stored checksum of each chunk of a PNG, up to and with its IEND.

    Raises
    ------
    ValueError
        If the file ends before its IEND chunk does.
    """
    position, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        start = position + 8
        if start > len(file):
            raise ValueError("its end is missing")
        length, kind = struct.unpack(">I4s", file[position:start])
        position = start + length + 4
        if position > len(file):
            raise ValueError("its end is missing")
        yield kind, file[start : position - 4], file[position - 4 : position]


def find_damage(file: Stream) -> str:
    """Return what is wrong with the chunks of a PNG, or an empty string.

    Pillow does not compare the checksums of image data. Here those of all critical chunks are
    compared. `file` is read from its start to the IEND chunk; what follows is ignored.
    """
    file.seek(len(SIGNATURE))
    while True:
        head = file.read(8)
        if len(head) < 8:
            return tr("its end is missing")
        length, kind = struct.unpack(">I4s", head)
        checksum = zlib.crc32(kind)
        rest = length
        while rest:
            block = file.read(min(rest, _BLOCK))
            if not block:
                return tr("its end is missing")
            checksum = zlib.crc32(block, checksum)
            rest -= len(block)
        stored = file.read(4)
        # Bit 5 of the first letter marks ancillary chunks, which a reader may ignore.
        critical = not kind[0] & 0x20
        if len(stored) == 4 and critical and stored != struct.pack(">I", checksum):
            return tr(
                "the checksum of its {decode} chunk does not match", decode=kind.decode("latin-1")
            )
        if kind == b"IEND":
            return "" if len(stored) == 4 else tr("its end is missing")


def without_large_chunks(file: bytes, max_profile_bytes: int) -> tuple[bytes, bool]:
    """Return a PNG without its texts, and without a colour profile that is too large.

    Parameters
    ----------
    file
        The bytes of the PNG.
    max_profile_bytes
        Most bytes of the profile; no more are decompressed.

    Returns
    -------
    data : bytes
        The other chunks.
    is_profile_left_out : bool
        Whether the profile is missing in it.

    Raises
    ------
    ValueError
        If the end of the file is missing.
    """
    chunks, is_left_out = [SIGNATURE], False
    for kind, data, checksum in iterate_chunks(file):
        if kind == b"iCCP" and _is_larger(data.partition(b"\0")[2][1:], max_profile_bytes):
            is_left_out = True
        elif kind not in _TEXTS:
            chunks += [struct.pack(">I", len(data)), kind, data, checksum]
    return b"".join(chunks), is_left_out


def _is_larger(compressed: bytes, size: int) -> bool:
    inflater = zlib.decompressobj()
    try:
        return len(inflater.decompress(compressed, size + 1)) > size
    except zlib.error:
        return False
