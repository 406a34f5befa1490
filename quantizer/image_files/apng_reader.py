"""Parse an animated PNG, and compose the frames that a viewer shows.

Pillow blends translucent pixels wrongly with the frame below. So Pillow decodes each frame as a PNG
of its own, with the palette and the transparent colour, and the frames are composed here:

    chunks -> for each frame control chunk a PNG of its own -> decoded, in sRGB by the caller
           -> copied to the canvas or blended over it -> frame -> disposal

Source: PNG specification, third edition (W3C, 2025), 4.9 and 11.3.6 (acTL, fcTL, fdAT), 13.16
(alpha channel processing).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image_files.png_chunks import SIGNATURE, iterate_chunks, make_chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

_TO_BACKGROUND, _TO_PREVIOUS = 1, 2
_OVER = 1
_DEFAULT_DENOMINATOR = 100
"""Denominator of a delay, in fractions of a second, that stands for 0."""

_ANIMATION = {b"acTL", b"fcTL", b"fdAT"}
_COPIED = {b"PLTE": 768, b"tRNS": 256}
"""Chunks that every frame needs to be decoded, and their largest length in bytes.

All others would make the work grow with the number of frames times the size of the chunks.
"""

_STRIP_PIXELS = 1 << 18


@dataclass(frozen=True, slots=True)
class ApngFrame:
    """One frame as the file stores it: a rectangle of pixels.

    Parameters
    ----------
    left, top, width, height
        Its place on the canvas, in pixels.
    disposal
        Disposal method (dispose_op) before the next frame is drawn.
    blends
        Whether it is blended over the canvas (blend_op OVER) instead of replacing its pixels.
    duration
        Time that the frame shows, in milliseconds.
    head
        First chunks of a PNG file of this frame: header, palette, transparent colour.
    data
        Its compressed pixels, in the pieces that the file stores.
    """

    left: int
    top: int
    width: int
    height: int
    disposal: int
    blends: bool
    duration: int
    head: tuple[bytes, ...]
    data: tuple[bytes, ...]

    @property
    def file(self) -> bytes:
        """PNG file with the pixels of this frame only."""
        pixels = make_chunk(b"IDAT", b"".join(self.data))
        return b"".join((SIGNATURE, *self.head, pixels, make_chunk(b"IEND", b"")))

    def has_pixels_of(self, other: ApngFrame) -> bool:
        """Whether another frame stores the same pixels."""
        return self.data == other.data and self.head == other.head


@dataclass(frozen=True, slots=True)
class ParsedApng:
    """An animated PNG, its frames not yet decoded.

    Parameters
    ----------
    width, height
        Size of the canvas, in pixels.
    frames
        The stored frames in order, without a default image that is not part of the animation.
    plays
        How often the animation plays; 0 for endlessly.
    """

    width: int
    height: int
    frames: tuple[ApngFrame, ...]
    plays: int

    @property
    def data_bytes(self) -> int:
        """Bytes of the compressed pixels of all frames."""
        return sum(len(piece) for frame in self.frames for piece in frame.data)


def parse(data: bytes, most_frames: int | None = None) -> ParsedApng:
    """Parse the bytes of an animated PNG.

    Parameters
    ----------
    data
        The whole file.
    most_frames
        Number of frames after which parsing stops; None for no limit. One more than a limit is
        enough to know that it is exceeded.

    Raises
    ------
    ValueError
        If the chunks contradict each other, or frames are missing.
    """
    return _Parser(data, most_frames).parsed()


def compose_frames(
    parsed: ParsedApng, decode: Callable[[bytes], NDArray[np.uint8]]
) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Yield the pixels of each frame as shown, and its duration in milliseconds.

    Parameters
    ----------
    parsed
        The animation.
    decode
        Function from a PNG file to its pixels, uint8 (height, width, 4).

    Yields
    ------
    tuple of NDArray[np.uint8] and int
        Pixels of shape (height, width, 4): red, green, blue and alpha, not premultiplied. A frame
        that shows the same as the one before is the same array.
    """
    canvas = np.zeros((parsed.height, parsed.width, 4), np.uint8)
    shown: NDArray[np.uint8] | None = None  # the frame before, if the canvas still shows it
    decoded: tuple[ApngFrame, NDArray[np.uint8]] | None = None
    for frame in parsed.frames:
        before = canvas.copy() if frame.disposal == _TO_PREVIOUS else None
        place = (
            slice(frame.top, frame.top + frame.height),
            slice(frame.left, frame.left + frame.width),
        )
        area = canvas[place]
        if decoded is None or not frame.has_pixels_of(decoded[0]):
            decoded = frame, decode(frame.file)
        pixels = decoded[1]
        if frame.blends:
            _blend_over(area, pixels)
        else:
            area[...] = pixels
        if shown is None or not np.array_equal(area, shown[place]):
            shown = canvas.copy()
        yield shown, frame.duration
        if frame.disposal == _TO_BACKGROUND:
            area[...] = 0
            shown = None
        elif before is not None:
            canvas, shown = before, None


