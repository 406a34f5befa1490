"""Where a picture wants to be dithered, and where it is better left alone.

    steps between neighbours -> sharp edges: little
                             -> flat areas: nothing
                             -> all else, smooth or textured: the usual
                             -> the bands of a gradient: fully

A pixel is *flat* if it equals a neighbour beside it and one above or below. A smooth gradient of
8 bits is made of flat bands, too; so blocks that show steps of a few levels, and no edge, count as
a gradient, and so do the blocks that are near them with no edge between. Where a gradient ends at
an edge, within a block, its pixels are told by their colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer import parallel
from quantizer.contrast import steps_between
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

FULL = 255
"""The picture wants to be dithered here, without any loss."""

USUAL = 217
"""As much as is good for most of a picture: 0.85 of the full share."""

FLAT = 0
"""Not at all."""

_BLOCK = 8
"""Pixels a side of a block; what is true of any of them is asked eight at a time."""

_STRIP = 1 << 18
"""Pixels that a thread looks at in one go."""

_BAND = 4
"""Blocks from such a step to the middle of a band, at most."""

_EDGE, _SHARP = 48, 96
"""Levels: from the first on a step is an edge, from the second on a sharp one."""

_AT_EDGES = 0.35
"""Share of the usual at a sharp edge."""

_ALIKE = 16
"""Levels within which a flat pixel beside a gradient belongs to it."""

_AROUND = tuple((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right)


def _by_step() -> NDArray[np.uint8]:
    """Return the reception of pixels that are not flat, by the largest step beside them."""
    sharpness = np.clip((np.arange(256) - _EDGE) / (_SHARP - _EDGE), 0, 1)
    return np.rint(USUAL * (1 - (1 - _AT_EDGES) * sharpness)).astype(np.uint8)


_RECEPTION = _by_step()


def measure_reception(
    pixels: NDArray[np.unsignedinteger[Any]],
    progress: Progress = SILENT,
    threads: int | None = None,
) -> NDArray[np.uint8]:
    """Return how much each pixel wants to be dithered.

    Parameters
    ----------
    pixels
        (height, width), C-contiguous: packed colours, a byte for each channel.
    progress
        Told the share of pixels done.
    threads
        Most threads at work; the result does not depend on it.

    Returns
    -------
    ndarray
        uint8 (height, width), `FLAT` to `FULL`.
    """
    height, width = pixels.shape
    rows = max(1, _STRIP // width // _BLOCK) * _BLOCK
    strips = [slice(top, min(height, top + rows)) for top in range(0, height, rows)]
    reception = np.empty((height, width), np.uint8)
    shape = (-(-height // _BLOCK), -(-width // _BLOCK))
    smooth, edgy, even = (np.zeros(shape, np.bool_) for _ in range(3))

    def look(strip: slice) -> None:
        steps, level, small = steps_between(pixels, strip)
        place = slice(strip.start // _BLOCK, -(-strip.stop // _BLOCK))
        smooth[place], edgy[place] = _any_in_blocks(small), _any_in_blocks(steps > _EDGE)
        even[place] = _any_in_blocks(level)
        part = reception[strip]
        _RECEPTION.take(steps, out=part, mode="clip")
        part[level] = FLAT

    parallel.run(look, strips, threads, progress.between(0, 0.8))
    gradient = _spread(smooth & ~edgy, ~edgy)
    for strip in strips:
        progress.check()
        _dither_bands(reception[strip], gradient[strip.start // _BLOCK :])
    _dither_borders(reception, pixels, gradient, edgy & even)
    return reception


def _any_in_blocks(pixels: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which blocks hold a pixel that is true."""
    height, width = pixels.shape
    blocks = -(-height // _BLOCK), -(-width // _BLOCK)
    whole = np.zeros((blocks[0] * _BLOCK, blocks[1] * _BLOCK), np.bool_)
    whole[:height, :width] = pixels
    rows = np.bitwise_or.reduce(whole.reshape(blocks[0], _BLOCK, -1), axis=1)
    return np.asarray(rows.view(np.uint64) != 0)


def _spread(blocks: NDArray[np.bool_], room: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the blocks and those near them that are reached through `room`."""
    for _ in range(_BAND):
        wide = np.pad(blocks, 1)
        tall = wide[:, :-2] | wide[:, 1:-1] | wide[:, 2:]
        blocks = (tall[:-2] | tall[1:-1] | tall[2:]) & room | blocks
    return blocks


def _dither_bands(reception: NDArray[np.uint8], gradient: NDArray[np.bool_]) -> None:
    """Have flat pixels of a strip dithered where their block is of a gradient."""
    height, width = reception.shape
    for block, top in enumerate(range(0, height, _BLOCK)):
        if gradient[block].any():
            part = reception[top : top + _BLOCK]
            within = np.repeat(gradient[block], _BLOCK)[:width]
            part[(part == FLAT) & within] = FULL


def _dither_borders(
    reception: NDArray[np.uint8],
    pixels: NDArray[np.unsignedinteger[Any]],
    gradient: NDArray[np.bool_],
    blocks: NDArray[np.bool_],
) -> None:
    """Have flat pixels of blocks with edges dithered if a gradient beside has their colour."""
    height, width = pixels.shape
    wide = np.pad(gradient, 1)
    inner = np.arange(_BLOCK)
    for down, right in _AROUND:
        beside = wide[1 + down : 1 + down + len(blocks), 1 + right : 1 + right + blocks.shape[1]]
        block_rows, block_columns = np.nonzero(beside & blocks)
        if not len(block_rows):
            continue
        # Pixels beyond the picture are those at its border, once more.
        rows = np.minimum(block_rows[:, None] * _BLOCK + inner, height - 1)[:, :, None]
        columns = np.minimum(block_columns[:, None] * _BLOCK + inner, width - 1)[:, None, :]
        middle_rows = (block_rows + down) * _BLOCK + _BLOCK // 2
        middle_columns = (block_columns + right) * _BLOCK + _BLOCK // 2
        colors = _channels(pixels[rows, columns])
        middles = pixels[np.minimum(middle_rows, height - 1), np.minimum(middle_columns, width - 1)]
        distance = np.abs(colors - _channels(middles)[:, None, None]).max(axis=-1)
        part = reception[rows, columns]
        reception[rows, columns] = np.where((part == FLAT) & (distance <= _ALIKE), FULL, part)


def _channels(pixels: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.int16]:
    """Return the channels of packed colours, int16 (..., channels)."""
    found = np.ascontiguousarray(pixels).view(np.uint8).reshape(*pixels.shape, pixels.itemsize)
    return found.astype(np.int16)
