"""The compiled road of error diffusion, taken in batches where Numba is installed.

    rows of the picture -> values, dither map -> `_loops.diffuse` -> indices; errors stay for the
        rows that follow

It pays for small pictures, whose fronts are short: NumPy then spends its time between the fronts.
But loading Numba takes as long as thousands of fronts, and compiling the loop, once in an
installation, ten times as long. So a process that may load it (`History.may_load`) does so after as
many, or once as many are to be expected in the pictures that are to come. The indices are the same
on both roads, to the last bit.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quantizer.dither._fronts import Fronts
from quantizer.dither._search import LabSearch, LevelSearch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.dither._mapped_diffusion import DiffusionMap
    from quantizer.dither._wavefront import Kernel
    from quantizer.progress import Progress

_log = logging.getLogger(__name__)

_FRONTS, _FRONTS_UNCOMPILED = 1 << 13, 1 << 16
"""Fronts for which Numba is loaded: about as many as take as long as loading it, with the machine
code on the disk and without. Timed by hand."""

_LARGEST = 1 << 22
"""Most pixels of a picture for which the loop is quicker than long fronts. Timed by hand."""

_STRIP = 1 << 18
"""Pixels that are diffused between two progress reports; not tuned."""

_CELLS = 1 << 15
"""Cells of the colour cube."""

_CANDIDATES = 1 << 20
"""Candidates that are kept; when there are more, all are forgotten. Not tuned."""


_UNNEEDED = ("scipy.linalg", "cffi")
"""Modules that Numba uses if they are there. Loading them takes a third of the time, for functions
that the loop does not call."""


class History:
    """What this process has diffused so far, what is to come, and whether it may load Numba.

    Attributes
    ----------
    fronts
        Fronts of the pictures that were diffused.
    pictures
        All pictures so far, diffused or not.
    coming
        Pictures that are expected after the current one.
    """

    fronts = 0
    pictures = 0
    coming = 0
    may_load = False

    @classmethod
    def expected_fronts(cls) -> float:
        """Return the fronts to come, if the pictures to come are like those so far."""
        return cls.fronts / max(1, cls.pictures) * cls.coming


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


def is_worthwhile(source: DitherInput, kernel: Kernel) -> bool:
    """Return whether to take this road for a picture that is to be diffused now."""
    if not History.may_load or source.search is None or source.pixels.size > _LARGEST:
        return False
    height, width = source.pixels.shape
    History.fronts += len(Fronts(height, width, kernel.slope))
    enough = _FRONTS if _is_on_disk() else _FRONTS_UNCOMPILED
    most = max(History.fronts, History.expected_fronts())
    return most > enough and _loop() is not None


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
    assert source.search is not None
    height, width = source.pixels.shape
    fixed = _control(source, kernel, strength, control)
    cells, lab = _searches(source.search)
    step = max(1, min(height, _STRIP // width))
    values = np.empty((step, width, 4), np.float32)
    errors = np.zeros((fixed.reach + step, fixed.stride, 4), np.float32)
    indices = np.zeros((height, width), np.uint8)
    everywhere = np.ones((step, width), np.bool_)
    dither_map = indices if control is None else control.dither_map
    own = source.nearest(progress.between(0, 0)) if control and source.is_soft else indices
    for top in range(0, height, step):
        progress.report(top / height)
        strip = slice(top, min(height, top + step))
        count = strip.stop - top
        visible = source.values(source.pixels[strip], values[:count])
        visible = everywhere[:count] if visible is None else visible
        parts = dither_map[strip], own[strip], errors.reshape(-1, 4), indices[strip]
        loop(Rows(values[:count], visible, *parts), fixed, cells, lab, source.entries)
        errors[: fixed.reach] = errors[count : count + fixed.reach]
    return indices


def _control(
    source: DitherInput, kernel: Kernel, strength: float, control: DiffusionMap | None
) -> Control:
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


def _searches(search: LevelSearch | LabSearch) -> tuple[CellMap, LabSearch]:
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


def _is_on_disk() -> bool:
    """Return whether Numba has left machine code beside this module, as it does if it can."""
    return any(Path(__file__).with_name("__pycache__").glob("_loops.diffuse-*.nbi"))


@contextlib.contextmanager
def _without(names: tuple[str, ...]) -> Iterator[None]:
    """Have the import of modules fail that are not loaded yet."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


@lru_cache(1)
def _loop() -> Callable[..., None] | None:
    """Return the compiled loop; None if Numba is not installed or cannot be used here."""
    if importlib.util.find_spec("numba") is None:
        return None
    try:
        with _without(_UNNEEDED):
            from quantizer.dither._loops import diffuse as loop  # noqa: PLC0415 - takes long to load

            # The first call compiles it; all later calls have arguments of the same types.
            cells = _cell_map(_NO_LEVELS)
            loop(_NO_ROWS, _NO_CONTROL, cells, _NO_LAB, np.empty((0, 4), np.float32))
    except Exception:  # noqa: BLE001 - Numba can fail in many ways, and wavefronts do as well
        _log.debug("the compiled loop cannot be used", exc_info=True)
        return None
    return loop
