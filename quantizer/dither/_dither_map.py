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
from quantizer.image.local_contrast import steps_between
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

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

_REACH = 64
"""Blocks over which a plateau is followed, at most."""

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
    smooth, edgy, even, whole = (np.zeros(shape, np.bool_) for _ in range(4))

    def look(strip: slice) -> None:
        steps, level, small = steps_between(pixels, strip)
        place = slice(strip.start // _BLOCK, -(-strip.stop // _BLOCK))
        smooth[place], edgy[place] = _any_in_blocks(small), _any_in_blocks(steps > _EDGE)
        even[place], whole[place] = _any_in_blocks(level), ~_any_in_blocks(~level)
        part = reception[strip]
        _RECEPTION.take(steps, out=part, mode="clip")
        part[level] = FLAT

    parallel.run(look, strips, threads, progress.between(0, 0.8))
    slopes = smooth & ~edgy
    gradient = _spread(slopes, ~edgy)
    whole &= ~smooth
    plateaus = _plateaus(pixels, slopes, whole & gradient, whole & ~gradient, ~edgy)
    gradient &= ~plateaus
    for strip in strips:
        progress.check()
        _dither_bands(reception[strip], gradient[strip.start // _BLOCK :])
    _dither_borders(reception, pixels, gradient, edgy & even)
    _clear_borders(reception, pixels, plateaus, gradient)
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


def _plateaus(
    pixels: NDArray[np.unsignedinteger[Any]],
    slopes: NDArray[np.bool_],
    bands: NDArray[np.bool_],
    far: NDArray[np.bool_],
    room: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return which blocks of one colour are no bands: what slopes lead to, not what they cross.

    A band of a gradient has a slope to something lighter on one side and to something darker on
    the other. A panel with a soft shadow has but one kind. Only broad ones are told, and what
    blocks of one colour, none of which shows a step, connect with them or with blocks `far` away
    from any slope.
    """
    if not bands.any():
        return bands
    near = bands
    for _ in range(_BAND):
        near = _widened(near)
    lightest, darkest = _extremes(pixels, near & slopes)
    middle = np.zeros(bands.shape, np.int16)
    rows, columns = (_BLOCK * place for place in np.nonzero(bands))
    middle[bands] = _green(pixels[rows, columns])
    for _ in range(_BAND):
        lightest, darkest = _widened(lightest), -_widened(-darkest)
        lightest[~room], darkest[~room] = -1, 256
    ends = bands & ~((lightest > middle) & (darkest < middle))
    plateaus = ~_widened(~ends) | far
    for _ in range(_REACH):
        wider = _widened(plateaus) & bands | far
        if np.array_equal(wider, plateaus):
            break
        plateaus = wider
    return plateaus & bands


def _extremes(
    pixels: NDArray[np.unsignedinteger[Any]], blocks: NDArray[np.bool_]
) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Return the highest and the lowest level of `blocks` and a pixel beyond; elsewhere -1, 256."""
    height, width = pixels.shape
    block_rows, block_columns = np.nonzero(blocks)
    inner = np.arange(_BLOCK + 1)
    rows = np.minimum(block_rows[:, None] * _BLOCK + inner, height - 1)[:, :, None]
    columns = np.minimum(block_columns[:, None] * _BLOCK + inner, width - 1)[:, None, :]
    levels = _green(pixels[rows, columns])
    lightest, darkest = np.full(blocks.shape, -1, np.int16), np.full(blocks.shape, 256, np.int16)
    lightest[blocks], darkest[blocks] = levels.max(axis=(1, 2)), levels.min(axis=(1, 2))
    return lightest, darkest


def _green(pixels: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.int16]:
    """Return the levels of green, which tells lightness best."""
    return ((pixels >> 8) & 255 if pixels.itemsize > 1 else pixels).astype(np.int16)


def _widened(blocks: NDArray[Any]) -> NDArray[Any]:
    """Return the largest of each block and the eight around."""
    wide = np.pad(blocks, 1, mode="edge")
    tall = np.maximum(np.maximum(wide[:, :-2], wide[:, 1:-1]), wide[:, 2:])
    widened: NDArray[Any] = np.maximum(np.maximum(tall[:-2], tall[1:-1]), tall[2:])
    return widened


def _clear_borders(
    reception: NDArray[np.uint8],
    pixels: NDArray[np.unsignedinteger[Any]],
    plateaus: NDArray[np.bool_],
    blocks: NDArray[np.bool_],
) -> None:
    """Leave alone what of the blocks beside a plateau has its colour."""
    if not plateaus.any():
        return
    for rows, columns, middles in _beside(pixels, plateaus, blocks):
        part = reception[rows, columns]
        same = pixels[rows, columns] == middles[:, None, None]
        reception[rows, columns] = np.where(same, FLAT, part)


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
    for rows, columns, middles in _beside(pixels, gradient, blocks):
        colors = _channels(pixels[rows, columns])
        distance = np.abs(colors - _channels(middles)[:, None, None]).max(axis=-1)
        part = reception[rows, columns]
        reception[rows, columns] = np.where((part == FLAT) & (distance <= _ALIKE), FULL, part)


def _beside(
    pixels: NDArray[np.unsignedinteger[Any]],
    marked: NDArray[np.bool_],
    blocks: NDArray[np.bool_],
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.unsignedinteger[Any]]]]:
    """Yield, direction by direction, the `blocks` that have a marked one beside them.

    What is yielded are their pixels' rows (n, 8, 1) and columns (n, 1, 8), and the pixel in the
    middle of each marked block, (n,).
    """
    height, width = pixels.shape
    wide = np.pad(marked, 1)
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
        middles = pixels[np.minimum(middle_rows, height - 1), np.minimum(middle_columns, width - 1)]
        yield rows, columns, middles


def _channels(pixels: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.int16]:
    """Return the channels of packed colours, int16 (..., channels)."""
    found = np.ascontiguousarray(pixels).view(np.uint8).reshape(*pixels.shape, pixels.itemsize)
    return found.astype(np.int16)
