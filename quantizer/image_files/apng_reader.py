"""The chunks of an animated PNG, and the pictures that a viewer shows when it plays them.

Pillow mixes soft pixels wrongly with what lies under them. So each frame goes to it as a PNG of
its own, with all that the file says of its colours, and the pictures are put together here.

    chunks -> for each frame control: a PNG of its own -> decoded, in sRGB
           -> drawn or laid over the canvas -> picture -> disposed of

Source: PNG specification, third edition (W3C, 2025), 4.9 and 11.3.6 (acTL, fcTL, fdAT), 13.16
(alpha channel processing).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image_files.chunks import SIGNATURE
from quantizer.image_files.raster import chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

_TO_BACKGROUND, _TO_PREVIOUS = 1, 2
_OVER = 1
_PER_SECOND = 100
"""Units in a second where a frame control says none."""

_ANIMATION = {b"acTL", b"fcTL", b"fdAT"}
_WHOLE_PICTURE = {b"eXIf", b"tEXt", b"zTXt", b"iTXt"}
"""Chunks that matter to the file as a whole, and not to how a frame is decoded."""

_STRIP_PIXELS = 1 << 18


@dataclass(frozen=True, slots=True)
class Layer:
    """One frame control and its image data.

    Parameters
    ----------
    left, top, width, height
        Where it lies on the canvas.
    disposal
        What becomes of it before the next one is drawn.
    is_over
        Whether it is laid over what is there, and does not take its place.
    duration
        Milliseconds that it shows.
    file
        A PNG that holds nothing but its pixels.
    """

    left: int
    top: int
    width: int
    height: int
    disposal: int
    is_over: bool
    duration: int
    file: bytes


@dataclass(frozen=True, slots=True)
class MovingPng:
    """An animated PNG taken apart.

    Parameters
    ----------
    width, height
        The canvas.
    layers
        Its frames in their order; a picture for viewers that cannot play it is not among them.
    plays
        How often it plays in all; 0 for endlessly.
    """

    width: int
    height: int
    layers: tuple[Layer, ...]
    plays: int


def parse(data: bytes) -> MovingPng:
    """Take an animated PNG apart.

    Raises
    ------
    ValueError
        If its chunks contradict each other or frames are missing.
    """
    return _Parser(data).parsed()


def pictures(
    moving: MovingPng, decode: Callable[[bytes], NDArray[np.uint8]]
) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Yield each picture, uint8 (height, width, 4), and its duration in milliseconds.

    Parameters
    ----------
    moving
        The frames.
    decode
        Returns the pixels of a PNG, uint8 (height, width, 4).
    """
    canvas = np.zeros((moving.height, moving.width, 4), np.uint8)
    for number, layer in enumerate(moving.layers):
        disposal = layer.disposal
        if number == 0 and disposal == _TO_PREVIOUS:
            disposal = _TO_BACKGROUND  # there is nothing before it
        before = canvas.copy() if disposal == _TO_PREVIOUS else None
        rows = slice(layer.top, layer.top + layer.height)
        area = canvas[rows, layer.left : layer.left + layer.width]
        pixels = decode(layer.file)
        if layer.is_over:
            _lay_over(area, pixels)
        else:
            area[...] = pixels
        yield canvas.copy(), layer.duration
        if disposal == _TO_BACKGROUND:
            area[...] = 0
        elif before is not None:
            canvas = before


