"""The compiled road of error diffusion, taken where Numba is installed and pays.

    rows of the picture -> values, dither map -> `_loops.diffuse` -> indices; errors stay for the
        rows that follow

Loading Numba takes about as long as diffusing a million pixels by wavefronts. So it is loaded once
a process has diffused that many: in a batch after a few files, in a large picture at once, and
never for a small one alone. The indices are the same on both roads, to the last bit.
"""

from __future__ import annotations

import importlib.util
import logging
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quantizer.dither._search import LabSearch, LevelSearch

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.dither._mapped_diffusion import DiffusionMap
    from quantizer.dither._wavefront import Kernel
    from quantizer.progress import Progress

_log = logging.getLogger(__name__)

_WORTH_LOADING = 1 << 20
"""Pixels after which Numba is loaded. It took as long to load, with the machine code on the disk,
as the wavefronts of some 15 images of 256x256; timed by hand."""

_STRIP = 1 << 18
"""Pixels that are diffused between two progress reports; not tuned."""

_CELLS = 1 << 15
_CANDIDATES = 1 << 20


class _Diffused:
    """Pixels that this process has diffused by wavefronts, or wants to."""

    pixels = 0


class CellMap(NamedTuple):
    """A `LevelSearch`, and the candidates of the cells met so far.

    Parameters
    ----------
    points, indices, levels, steps
        As in `LevelSearch`.
    starts, counts
        int32 (2^15,): where a cell's candidates start, -1 if it was not met, and their number.
    candidates
        uint8 (n,): positions in `points`, cell by cell, each in ascending order.
    used
        int32 (1,): how much of `candidates` is taken. When it is full, all cells are forgotten.
    """

    points: NDArray[np.int32]
    indices: NDArray[np.uint8]
    levels: NDArray[np.uint8]
    steps: np.float32
    starts: NDArray[np.int32]
    counts: NDArray[np.int32]
    candidates: NDArray[np.uint8]
    used: NDArray[np.int32]


class Control(NamedTuple):
    """What holds for all pixels.

    Parameters
    ----------
    right, down, parts
        int32 (n,), int32 (n,) and float32 (n,): by how much a pixel lies to the right of and below
        each pixel that sends it an error, and the share that it receives; in reading order.
    reach, side
        Rows above the picture's first and columns beside it that `Rows.errors` has.
    lowest
        Lowest value of a channel with errors.
    transparent
        Index for invisible pixels.
    is_soft
        Whether there are four channels, and `LabSearch` finds the entries.
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
        colour. Not read unless the diffusion is mapped and, for `own`, soft.
    errors
        float32 (reach + rows, side + width + side, 4): those of the `reach` rows before, and room
        for these rows. 0 beside the picture.
    indices
        uint8 (rows, width): receives the entries.
    """

    values: NDArray[np.float32]
    visible: NDArray[np.bool_]
    dither_map: NDArray[np.uint8]
    own: NDArray[np.uint8]
    errors: NDArray[np.float32]
    indices: NDArray[np.uint8]


def is_worthwhile(source: DitherInput) -> bool:
    """Return whether to take this road for a picture that is about to be diffused."""
    if source.search is None:
        return False
    _Diffused.pixels += source.pixels.size
    return _Diffused.pixels >= _WORTH_LOADING and _loop() is not None


def diffuse(
    source: DitherInput,
    kernel: Kernel,
    strength: float,
    control: DiffusionMap | None,
    progress: Progress,
) -> NDArray[np.uint8]:
    """Return the index of each pixel's entry, uint8 (height, width).

    Parameters
    ----------
    source
        The picture and the palette; its `search` must not be None.
    kernel
        Which pixels receive which share of an error.
    strength
        Share of the error that is diffused, 0 to 1.
    control
        How much each pixel receives; None for all of it.
    progress
        Told the share of pixels done.
    """
    loop = _loop()
    assert loop is not None
    height, width = source.pixels.shape
    fixed = _control(source, kernel, strength, control)
    cells, lab = _searches(source.search)
    step = max(1, _STRIP // width)
    values = np.empty((step, width, 4), np.float32)
    errors = np.zeros((fixed.reach + step, width + 2 * fixed.side, 4), np.float32)
    indices = np.empty((height, width), np.uint8)
    whole = np.ones((step, width), np.bool_)
    dither_map = indices if control is None else control.dither_map
    own = source.nearest(progress.between(0, 0)) if control and source.is_soft else indices
    for top in range(0, height, step):
        progress.report(top / height)
        strip = slice(top, min(height, top + step))
        count = strip.stop - top
        visible = source.values(source.pixels[strip], values[:count])
        shown = whole[:count] if visible is None else visible
        flat = errors.reshape(-1, 4)
        rows = Rows(
            values[:count], shown, dither_map[strip], own[strip], flat, indices[strip]
        )
        loop(rows, fixed, cells, lab, source.entries)
        errors[: fixed.reach] = errors[count : count + fixed.reach]
    return indices


def _control(
    source: DitherInput, kernel: Kernel, strength: float, control: DiffusionMap | None
) -> Control:
    received = kernel.received
    down = np.array([down for _, down, _ in received], np.intp)
    ages = np.array([age for age, _, _ in received], np.intp)
    right = ages - kernel.slope * down
    parts = np.array([np.float32(strength) * np.float32(part) for _, _, part in received])
    is_mapped = control is not None
    side = int(np.abs(right).max())
    return Control(
        right + down * (source.pixels.shape[1] + 2 * side),
        parts.astype(np.float32),
        kernel.reach,
        side,
        source.pixels.shape[1] + 2 * side,
        np.float32(source.lowest),
        source.transparent,
        isinstance(source.search, LabSearch),
        is_mapped,
        control.shares if control else np.zeros(1, np.float32),
        np.float32(control.limit if control else 0),
        np.float32(control.unseen if control else 0),
    )


def _searches(search: LevelSearch | LabSearch | None) -> tuple[CellMap, LabSearch]:
    """Return both searches that the loop takes, an empty one for the one that it does not use."""
    none, nothing, zero = np.empty(0, np.uint8), np.empty((0, 4), np.float32), np.float32(0)
    if isinstance(search, LabSearch):
        empty = np.empty(0, np.int32)
        points = np.empty((0, 3), np.int32)
        return CellMap(points, none, none, zero, empty, empty, none, empty), search
    assert search is not None
    cells = CellMap(
        *search,
        np.full(_CELLS, -1, np.int32),
        np.zeros(_CELLS, np.int32),
        np.empty(_CANDIDATES, np.uint8),
        np.zeros(1, np.int32),
    )
    table = np.empty(0, np.float32)
    square = np.empty((0, 3), np.float32)
    return cells, LabSearch(nothing, none, table, square, table, zero, zero, by_sum=False)


@lru_cache(1)
def _loop() -> Callable[..., None] | None:
    """Return the compiled loop; None if Numba is not installed or cannot be used here."""
    if importlib.util.find_spec("numba") is None:
        return None
    try:
        from quantizer.dither._loops import diffuse as loop  # noqa: PLC0415 - takes long to load
    except Exception:  # noqa: BLE001 - Numba can fail in many ways, and wavefronts do as well
        _log.debug("the compiled loop cannot be used", exc_info=True)
        return None
    return loop
