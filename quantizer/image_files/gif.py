"""The blocks of a GIF, and the pictures that a viewer shows when it plays them.

Pillow decodes the pixels of one block well, but its idea of disposal differs from that of all
browsers: it restores to the background colour, which they leave transparent. So each block goes
to it as a GIF of its own, and the pictures are put together here.

    blocks -> for each: dispose of the one before, decode, draw what is not transparent -> picture

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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_TO_BACKGROUND, _TO_PREVIOUS = 2, 3
_MS = 10
"""Milliseconds in the unit of a GIF's delays."""

_NO_CONTROL = (0, 0, -1)
"""Disposal, duration and transparent index of an image without a graphic control."""


@dataclass(frozen=True, slots=True)
class Block:
    """One image block and its graphic control.

    Parameters
    ----------
    left, top, width, height
        Where it lies on the logical screen, which it may exceed.
    file
        A GIF that holds nothing but its pixels.
    palette
        Its colours, uint8 (n, 3).
    transparent
        Index that is not drawn; -1 for none.
    disposal
        What becomes of it before the next one is drawn.
    duration
        Milliseconds that it shows.
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
class Screen:
    """A GIF taken apart.

    Parameters
    ----------
    width, height
        The logical screen.
    blocks
        Its images in their order.
    plays
        How often it plays in all; 0 for endlessly.
    is_cut
        Whether the file ends within a block.
    """

    width: int
    height: int
    blocks: tuple[Block, ...]
    plays: int
    is_cut: bool


def parse(data: bytes) -> Screen:
    """Take a GIF apart; one that ends early has the blocks that are complete.

    Raises
    ------
    ValueError
        If it has no complete image.
    """
    width, height, flags = struct.unpack("<HHB", data[6:11])
    position = 13
    common, position = _palette(data, position, flags)
    blocks: list[Block] = []
    plays = 1
    control: tuple[int, int, int] | None = None
    is_cut = False
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
        # What is complete is shown. Only the trailer may be missing, which loses nothing.
        is_cut = position < len(data) or control is not None
    if not blocks:
        raise ValueError("it has no complete image")
    return Screen(width, height, tuple(blocks), plays, is_cut)


def pictures(screen: Screen) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Yield each picture, uint8 (height, width, 4), and its duration in milliseconds."""
    canvas = np.zeros((screen.height, screen.width, 4), np.uint8)
    for block in screen.blocks:
        before = canvas.copy() if block.disposal == _TO_PREVIOUS else None
        area = canvas[
            min(block.top, screen.height) : block.top + block.height,
            min(block.left, screen.width) : block.left + block.width,
        ]
        _draw(block, area)
        yield canvas.copy(), block.duration
        if block.disposal == _TO_BACKGROUND:
            area[...] = 0
        elif before is not None:
            canvas = before


def _draw(block: Block, area: NDArray[np.uint8]) -> None:
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
) -> tuple[Block, int]:
    left, top, width, height, flags = struct.unpack("<4HB", data[position + 1 : position + 10])
    own, position = _palette(data, position + 10, flags)
    palette = own if len(own) else common
    start = position
    _, position = _sub_blocks(data, start + 1)
    # The palette does not matter here; 256 entries hold all indices there may be.
    file = b"".join(
        (
            b"GIF89a",
            struct.pack("<HHBBB", width, height, 0xF7, 0, 0),
            _ANY_PALETTE,
            struct.pack("<B4HB", _IMAGE, 0, 0, width, height, flags & 0x40),
            data[start:position],
            bytes([_TRAILER]),
        )
    )
    disposal, duration, transparent = control
    block = Block(left, top, width, height, file, palette, transparent, disposal, duration)
    return block, position


_ANY_PALETTE = bytes(level for n in range(256) for level in (n, 255 - n, 0))
"""A palette that is not grey, so that Pillow gives indices."""


def _palette(data: bytes, position: int, flags: int) -> tuple[NDArray[np.uint8], int]:
    if not flags & 0x80:
        return np.empty((0, 3), np.uint8), position
    length = 3 * (2 << (flags & 7))
    colors = np.frombuffer(data[position : position + length], np.uint8)
    return colors[: len(colors) // 3 * 3].reshape(-1, 3), position + length


def _control(payload: bytes) -> tuple[int, int, int]:
    flags, delay, transparent = struct.unpack("<BHB", payload[:4])
    return flags >> 2 & 7, _MS * delay, transparent if flags & 1 else -1


def _is_looping(payload: bytes) -> bool:
    return payload[:11] == b"NETSCAPE2.0" and len(payload) >= 14


def _sub_blocks(data: bytes, position: int) -> tuple[bytes, int]:
    """Return the joined sub-blocks at `position` and where they end."""
    parts = []
    while (length := data[position]) != 0:
        part = data[position + 1 : position + 1 + length]
        if len(part) < length:
            raise IndexError
        parts.append(part)
        position += 1 + length
    return b"".join(parts), position + 1
