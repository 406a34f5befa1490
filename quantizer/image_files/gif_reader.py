"""Parse a GIF, and compose the frames that a viewer shows.

Pillow decodes the pixels of one image block well, but disposes of it otherwise than all browsers:
it restores to the background colour, which browsers leave transparent. So Pillow decodes each block
as a GIF of its own, and the frames are composed here:

    blocks -> each one decoded -> its opaque pixels copied to the canvas -> frame -> disposal

A block may be far larger than the screen. Its rows below the screen are not decoded.

Source: GIF89a specification, 18 to 27; the NETSCAPE 2.0 looping extension. As in browsers, the
background is transparent, and a loop count of n means n repetitions after the first play.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow

from quantizer.image_files.lzw import ANY_PALETTE
from quantizer.image_files.pillow import pillow_limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_HEAD = 13
"""Bytes of the signature and the logical screen descriptor."""
_DESCRIPTOR = 10
"""Bytes of an image descriptor."""
_INTERLACED = 0x40
_PASSES = ((0, 8), (4, 8), (2, 4), (1, 2))
"""First row and distance of the rows of each pass of an interlaced image."""
_CONTROL, _APPLICATION = 0xF9, 0xFF
_TO_BACKGROUND, _TO_PREVIOUS = 2, 3
_DELAY_UNIT = 10
"""Milliseconds."""

_NO_CONTROL = (0, 0, -1)
"""Disposal, duration and transparent index of an image without a graphic control extension."""


@dataclass(frozen=True, slots=True)
class ImageBlock:
    """One image block with its graphic control extension.

    Parameters
    ----------
    left, top, width, height
        Its place on the logical screen, in pixels; it may extend beyond.
    rows
        Stored rows that are decoded: those down to the last one on the screen.
    is_interlaced
        Whether the rows are stored in four passes.
    data
        Its compressed pixels, in sub-blocks.
    palette
        Its colours, uint8 (n, 3).
    transparent
        Index that is not drawn, or -1.
    disposal
        Disposal method before the next block is drawn.
    duration
        Time that the frame shows, in milliseconds.
    """

    left: int
    top: int
    width: int
    height: int
    rows: int
    is_interlaced: bool
    data: bytes
    palette: NDArray[np.uint8]
    transparent: int
    disposal: int
    duration: int

    @property
    def decoded_pixels(self) -> int:
        """Number of pixels that are decoded, those beyond the screen's right edge included."""
        return self.width * self.rows

    @property
    def file(self) -> bytes:
        """GIF file with the decoded rows of this block only, in the order in which it stores them.

        An interlaced block that is decoded whole stays interlaced.
        """
        flags = _INTERLACED if self.is_interlaced and self.rows == self.height else 0
        # Only the indices matter here, and 256 entries have room for all of them.
        screen = struct.pack("<6sHHBBB", b"GIF89a", self.width, self.rows, 0xF7, 0, 0)
        head = struct.pack("<B4HB", _IMAGE, 0, 0, self.width, self.rows, flags)
        return b"".join((screen, ANY_PALETTE, head, self.data, bytes([_TRAILER])))


@dataclass(frozen=True, slots=True)
class ParsedGif:
    """A GIF, its image blocks not yet decoded.

    Parameters
    ----------
    width, height
        Size of the logical screen, in pixels.
    blocks
        The complete image blocks in order.
    plays
        How often the animation plays; 0 for endlessly.
    is_truncated
        Whether the file ends within a block.
    """

    width: int
    height: int
    blocks: tuple[ImageBlock, ...]
    plays: int
    is_truncated: bool

    @property
    def data_bytes(self) -> int:
        """Bytes of the compressed pixels of all blocks."""
        return sum(len(block.data) for block in self.blocks)

    @property
    def pixels_off_screen(self) -> int:
        """Number of pixels that are decoded in excess of the screen, of all blocks together."""
        screen = self.width * self.height
        return sum(max(0, block.decoded_pixels - screen) for block in self.blocks)


def parse(data: bytes, most_blocks: int | None = None) -> ParsedGif:
    """Parse the bytes of a GIF; of a truncated one the complete image blocks are returned.

    Parameters
    ----------
    data
        The whole file.
    most_blocks
        Number of image blocks after which parsing stops; None for no limit. One more than a limit
        on frames is enough to know that it is exceeded.

    Raises
    ------
    ValueError
        If there is no complete image block.
    """
    width, height, flags = struct.unpack("<HHB", data[6:11])
    screen = width, height
    common, position = _palette(data, _HEAD, flags)
    blocks: list[ImageBlock] = []
    plays = 1
    control: tuple[int, int, int] | None = None
    is_truncated = False
    try:
        while data[position] != _TRAILER and len(blocks) != most_blocks:
            if data[position] == _EXTENSION:
                label = data[position + 1]
                payload, position = _sub_blocks(data, position + 2)
                if label == _CONTROL and len(payload) >= 4:
                    control = _control(payload)
                elif label == _APPLICATION and _is_looping(payload):
                    count = struct.unpack("<H", payload[12:14])[0]
                    plays = count + 1 if count else 0
            elif data[position] == _IMAGE:
                block, position = _block(data, position, common, control or _NO_CONTROL, screen)
                blocks.append(block)
                control = None
            else:
                position += 1
    except (IndexError, struct.error):
        # If only the trailer is missing, no frame is lost.
        is_truncated = position < len(data) or control is not None
    if not blocks:
        raise ValueError("it has no complete image")
    return ParsedGif(width, height, tuple(blocks), plays, is_truncated)


