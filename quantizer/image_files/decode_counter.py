"""Counts the colours of a large image in another thread while it is being decoded.

Decoding takes one core, and counting can keep up with it on another:

    Pillow asks for the next bytes -> `DecodeCounter.look`: strips of rows that are complete by now
        -> the other thread adds their pixels to a `ColorTable` -> the last rows -> `Histogram`
"""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Self

from quantizer.image.histogram import TABLE_PIXELS, ColorTable
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from quantizer.image.histogram import Histogram
    from quantizer.image_files.in_place import InPlaceDecode

_STRIP = 1 << 16
"""Pixels that are counted at once: little memory, since the whole image is in memory, too."""


class DecodeCounter:
    """Counts the colours of the image that is decoded while the context is open.

    Parameters
    ----------
    in_place
        Where it is decoded; `supports` must be true for it.
    """

    def __init__(self, in_place: InPlaceDecode) -> None:
        self._pixels = in_place.pixels
        self._height, width = self._pixels.shape[:2]
        self._step = max(1, _STRIP // width)
        self._top = 0
        self._strips: SimpleQueue[slice | None] = SimpleQueue()
        self._table: ColorTable | None = None
        self._thread = threading.Thread(target=self._count, daemon=True)

    @staticmethod
    def supports(in_place: InPlaceDecode) -> bool:
        """Return whether counting now is quicker than later, and rows are decoded in order."""
        height, width = in_place.pixels.shape[:2]
        return in_place.decodes_opaque_rows and height * width >= TABLE_PIXELS

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._top < self._height:
            self._strips.put(slice(self._top, self._height))
        self._strips.put(None)
        self._thread.join()

    def look(self) -> None:
        """Have the rows counted that were completed since the last call."""
        bottom = self._top + self._step
        # Pillow sets the fourth byte when it writes a pixel.
        while bottom <= self._height and self._pixels[bottom - 1, -1, 3]:
            self._strips.put(slice(self._top, bottom))
            self._top, bottom = bottom, bottom + self._step

    def histogram(self, progress: Progress = SILENT) -> Histogram | None:
        """Return the colours of the image, decoded by now; None if counting them failed."""
        return None if self._table is None else self._table.histogram(progress)

    def _count(self) -> None:
        try:
            table = ColorTable()
            while (strip := self._strips.get()) is not None:
                for start in range(strip.start, strip.stop, self._step):
                    rows = slice(start, min(start + self._step, strip.stop))
                    table.add(self._pixels[rows].view("<u4"))
        except MemoryError:
            return  # whoever needs the histogram counts again, and tells of a lack of memory
        self._table = table
