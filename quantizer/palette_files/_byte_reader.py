"""A reader of numbers from bytes, for the binary formats, which never reads past their end."""

from __future__ import annotations

import struct

from quantizer.palette_files._codec import PaletteFormatError

from ..language import tr


class ByteReader:
    """Reads a file's bytes from the beginning to the end.

    Parameters
    ----------
    data
        The bytes.
    order
        ``">"`` for big-endian numbers, ``"<"`` for little-endian ones.
    """

    def __init__(self, data: bytes, order: str) -> None:
        self._data = data
        self._order = order
        self._position = 0

    @property
    def left(self) -> int:
        """Number of bytes that were not read yet."""
        return len(self._data) - self._position

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes.

        Raises
        ------
        PaletteFormatError
            If there are not so many; so do the other methods.
        """
        if count > self.left:
            raise PaletteFormatError(tr("its end is missing"))
        start = self._position
        self._position += count
        return self._data[start : self._position]

    def part(self, count: int) -> ByteReader:
        """Return a reader of the next `count` bytes, and move behind them."""
        return ByteReader(self.take(count), self._order)

    def rest(self) -> bytes:
        """Return all bytes that are left."""
        return self.take(self.left)

    def u8(self) -> int:
        """Return the next byte."""
        return self.take(1)[0]

    def u16(self) -> int:
        """Return the next number of 16 bits."""
        return int(struct.unpack(f"{self._order}H", self.take(2))[0])

    def u32(self) -> int:
        """Return the next number of 32 bits."""
        return int(struct.unpack(f"{self._order}I", self.take(4))[0])

    def float32(self) -> float:
        """Return the next number in IEEE 754 single precision."""
        return float(struct.unpack(f"{self._order}f", self.take(4))[0])

    def utf16(self, units: int) -> str:
        """Return the next text of `units` 16-bit units, without a NUL at its end."""
        codec = "utf-16-be" if self._order == ">" else "utf-16-le"
        return self.take(2 * units).decode(codec, "replace").rstrip("\0")
