"""Parse a GIF, and compose the frames that a viewer shows.

Pillow decodes the pixels of one image block well, but disposes of it otherwise than all browsers:
it restores to the background colour, which browsers leave transparent. So Pillow decodes each block
as a GIF of its own, and the frames are composed here:

    blocks -> each one decoded -> its opaque pixels copied to the canvas -> frame -> disposal

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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
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
    file
        GIF file with the pixels of this block only.
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
    file: bytes
    palette: NDArray[np.uint8]
    transparent: int
    disposal: int
    duration: int


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


def parse(data: bytes) -> ParsedGif:
    """Parse the bytes of a GIF; of a truncated one the complete image blocks are returned.

    Raises
    ------
    ValueError
        If there is no complete image block.
    """
    width, height, flags = struct.unpack("<HHB", data[6:11])
    position = 13
    common, position = _palette(data, position, flags)
    blocks: list[ImageBlock] = []
    plays = 1
    control: tuple[int, int, int] | None = None
    is_truncated = False
    try:
        while data[position] != _TRAILER:
            if data[position] == _EXTENSION:
                label = data[position + 1]
                payload, position = _sub_blocks(data, position + 2)
                if label == _CONTROL and len(payload) >= 4:
                    control = _control(payload)
                elif label == _APPLICATION and _is_looping(payload):
                    count = struct.unpack("<H", payload[12:14])[0]
                    plays = count + 1 if count else 0
            elif data[position] == _IMAGE:
                block, position = _block(data, position, common, control or _NO_CONTROL)
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


def compose_frames(parsed: ParsedGif) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Yield each frame as shown, uint8 (height, width, 4), and its duration in milliseconds."""
    canvas = np.zeros((parsed.height, parsed.width, 4), np.uint8)
    for block in parsed.blocks:
        before = canvas.copy() if block.disposal == _TO_PREVIOUS else None
        area = canvas[
            min(block.top, parsed.height) : block.top + block.height,
            min(block.left, parsed.width) : block.left + block.width,
        ]
        _draw(block, area)
        yield canvas.copy(), block.duration
        if block.disposal == _TO_BACKGROUND:
            area[...] = 0
        elif before is not None:
            canvas = before


def _draw(block: ImageBlock, area: NDArray[np.uint8]) -> None:
    if not area.size:
        return
    with Pillow.open(io.BytesIO(block.file), "r", ("GIF",)) as image:
        indices = np.asarray(image)[: area.shape[0], : area.shape[1]]
    colors = np.zeros((256, 4), np.uint8)
    colors[: len(block.palette), :3] = block.palette
    colors[:, 3] = 255
    drawn = indices != block.transparent
    area[drawn] = colors[indices[drawn]]


def _block(
    data: bytes, position: int, common: NDArray[np.uint8], control: tuple[int, int, int]
) -> tuple[ImageBlock, int]:
    left, top, width, height, flags = struct.unpack("<4HB", data[position + 1 : position + 10])
    own, position = _palette(data, position + 10, flags)
    palette = own if len(own) else common
    start = position
    _, position = _sub_blocks(data, start + 1)
    # Only the indices matter here, and 256 entries have room for all of them.
    screen = struct.pack("<6sHHBBB", b"GIF89a", width, height, 0xF7, 0, 0)
    head = struct.pack("<B4HB", _IMAGE, 0, 0, width, height, flags & 0x40)
    file = b"".join((screen, ANY_PALETTE, head, data[start:position], bytes([_TRAILER])))
    disposal, duration, transparent = control
    block = ImageBlock(left, top, width, height, file, palette, transparent, disposal, duration)
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
    while (length := data[position]) != 0:
        part = data[position + 1 : position + 1 + length]
        if len(part) < length:
            raise IndexError
        parts.append(part)
        position += 1 + length
    return b"".join(parts), position + 1
