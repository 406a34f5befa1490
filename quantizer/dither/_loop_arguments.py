"""The arguments of the compiled loop of error diffusion, `_loops.diffuse`.

    picture, kernel, dither map -> `Control`, which holds for all pixels
    search for the entries -> `searches`: a `CellMap` or a `LabSearch`, and an empty one beside it
    a strip of the picture -> `Rows`

They are named tuples of arrays and numbers, which Numba can take. The loop is compiled for the
types of one set of arguments, so that all pictures are given arguments of the same types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quantizer.dither._search import LabSearch, LevelSearch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.dither._mapped_diffusion import DiffusionMap
    from quantizer.dither._wavefront import Kernel

_CELLS = 1 << 15
"""Cells of the colour cube."""

_CANDIDATES = 1 << 20
"""Candidates that are kept; when there are more, all are forgotten. Not tuned."""


class CellMap(NamedTuple):
    """The search for opaque entries, and the candidates of the cells met so far.

    Parameters
    ----------
    points, indices, levels, steps
        As in `LevelSearch`.
    planes
        float32 (4, m): red, green and blue of the entries, and the sum of their squares.
    scores
        float32 (m,): room for a number for each entry.
    starts, counts
        int32 (2^15,): where a cell's candidates start, -1 if it was not met, and their number.
    candidates
        uint8 (n,): positions in `points`, cell by cell, each in ascending order.
    used
        int32 (1,): how much of `candidates` is taken.
    """

    points: NDArray[np.int32]
    indices: NDArray[np.uint8]
    levels: NDArray[np.uint8]
    steps: np.float32
    planes: NDArray[np.float32]
    scores: NDArray[np.float32]
    starts: NDArray[np.int32]
    counts: NDArray[np.int32]
    candidates: NDArray[np.uint8]
    used: NDArray[np.int32]


class Control(NamedTuple):
    """What holds for all pixels.

    Parameters
    ----------
    offsets, parts
        intp (n,) and float32 (n,): by how many positions of `Rows.errors` a pixel follows each
        pixel that sends it an error, and the share that it receives; in reading order.
    reach, side, stride
        Rows above the picture's first and columns beside it that `Rows.errors` has, and the
        positions of a row.
    lowest
        Lowest value of a channel with errors.
    transparent
        Index for invisible pixels.
    is_soft
        Whether `LabSearch` finds the entries.
    is_mapped
        Whether the received error is changed by `shares`, `limit` and `unseen`; see
        `quantizer.dither._mapped_diffusion.DiffusionMap`.
    """

    offsets: NDArray[np.intp]
    parts: NDArray[np.float32]
    reach: int
    side: int
    stride: int
    lowest: np.float32
    transparent: int
    is_soft: bool
    is_mapped: bool
    shares: NDArray[np.float32]
    limit: np.float32
    unseen: np.float32


class Rows(NamedTuple):
    """Some rows of the picture.

    Parameters
    ----------
    values
        float32 (rows, width, 4).
    visible
        bool (rows, width).
    dither_map, own
        uint8 (rows, width): positions in `Control.shares`, and the entry of each pixel's own
        colour, which soft pixels take that no error reaches. Not used unless the diffusion is
        mapped.
    errors
        float32 ((reach + rows) * stride, 4): those of the `reach` rows before, and room for these
        rows. 0 beside the picture.
    indices
        uint8 (rows, width): receives the entries.
    """

    values: NDArray[np.float32]
    visible: NDArray[np.bool_]
    dither_map: NDArray[np.uint8]
    own: NDArray[np.uint8]
    errors: NDArray[np.float32]
    indices: NDArray[np.uint8]


def control_of(
    source: DitherInput, kernel: Kernel, strength: float, control: DiffusionMap | None
) -> Control:
    """Return what holds for all pixels; see `quantizer.dither._compiled.diffuse`."""
    down = np.array([down for _, down, _ in kernel.received], np.intp)
    right = np.array([age for age, _, _ in kernel.received], np.intp) - kernel.slope * down
    parts = [np.float32(strength) * np.float32(part) for _, _, part in kernel.received]
    side = int(np.abs(right).max())
    stride = source.pixels.shape[1] + 2 * side
    return Control(
        offsets=right + stride * down,
        parts=np.array(parts, np.float32),
        reach=kernel.reach,
        side=side,
        stride=stride,
        lowest=np.float32(source.lowest),
        transparent=source.transparent,
        is_soft=isinstance(source.search, LabSearch),
        is_mapped=control is not None,
        shares=control.shares if control else np.zeros(256, np.float32),
        limit=np.float32(control.limit if control else 0),
        unseen=np.float32(control.unseen if control else 0),
    )


def searches_of(search: LevelSearch | LabSearch) -> tuple[CellMap, LabSearch]:
    """Return both searches that the loop takes, an empty one for the one that it does not use."""
    if isinstance(search, LabSearch):
        return _cell_map(_NO_LEVELS), search
    return _cell_map(search), _NO_LAB


def _cell_map(search: LevelSearch) -> CellMap:
    planes = np.empty((4, len(search.points)), np.float32)
    planes[:3] = search.points.T
    planes[3] = np.square(search.points).sum(axis=1)
    return CellMap(
        *search,
        planes=planes,
        scores=np.empty(len(search.points), np.float32),
        starts=np.full(_CELLS, -1, np.int32),
        counts=np.zeros(_CELLS, np.int32),
        candidates=np.empty(_CANDIDATES, np.uint8),
        used=np.zeros(1, np.int32),
    )


_NO_LEVELS = LevelSearch(
    points=np.empty((0, 3), np.int32),
    indices=np.empty(0, np.uint8),
    levels=np.empty(0, np.uint8),
    steps=np.float32(0),
)
_NO_LAB = LabSearch(
    centers=np.empty((0, 4), np.float32),
    indices=np.empty(0, np.uint8),
    opaque=np.empty(0, np.bool_),
    light=np.empty(0, np.float32),
    to_xyz=np.empty((0, 3), np.float32),
    roots=np.empty(0, np.float32),
    per_level=np.float32(0),
    opacity=np.float32(0),
    by_sum=False,
)
_NO_CONTROL = Control(
    offsets=np.empty(0, np.intp),
    parts=np.empty(0, np.float32),
    reach=0,
    side=0,
    stride=0,
    lowest=np.float32(0),
    transparent=0,
    is_soft=False,
    is_mapped=False,
    shares=np.empty(0, np.float32),
    limit=np.float32(0),
    unseen=np.float32(0),
)
_NO_ROWS = Rows(
    values=np.empty((0, 0, 4), np.float32),
    visible=np.empty((0, 0), np.bool_),
    dither_map=np.empty((0, 0), np.uint8),
    own=np.empty((0, 0), np.uint8),
    errors=np.empty((0, 4), np.float32),
    indices=np.empty((0, 0), np.uint8),
)


def no_arguments() -> tuple[Rows, Control, CellMap, LabSearch, NDArray[np.float32]]:
    """Return the arguments for a picture without pixels, to compile the loop for."""
    return _NO_ROWS, _NO_CONTROL, _cell_map(_NO_LEVELS), _NO_LAB, np.empty((0, 4), np.float32)