def _lay_over(area: NDArray[np.uint8], pixels: NDArray[np.uint8]) -> None:
    """Lay pixels over those of `area`, in place, strip by strip."""
    rows = max(1, _STRIP_PIXELS // area.shape[1])
    for top in range(0, len(area), rows):
        under, over = area[top : top + rows], pixels[top : top + rows]
        replaces = (over[..., 3] == 255) | (under[..., 3] == 0)
        mixes = ~replaces & (over[..., 3] != 0)
        under[replaces] = over[replaces]
        under[mixes] = _mixed(under[mixes], over[mixes])


def _mixed(under: NDArray[np.uint8], over: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return soft pixels over others, uint8 (n, 4), rounded.

    With the opacities as integers, u = 255 a_over and v = (255 - a_over) a_under, the colour is
    (u over + v under) / (u + v), and the opacity (u + v) / 255.
    """
    top, bottom = over.astype(np.int32), under.astype(np.int32)
    u = 255 * top[:, 3:]
    v = (255 - top[:, 3:]) * bottom[:, 3:]
    total = u + v
    mixed = np.empty_like(over)
    mixed[...] = (u * top + v * bottom + total // 2) // total
    mixed[:, 3:] = (total + 127) // 255
    return mixed


class _Parser:
    """Goes through the chunks once; each frame is finished by the next one's control."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._header = b""
        self._colors: list[bytes] = []
        self._count = 0
        self._plays = 0
        self._sequence = 0
        self._control: tuple[int, ...] | None = None
        self._pixels: list[bytes] = []
        self._layers: list[Layer] = []

    def parsed(self) -> MovingPng:
        """Return what the file holds."""
        has_pixels = False
        for kind, data in _chunks(self._data):
            if kind == b"IHDR":
                self._header = data
            elif kind == b"acTL":
                self._count, self._plays = _unpack(">II", data)
            elif kind == b"fcTL":
                self._finish()
                self._control = _unpack(">5IHHBB", data)
                self._follow(self._control[0])
            elif kind == b"fdAT":
                self._follow(_unpack(">I", data[:4])[0])
                self._pixels.append(data[4:])
            elif kind == b"IDAT":
                has_pixels = True
                if self._control:
                    self._pixels.append(data)
            elif not has_pixels and kind not in _ANIMATION | _WHOLE_PICTURE:
                self._colors.append(chunk(kind, data))
        self._finish()
        if len(self._layers) < max(1, self._count):
            raise ValueError(f"it holds {len(self._layers)} of its {self._count} frames")
        width, height = _unpack(">II", self._header[:8])
        return MovingPng(width, height, tuple(self._layers[: self._count]), self._plays)

    def _follow(self, number: int) -> None:
        if number != self._sequence:
            raise ValueError("its frames are out of order")
        self._sequence += 1

    def _finish(self) -> None:
        """Make a layer of the frame control and the data that came after it."""
        if self._control is None:
            return
        _, width, height, left, top, numerator, denominator, disposal, blend = self._control
        across, down = _unpack(">II", self._header[:8])
        if not width or not height or left + width > across or top + height > down:
            raise ValueError(f"frame {len(self._layers) + 1} does not lie within the picture")
        if not self._pixels:
            raise ValueError(f"frame {len(self._layers) + 1} has no pixels")
        header = struct.pack(">II", width, height) + self._header[8:]
        parts = [SIGNATURE, chunk(b"IHDR", header), *self._colors]
        parts += [chunk(b"IDAT", b"".join(self._pixels)), chunk(b"IEND", b"")]
        duration = round(1000 * numerator / (denominator or _PER_SECOND))
        file = b"".join(parts)
        layer = Layer(left, top, width, height, disposal, blend == _OVER, duration, file)
        self._layers.append(layer)
        self._control, self._pixels = None, []


def _unpack(pattern: str, data: bytes) -> tuple[int, ...]:
    if len(data) != struct.calcsize(pattern):
        raise ValueError("one of its chunks has the wrong length")
    return struct.unpack(pattern, data)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and data of each chunk up to the end of the image."""
    position = len(SIGNATURE)
    while True:
        if position + 12 > len(data):
            raise ValueError("its end is missing")
        length, kind = struct.unpack(">I4s", data[position : position + 8])
        content = data[position + 8 : position + 8 + length]
        stored = data[position + 8 + length : position + 12 + length]
        if len(stored) < 4:
            raise ValueError("its end is missing")
        # The other chunks were looked at when the first picture was read.
        if kind in _ANIMATION and stored != struct.pack(">I", zlib.crc32(kind + content)):
            raise ValueError(f"the checksum of its {kind.decode()} chunk does not match")
        if kind == b"IEND":
            return
        yield kind, content
        position += 12 + length
