"""Where a picture wants to be dithered, and where it is better left alone.

    steps between neighbours -> sharp edges: little
                             -> flat areas: nothing
                             -> all else, smooth or textured: fully

A pixel is *flat* if it equals a neighbour beside it and one above or below. A smooth gradient of
8 bits is made of flat bands, too; so blocks that show steps of a few levels, and no edge, count as
a gradient, and so do the blocks that are near them with no edge between: the bands are dithered.
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
"""The picture wants to be dithered here."""

FLAT = 0
"""It does not."""

_BLOCK = 8
"""Pixels a side of a block; what is true of any of them is asked eight at a time."""

_STRIP = 1 << 18
"""Pixels that a thread looks at in one go."""

_BAND = 4
"""Blocks from such a step to the middle of a band, at most."""

_EDGE, _SHARP = 48, 96
"""Levels: from the first on a step is an edge, from the second on a sharp one."""

_AT_EDGES = 0.35
"""Share of dither at a sharp edge."""


def _by_step() -> NDArray[np.uint8]:
    """Return the reception of pixels that are not flat, by the largest step beside them."""
    sharpness = np.clip((np.arange(256) - _EDGE) / (_SHARP - _EDGE), 0, 1)
    return np.rint(FULL * (1 - (1 - _AT_EDGES) * sharpness)).astype(np.uint8)


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
    smooth, edgy = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)

    def look(strip: slice) -> None:
        steps, level, small = steps_between(pixels, strip)
        place = slice(strip.start // _BLOCK, -(-strip.stop // _BLOCK))
        smooth[place], edgy[place] = _any_in_blocks(small), _any_in_blocks(steps > _EDGE)
        part = reception[strip]
        _RECEPTION.take(steps, out=part, mode="clip")
        part[level] = FLAT

    parallel.run(look, strips, threads, progress.between(0, 0.8))
    gradient = _spread(smooth & ~edgy, ~edgy)
    for strip in strips:
        progress.check()
        _dither_bands(reception[strip], gradient[strip.start // _BLOCK :])
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