def count_images(data: bytes, most: int) -> int:
    """Return the number of image blocks in the bytes of a GIF, complete or not, up to `most`."""
    count = 0
    try:
        _, position = _palette(data, _HEAD, data[10])
        while data[position] != _TRAILER and count < most:
            if data[position] == _EXTENSION:
                position = _end_of_sub_blocks(data, position + 2)
            elif data[position] == _IMAGE:
                flags = data[position + _DESCRIPTOR - 1]
                count += 1
                _, position = _palette(data, position + _DESCRIPTOR, flags)
                position = _end_of_sub_blocks(data, position + 1)
            else:
                position += 1
    except IndexError:
        pass  # the file is cut short
    return count


def compose_frames(parsed: ParsedGif) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Yield each frame as shown, uint8 (height, width, 4), and its duration in milliseconds.

    A frame that shows the same as the one before is the same array.
    """
    canvas = np.zeros((parsed.height, parsed.width, 4), np.uint8)
    shown: NDArray[np.uint8] | None = None  # the frame before, if the canvas still shows it
    for block in parsed.blocks:
        before = canvas.copy() if block.disposal == _TO_PREVIOUS else None
        place = (
            slice(min(block.top, parsed.height), block.top + block.height),
            slice(min(block.left, parsed.width), block.left + block.width),
        )
        area = canvas[place]
        _draw(block, area)
        if shown is None or not np.array_equal(area, shown[place]):
            shown = canvas.copy()
        yield shown, block.duration
        if block.disposal == _TO_BACKGROUND:
            area[...] = 0
            shown = None
        elif before is not None:
            canvas, shown = before, None


def _draw(block: ImageBlock, area: NDArray[np.uint8]) -> None:
    if not area.size:
        return
    with (
        pillow_limits(block.decoded_pixels),
        Pillow.open(io.BytesIO(block.file), "r", ("GIF",)) as image,
    ):
        indices = np.asarray(image)
    if block.is_interlaced and block.rows < block.height:
        indices = _deinterlaced(indices, block.height, len(area))
    indices = indices[: area.shape[0], : area.shape[1]]
    colors = np.zeros((256, 4), np.uint8)
    colors[: len(block.palette), :3] = block.palette
    colors[:, 3] = 255
    drawn = indices != block.transparent
    area[drawn] = colors[indices[drawn]]


def _deinterlaced(stored: NDArray[np.uint8], height: int, rows: int) -> NDArray[np.uint8]:
    """Return the first rows of an interlaced image, of which only the first rows are stored."""
    order = _interlaced_order(height)[: len(stored)]
    shown = order < rows
    indices = np.zeros((rows, stored.shape[1]), np.uint8)
    indices[order[shown]] = stored[shown]
    return indices


def _interlaced_order(height: int) -> NDArray[np.intp]:
    """Return the numbers of the rows of an interlaced image in the order of the file."""
    return np.concatenate([np.arange(first, height, step) for first, step in _PASSES])


def _rows_to_decode(height: int, visible: int, *, is_interlaced: bool) -> int:
    """Return how many stored rows hold the first `visible` ones of a block."""
    if visible >= height:
        return height
    if not (is_interlaced and visible):
        return visible
    return int(np.flatnonzero(_interlaced_order(height) < visible)[-1]) + 1


def _block(
    data: bytes,
    position: int,
    common: NDArray[np.uint8],
    control: tuple[int, int, int],
    screen: tuple[int, int],
) -> tuple[ImageBlock, int]:
    left, top, width, height, flags = struct.unpack("<4HB", data[position + 1 : position + 10])
    own, position = _palette(data, position + 10, flags)
    palette = own if len(own) else common
    start = position
    position = _end_of_sub_blocks(data, start + 1)
    is_interlaced = bool(flags & _INTERLACED)
    disposal, duration, transparent = control
    visible = max(0, screen[1] - top) if left < screen[0] else 0
    block = ImageBlock(
        *(left, top, width, height),
        rows=_rows_to_decode(height, visible, is_interlaced=is_interlaced),
        is_interlaced=is_interlaced,
        data=data[start:position],
        palette=palette,
        transparent=transparent,
        disposal=disposal,
        duration=duration,
    )
    return block, position


def _palette(data: bytes, position: int, flags: int) -> tuple[NDArray[np.uint8], int]:
    if not flags & 0x80:
        return np.empty((0, 3), np.uint8), position
    length = 3 * (2 << (flags & 7))
    colors = np.frombuffer(data[position : position + length], np.uint8)
    return colors[: len(colors) // 3 * 3].reshape(-1, 3), position + length


def _control(payload: bytes) -> tuple[int, int, int]:
    flags, delay, transparent = struct.unpack("<BHB", payload[:4])
    return flags >> 2 & 7, _DELAY_UNIT * delay, transparent if flags & 1 else -1


def _is_looping(payload: bytes) -> bool:
    return payload[:11] == b"NETSCAPE2.0" and len(payload) >= 14


def _sub_blocks(data: bytes, position: int) -> tuple[bytes, int]:
    """Return the joined data of the sub-blocks at `position`, and the position after them."""
    parts = []
    end = _end_of_sub_blocks(data, position)
    while (length := data[position]) != 0:
        parts.append(data[position + 1 : position + 1 + length])
        position += 1 + length
    return b"".join(parts), end


def _end_of_sub_blocks(data: bytes, position: int) -> int:
    """Return the position after the sub-blocks at `position`; IndexError if they are cut short."""
    while (length := data[position]) != 0:
        position += 1 + length
    return position + 1
