"""A PNG's checksums, which Pillow does not compare for the image data.

Source: PNG specification, third edition, 5.3 (chunk layout) and 5.4 (CRC).
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.image_files.stream import Stream

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BLOCK = 1 << 18


def find_damage(file: Stream) -> str:
    """Return what is wrong with the chunks of a PNG, or nothing.

    Parameters
    ----------
    file
        The PNG; read from its start. Whatever follows its end chunk is ignored.
    """
    file.seek(len(SIGNATURE))
    while True:
        head = file.read(8)
        if len(head) < 8:
            return "its end is missing"
        length, kind = struct.unpack(">I4s", head)
        checksum = zlib.crc32(kind)
        rest = length
        while rest:
            block = file.read(min(rest, _BLOCK))
            if not block:
                return "its end is missing"
            checksum = zlib.crc32(block, checksum)
            rest -= len(block)
        stored = file.read(4)
        # Bit 5 of the first letter marks chunks that a reader may do without.
        critical = not kind[0] & 0x20
        if len(stored) == 4 and critical and stored != struct.pack(">I", checksum):
            return f"the checksum of its {kind.decode('latin-1')} chunk does not match"
        if kind == b"IEND":
            return "" if len(stored) == 4 else "its end is missing"
