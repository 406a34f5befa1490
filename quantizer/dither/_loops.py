"""Error diffusion as a plain loop over pixels, compiled by Numba.

`diffuse` does for some rows what `_wavefront` and `_mapped_diffusion` do for blocks of fronts: the
same operations on the same float32 numbers in the same order, so the indices are the same to the
last bit. Only `_compiled` imports this module, since loading Numba takes time.

The nearest opaque entry comes from an inverse colour map that is made on the way: when a colour is
the first one in its cell of the colour cube, the entries that are the nearest of some colour of
the cell are found and kept as its candidates (`quantizer.remap.inverse_colormap` explains how).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.dither._loop_arguments import CellMap, Control, Rows
    from quantizer.dither._search import LabSearch

    Floats = NDArray[np.float32]

F = TypeVar("F", bound="Callable[..., Any]")

_SIDE, _CELLS = 8, 32
"""Levels along the side of a cell, and cells along the side of the colour cube."""

_ZERO, _ONE, _HALF, _FULL = np.float32(0), np.float32(1), np.float32(0.5), np.float32(255)
_L, _A, _B, _BLACK = np.float32(116), np.float32(500), np.float32(200), np.float32(16)
_FARTHEST = np.float32(np.inf)


def _compiled(function: F) -> F:
    """Return the function, compiled when first called; its machine code is kept on the disk."""
    return cast("F", numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def _inlined(function: F) -> F:
    """Return the function, compiled as a part of those that call it."""
    return cast("F", numba.njit(inline="always", error_model="numpy")(function))


@_compiled
def _find_candidates(cells: CellMap, cell: int) -> None:
    """Keep the entries that are the nearest of some colour of a cell."""
    reds, greens, blues = cells.planes[0], cells.planes[1], cells.planes[2]
    scores, squares, count = cells.scores, cells.planes[3], len(cells.scores)
    if cells.used[0] + count > len(cells.candidates):
        cells.starts[:] = -1
        cells.used[0] = 0
    # Twice the centre. All numbers are whole and below 2^24, which float32 holds exactly.
    red = np.float32(2 * _SIDE * (cell % _CELLS) + _SIDE - 1)
    green = np.float32(2 * _SIDE * (cell // _CELLS % _CELLS) + _SIDE - 1)
    blue = np.float32(2 * _SIDE * (cell // _CELLS**2) + _SIDE - 1)
    for entry in range(count):
        score = red * reds[entry] + green * greens[entry] + blue * blues[entry]
        scores[entry] = score - squares[entry]
    best = np.argmax(scores)
    most, reach = scores[best], np.float32(_SIDE - 1)
    for entry in range(count):
        slope = abs(reds[entry] - reds[best])
        slope += abs(greens[entry] - greens[best])
        slope += abs(blues[entry] - blues[best])
        scores[entry] += reach * slope
    start = place = cells.used[0]
    for entry in range(count):
        if scores[entry] >= most:
            cells.candidates[place] = entry
            place += 1
    cells.starts[cell] = start
    cells.counts[cell] = place - start
    cells.used[0] = place


@_inlined
def _nearest_of(
    points: NDArray[np.int32],
    candidates: NDArray[np.uint8],
    start: int,
    stop: int,
    color: tuple[int, int, int],
) -> int:
    """Return which candidate from `start` on is nearest to sRGB levels, the first of equals."""
    red, green, blue = color
    best, least = 0, 1 << 30
    for place in range(start, stop):
        entry = candidates[np.uintp(place)]
        x, y, z = points[entry, 0] - red, points[entry, 1] - green, points[entry, 2] - blue
        distance = x * x + y * y + z * z
        if distance < least:
            best, least = entry, distance
    return best


@_inlined
def _straight(level: Any, alpha: Any) -> int:
    """Return a channel divided by alpha, rounded to a whole level."""
    return int(min(max(level, _ZERO) * _FULL / alpha, _FULL) + _HALF)


@_compiled
def _nearest_in_lab(search: LabSearch, value: Floats) -> int:
    """Return the entry nearest to a premultiplied value; see `quantizer.remap.lookup.LabLookup`."""
    alpha = max(value[3], _ONE)
    level = int(alpha + _HALF)
    one = search.light[_straight(value[0], alpha)]
    two = search.light[_straight(value[1], alpha)]
    three = search.light[_straight(value[2], alpha)]
    xyz, roots, last = search.to_xyz, search.roots, len(search.roots) - 1
    steps = np.float32(last)
    x = roots[int((one * xyz[0, 0] + two * xyz[1, 0] + three * xyz[2, 0]) * steps + _HALF)]
    y = roots[int((one * xyz[0, 1] + two * xyz[1, 1] + three * xyz[2, 1]) * steps + _HALF)]
    z = roots[int((one * xyz[0, 2] + two * xyz[1, 2] + three * xyz[2, 2]) * steps + _HALF)]
    share = np.float32(level) * search.per_level
    first = (y * _L - _BLACK) * share
    second = (x - y) * _A * share
    third = (y - z) * _B * share
    fourth = share * search.opacity
    centers, opaque, is_opaque = search.centers, search.opaque, level == 255
    best, least = 0, _FARTHEST
    for entry in range(len(centers)):
        if is_opaque and not opaque[entry]:
            continue
        a, b = first - centers[entry, 0], second - centers[entry, 1]
        c, d = third - centers[entry, 2], fourth - centers[entry, 3]
        distance = abs(a) + abs(b) + abs(c) + abs(d)
        if not search.by_sum:
            distance = a * a + b * b + c * c + d * d
        if distance < least:
            best, least = entry, distance
    return int(search.indices[best])


@_inlined
def _with_errors(
    start: Any,
    errors: Floats,
    place: int,
    channel: int,
    offsets: NDArray[np.intp],
    parts: Floats,
) -> Any:
    """Return `start` plus the errors that reach a pixel, added in the order in which they came."""
    for sender in range(len(parts)):
        start += errors[np.uintp(place - offsets[sender]), channel] * parts[sender]
    return start


@_compiled
def diffuse(
    rows: Rows, control: Control, cells: CellMap, search: LabSearch, entries: Floats
) -> None:
    """Choose the entries of some rows, and leave their errors in `rows`.

    See `quantizer.dither._loop_arguments` for the arguments; `cells` serves pictures without soft
    edges, and `search` those with them. Arrays get names, since taking one from a tuple is slow.
    """
    height, width = rows.indices.shape
    value = np.empty(4, np.float32)
    values, visible, errors, indices = rows.values, rows.visible, rows.errors, rows.indices
    offsets, parts, shares = control.offsets, control.parts, control.shares
    lowest, limit, unseen = control.lowest, control.limit, control.unseen
    levels, steps, starts, counts = cells.levels, cells.steps, cells.starts, cells.counts
    points, places, candidates = cells.points, cells.indices, cells.candidates
    dither_map, own = rows.dither_map, rows.own
    for y in range(height):
        for x in range(width):
            place = (y + control.reach) * control.stride + control.side + x
            if not visible[y, x]:
                indices[y, x] = control.transparent
                for channel in range(4):
                    errors[np.uintp(place), channel] = _ZERO
                continue
            is_own, share = control.is_mapped, shares[dither_map[y, x]]
            for channel in range(4):
                if control.is_mapped:
                    error = _with_errors(_ZERO, errors, place, channel, offsets, parts)
                    error *= share
                    error = max(min(error, limit), -limit)
                    error -= max(min(error, unseen), -unseen)
                    is_own = is_own and error == _ZERO
                    total = values[y, x, channel] + error
                else:
                    start = values[y, x, channel]
                    total = _with_errors(start, errors, place, channel, offsets, parts)
                value[channel] = min(max(total, lowest), _FULL)
            if control.is_soft:
                chosen = own[y, x] if is_own else _nearest_in_lab(search, value)
            else:
                red = int(levels[int(max(value[0] * steps + _HALF, _ZERO))])
                green = int(levels[int(max(value[1] * steps + _HALF, _ZERO))])
                blue = int(levels[int(max(value[2] * steps + _HALF, _ZERO))])
                cell = (blue // _SIDE * _CELLS + green // _SIDE) * _CELLS + red // _SIDE
                if starts[cell] < 0:
                    _find_candidates(cells, cell)
                first, color = starts[cell], (red, green, blue)
                best = _nearest_of(points, candidates, first, first + counts[cell], color)
                chosen = places[best]
            indices[y, x] = chosen
            for channel in range(4):
                errors[np.uintp(place), channel] = value[channel] - entries[chosen, channel]
