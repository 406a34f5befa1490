"""The dither map: how strongly each pixel is to be dithered.

    steps between neighbours -> sharp edge: weakly
                             -> flat area: not at all
                             -> smooth or textured: as usual (`USUAL`)
                             -> band of a gradient: fully (`FULL`)

A pixel is *flat* if it equals a horizontal and a vertical neighbour. In 8 bits a smooth gradient
consists of flat bands, too. So the picture is divided into blocks of 8 x 8 pixels: blocks with
small steps and no edge count as gradient, and so do blocks near them that no edge separates. In a
block that holds both gradient and an edge, pixels of the gradient are recognised by their colour.
A *plateau*, such as a panel with a soft shadow, is flat, lies beside a gradient and is not part of
it: the colours around it are all lighter or all darker.

``python -m tests.benchmarks.look`` measures the effect of the thresholds.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer import parallel
from quantizer.image.local_contrast import steps_between
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

FULL = 255
"""All of the error is received."""

USUAL = 217
"""The value of most pixels: 0.85 of the full share."""

FLAT = 0
"""No error is received."""

_BLOCK = 8
"""Pixels along a side of a block; a row of eight booleans is read as one 64-bit number."""

_STRIP = 1 << 18
"""Pixels that a thread works on between two progress reports."""

_BAND = 4
"""Largest distance, in blocks, from a small step to the middle of its band."""

_REACH = 64
"""Largest distance, in blocks, over which a plateau is extended."""

_EDGE, _SHARP = 48, 96
"""Levels from which a step is an edge, and from which it is a sharp edge."""

_AT_EDGES = 0.35
"""Factor on `USUAL` at a sharp edge."""

_ALIKE = 16
"""Largest difference in levels between a gradient and a flat pixel that belongs to it."""

_AROUND = tuple((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right)


_SHARPNESS = np.clip((np.arange(256) - _EDGE) / (_SHARP - _EDGE), 0, 1)
_SHARE_BY_STEP = np.rint(USUAL * (1 - (1 - _AT_EDGES) * _SHARPNESS)).astype(np.uint8)
"""The map's value of a pixel that is not flat, uint8 (256,), by its largest step."""


_last: tuple[weakref.ref[NDArray[Any]], NDArray[np.uint8]] | None = None
"""The picture whose map was asked for last, and its map."""


def dither_map_of(
    pixels: NDArray[np.unsignedinteger[Any]], progress: Progress = SILENT
) -> NDArray[np.uint8]:
    """Return what `make_dither_map` returns; it must not be changed.

    The map of the last read-only picture is kept while the picture is, since a palette is fitted to
    its dither, and a user tries many palettes.
    """
    global _last  # noqa: PLW0603 - a cache of one map
    last = _last
    if last is not None and last[0]() is pixels:
        return last[1]
    found = make_dither_map(pixels, progress)
    if not pixels.flags.writeable:
        _last = weakref.ref(pixels, _forget), found
    return found


def _forget(pixels: weakref.ref[NDArray[Any]]) -> None:
    global _last  # noqa: PLW0603 - as above
    if _last is not None and _last[0] is pixels:
        _last = None