def _blend_over(area: NDArray[np.uint8], pixels: NDArray[np.uint8]) -> None:
    """Blend pixels over those of `area`, in place, strip by strip."""
    rows = max(1, _STRIP_PIXELS // area.shape[1])
    for top in range(0, len(area), rows):
        under, over = area[top : top + rows], pixels[top : top + rows]
        replaces = (over[..., 3] == 255) | (under[..., 3] == 0)
        mixes = ~replaces & (over[..., 3] != 0)
        under[replaces] = over[replaces]
        under[mixes] = _mixed(under[mixes], over[mixes])


def _mixed(under: NDArray[np.uint8], over: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the pixels `over` blended over `under`, both uint8 (n, 4), rounded.

    With u = 255 a_over and v = (255 - a_over) a_under, the colour is (u over + v under) / (u + v),
    and alpha is (u + v) / 255.
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
    """Iterates over the chunks once; a frame ends where the next frame control chunk begins."""

    def __init__(self, data: bytes, most_frames: int | None) -> None:
        self._data = data
        self._most_frames = most_frames
        self._header = b""
        self._colors: dict[bytes, bytes] = {}
        self._has_pixels = False
        self._count = 0
        self._plays = 0
        self._sequence = 0
        self._control: tuple[int, ...] | None = None
        self._pixels: list[bytes] = []
        self._frames: list[ApngFrame] = []

    def parsed(self) -> ParsedApng:
        """Return the animation."""
        for kind, data, checksum in iterate_chunks(self._data):
            if len(self._frames) == self._most_frames:
                self._count = min(self._count, len(self._frames))
                break
            _check(kind, data, checksum)
            self._add(kind, data)
        else:
            self._finish()
        if len(self._frames) < max(1, self._count):
            raise ValueError(f"it holds {len(self._frames)} of its {self._count} frames")
        width, height = _unpack(">II", self._header[:8])
        return ParsedApng(width, height, tuple(self._frames[: self._count]), self._plays)

    def _add(self, kind: bytes, data: bytes) -> None:
        """Take in the next chunk."""
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
            self._has_pixels = True
            if self._control:
                self._pixels.append(data)
        elif not self._has_pixels and kind in _COPIED:
            self._colors[kind] = make_chunk(kind, data[: _COPIED[kind]])

    def _follow(self, number: int) -> None:
        if number != self._sequence:
            raise ValueError("its frames are out of order")
        self._sequence += 1

    def _finish(self) -> None:
        """Make a frame of the last frame control chunk and the data that followed it."""
        if self._control is None:
            return
        _, width, height, left, top, numerator, denominator, disposal, blend = self._control
        across, down = _unpack(">II", self._header[:8])
        if not width or not height or left + width > across or top + height > down:
            raise ValueError(f"frame {len(self._frames) + 1} does not lie within the image")
        if not self._pixels:
            raise ValueError(f"frame {len(self._frames) + 1} has no pixels")
        header = struct.pack(">II", width, height) + self._header[8:]
        head = (make_chunk(b"IHDR", header), *self._colors.values())
        duration = round(1000 * numerator / (denominator or _DEFAULT_DENOMINATOR))
        blends, data = blend == _OVER, tuple(self._pixels)
        frame = ApngFrame(left, top, width, height, disposal, blends, duration, head, data)
        self._frames.append(frame)
        self._control, self._pixels = None, []


def _unpack(pattern: str, data: bytes) -> tuple[int, ...]:
    if len(data) != struct.calcsize(pattern):
        raise ValueError("one of its chunks has the wrong length")
    return struct.unpack(pattern, data)


def _check(kind: bytes, data: bytes, checksum: bytes) -> None:
    # `find_damage` has checked the other chunks, when the first frame was read.
    if kind in _ANIMATION and checksum != struct.pack(">I", zlib.crc32(kind + data)):
        raise ValueError(f"the checksum of its {kind.decode()} chunk does not match")