def make_dither_map(
    pixels: NDArray[np.unsignedinteger[Any]],
    progress: Progress = SILENT,
    threads: int | None = None,
) -> NDArray[np.uint8]:
    """Return how strongly each pixel is to be dithered: uint8 (height, width), `FLAT` to `FULL`.

    Parameters
    ----------
    pixels
        (height, width), C-contiguous: packed colours, a byte for each channel.
    progress
        Told the share of pixels done.
    threads
        Most threads at work; the result does not depend on it.
    """
    height, width = pixels.shape
    rows = max(1, _STRIP // width // _BLOCK) * _BLOCK
    strips = [slice(top, min(height, top + rows)) for top in range(0, height, rows)]
    dither_map = np.empty((height, width), np.uint8)
    shape = (-(-height // _BLOCK), -(-width // _BLOCK))
    smooth, edgy, even, whole = (np.zeros(shape, np.bool_) for _ in range(4))

    def look(strip: slice) -> None:
        steps, level, small = steps_between(pixels, strip)
        place = slice(strip.start // _BLOCK, -(-strip.stop // _BLOCK))
        smooth[place], edgy[place] = _any_in_blocks(small), _any_in_blocks(steps > _EDGE)
        even[place], whole[place] = _any_in_blocks(level), ~_any_in_blocks(~level)
        part = dither_map[strip]
        _SHARE_BY_STEP.take(steps, out=part, mode="clip")
        part[level] = FLAT

    parallel.run(look, strips, threads, progress.between(0, 0.8))
    slopes = smooth & ~edgy
    gradient = _spread(slopes, ~edgy)
    whole &= ~smooth
    plateaus = _plateaus(pixels, slopes, whole & gradient, whole & ~gradient, ~edgy)
    gradient &= ~plateaus
    for strip in strips:
        progress.check()
        _dither_bands(dither_map[strip], gradient[strip.start // _BLOCK :])
    _dither_borders(dither_map, pixels, gradient, edgy & even)
    _clear_borders(dither_map, pixels, plateaus, gradient)
    return dither_map


def _any_in_blocks(pixels: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which blocks hold a true pixel, bool (rows, columns of blocks)."""
    height, width = pixels.shape
    blocks = -(-height // _BLOCK), -(-width // _BLOCK)
    whole = np.zeros((blocks[0] * _BLOCK, blocks[1] * _BLOCK), np.bool_)
    whole[:height, :width] = pixels
    rows = np.bitwise_or.reduce(whole.reshape(blocks[0], _BLOCK, -1), axis=1)
    return np.asarray(rows.view(np.uint64) != 0)


def _spread(blocks: NDArray[np.bool_], room: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the blocks and those within `_BAND` of them that are connected through `room`."""
    for _ in range(_BAND):
        blocks = _dilate(blocks) & room | blocks
    return blocks


def _plateaus(
    pixels: NDArray[np.unsignedinteger[Any]],
    slopes: NDArray[np.bool_],
    bands: NDArray[np.bool_],
    far: NDArray[np.bool_],
    room: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return which blocks of one colour are plateaus, not bands of a gradient.

    A band has something lighter on one side and something darker on the other; a plateau has only
    one of them around it. Plateaus are recognised where they are broad, and extended through
    `bands` and to blocks `far` from any slope.
    """
    if not bands.any():
        return bands
    near = bands
    for _ in range(_BAND):
        near = _dilate(near)
    lightest, darkest = _extremes(pixels, near & slopes)
    middle = np.zeros(bands.shape, np.int16)
    rows, columns = (_BLOCK * place for place in np.nonzero(bands))
    middle[bands] = _green(pixels[rows, columns])
    for _ in range(_BAND):
        lightest, darkest = _dilate(lightest), -_dilate(-darkest)
        lightest[~room], darkest[~room] = -1, 256
    ends = bands & ~((lightest > middle) & (darkest < middle))
    plateaus = ~_dilate(~ends) | far
    for _ in range(_REACH):
        wider = _dilate(plateaus) & bands | far
        if np.array_equal(wider, plateaus):
            break
        plateaus = wider
    return plateaus & bands


def _extremes(
    pixels: NDArray[np.unsignedinteger[Any]], blocks: NDArray[np.bool_]
) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Return the highest and lowest level in and around `blocks`; -1 and 256 in other blocks."""
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
    """Return the levels of green, the channel that contributes most to lightness."""
    return ((pixels >> 8) & 255 if pixels.itemsize > 1 else pixels).astype(np.int16)


def _dilate(blocks: NDArray[Any]) -> NDArray[Any]:
    """Return the maximum over each block and those of the eight around it that exist."""
    tall = blocks.copy()
    np.maximum(tall[:, 1:], blocks[:, :-1], out=tall[:, 1:])
    np.maximum(tall[:, :-1], blocks[:, 1:], out=tall[:, :-1])
    widened = tall.copy()
    np.maximum(widened[1:], tall[:-1], out=widened[1:])
    np.maximum(widened[:-1], tall[1:], out=widened[:-1])
    return widened


def _clear_borders(
    dither_map: NDArray[np.uint8],
    pixels: NDArray[np.unsignedinteger[Any]],
    plateaus: NDArray[np.bool_],
    blocks: NDArray[np.bool_],
) -> None:
    """Set pixels beside a plateau that have its colour to `FLAT`."""
    if not plateaus.any():
        return
    for rows, columns, middles in _beside(pixels, plateaus, blocks):
        part = dither_map[rows, columns]
        same = pixels[rows, columns] == middles[:, None, None]
        dither_map[rows, columns] = np.where(same, FLAT, part)


def _dither_bands(dither_map: NDArray[np.uint8], gradient: NDArray[np.bool_]) -> None:
    """Set flat pixels of a strip to `FULL` where their block belongs to a gradient."""
    height, width = dither_map.shape
    for block, top in enumerate(range(0, height, _BLOCK)):
        if gradient[block].any():
            part = dither_map[top : top + _BLOCK]
            within = np.repeat(gradient[block], _BLOCK)[:width]
            part[(part == FLAT) & within] = FULL


def _dither_borders(
    dither_map: NDArray[np.uint8],
    pixels: NDArray[np.unsignedinteger[Any]],
    gradient: NDArray[np.bool_],
    blocks: NDArray[np.bool_],
) -> None:
    """Set flat pixels of `blocks` to `FULL` if a gradient beside them has about their colour."""
    for rows, columns, middles in _beside(pixels, gradient, blocks):
        place, down, right = np.nonzero(dither_map[rows, columns] == FLAT)
        y, x = rows[place, down, 0], columns[place, 0, right]
        distance = np.abs(_channels(pixels[y, x]) - _channels(middles)[place])
        alike = (distance <= _ALIKE).all(axis=1)
        dither_map[y[alike], x[alike]] = FULL


def _beside(
    pixels: NDArray[np.unsignedinteger[Any]], marked: NDArray[np.bool_], blocks: NDArray[np.bool_]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.unsignedinteger[Any]]]]:
    """Yield, for each of eight directions, the `blocks` with a marked block on that side.

    Yields the rows (n, 8, 1) and columns (n, 1, 8) of their pixels, and the pixel in the middle
    of each marked block, (n,).
    """
    if not blocks.any():
        return
    height, width = pixels.shape
    wide = np.pad(marked, 1)
    inner = np.arange(_BLOCK)
    for down, right in _AROUND:
        beside = wide[1 + down : 1 + down + len(blocks), 1 + right : 1 + right + blocks.shape[1]]
        block_rows, block_columns = np.nonzero(beside & blocks)
        if not len(block_rows):
            continue
        # Beyond the picture its border pixels are repeated.
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
