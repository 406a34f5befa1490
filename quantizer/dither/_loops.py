"""Error diffusion as a plain loop over pixels, compiled by Numba.

`diffuse` does for some rows what `_wavefront` and `_mapped_diffusion` do for blocks of fronts: the
same operations on the same float32 numbers in the same order, so the indices are the same to the
last bit. Only `_compiled` imports this module, since importing Numba takes time.

The nearest opaque entry is found by an inverse colour map that is made on the way: the colour cube
is cut into cells, and when a cell is first met, the entries that can be nearest anywhere in it are
kept as its candidates (see `quantizer.remap.inverse_colormap` for the source of the idea).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.dither._compiled import CellMap, Control, Rows
    from quantizer.dither._search import LabSearch

F = TypeVar("F", bound="Callable[..., Any]")

_ZERO, _ONE, _HALF, _FULL = np.float32(0), np.float32(1), np.float32(0.5), np.float32(255)
_L, _A, _B, _BLACK = np.float32(116), np.float32(500), np.float32(200), np.float32(16)
_FARTHEST = np.float32(np.inf)


def _compiled(function: F) -> F:
    """Return the function, compiled when first called; its machine code is kept on the disk."""
    return cast("F", numba.njit(cache=True, nogil=True, error_model="numpy")(function))


@_compiled
def _find_candidates(cells: CellMap, cell: int) -> None:
    """Keep the entries that can be the nearest of a colour in a cell.

    No entry whose nearest point of the cell is farther than the farthest point from another entry.
    """
    points, count = cells.points, len(cells.points)
    if cells.used[0] + count > len(cells.candidates):
        cells.starts[:] = -1
        cells.used[0] = 0
    low = (cell % 32 * 8, cell // 32 % 32 * 8, cell // 1024 * 8)
    reach = 1 << 30
    for entry in range(count):
        farthest = 0
        for channel in range(3):
            below = abs(points[entry, channel] - low[channel])
            above = abs(points[entry, channel] - low[channel] - 7)
            farthest += max(below, above) ** 2
        reach = min(reach, farthest)
    start = cells.used[0]
    place = start
    for entry in range(count):
        nearest = 0
        for channel in range(3):
            level = points[entry, channel]
            outside = max(0, max(low[channel] - level, level - low[channel] - 7))
            nearest += outside * outside
        if nearest <= reach:
            cells.candidates[place] = entry
            place += 1
    cells.starts[cell] = start
    cells.counts[cell] = place - start
    cells.used[0] = place


@_compiled
def _nearest_by_levels(
    points: NDArray[np.int32],
    candidates: NDArray[np.uint8],
    start: int,
    count: int,
    red: int,
    green: int,
    blue: int,
) -> int:
    """Return which of some candidates is nearest to sRGB levels, the first of equals."""
    best, least = 0, 1 << 30
    for place in range(start, start + count):
        entry = candidates[np.uintp(place)]
        first, second, third = points[entry, 0] - red, points[entry, 1] - green, points[entry, 2] - blue
        distance = first * first + second * second + third * third
        if distance < least:
            best, least = entry, distance
    return best


@_compiled
def _nearest_in_lab(search: LabSearch, value: NDArray[np.float32]) -> int:
    """Return the entry nearest to a premultiplied value; see `quantizer.remap.lookup.LabLookup`."""
    alpha = max(value[3], _ONE)
    level = int(alpha + _HALF)
    lights, roots, centers = search.light, search.roots, search.centers
    one = lights[int(min(max(value[0], _ZERO) * _FULL / alpha, _FULL) + _HALF)]
    two = lights[int(min(max(value[1], _ZERO) * _FULL / alpha, _FULL) + _HALF)]
    three = lights[int(min(max(value[2], _ZERO) * _FULL / alpha, _FULL) + _HALF)]
    last = len(roots) - 1
    steps, to_xyz = np.float32(last), search.to_xyz
    x = (one * to_xyz[0, 0] + two * to_xyz[1, 0] + three * to_xyz[2, 0]) * steps + _HALF
    y = (one * to_xyz[0, 1] + two * to_xyz[1, 1] + three * to_xyz[2, 1]) * steps + _HALF
    z = (one * to_xyz[0, 2] + two * to_xyz[1, 2] + three * to_xyz[2, 2]) * steps + _HALF
    root_x = roots[min(int(x), last)]
    root_y = roots[min(int(y), last)]
    root_z = roots[min(int(z), last)]
    share = np.float32(level) * search.per_level
    lightness = (root_y * _L - _BLACK) * share
    red_green = (root_x - root_y) * _A * share
    yellow_blue = (root_y - root_z) * _B * share
    opacity = share * search.opacity
    best, least = 0, _FARTHEST
    by_sum = search.by_sum
    for entry in range(len(centers)):
        first, second = lightness - centers[entry, 0], red_green - centers[entry, 1]
        third, fourth = yellow_blue - centers[entry, 2], opacity - centers[entry, 3]
        if by_sum:
            distance = abs(first) + abs(second) + abs(third) + abs(fourth)
        else:
            distance = first * first + second * second + third * third + fourth * fourth
        if distance < least:
            best, least = entry, distance
    return search.indices[best]


@_compiled
def diffuse(
    rows: Rows, control: Control, cells: CellMap, search: LabSearch, entries: NDArray[np.float32]
) -> None:
    """Choose the entries of some rows, and leave their errors in `rows`.

    See `quantizer.dither._compiled` for the arguments; `cells` serves pictures without soft edges,
    and `search` those with them.
    """
    height, width = rows.indices.shape
    value = np.empty(4, np.float32)
    values, visible, errors, indices = rows.values, rows.visible, rows.errors, rows.indices
    dither_map, own = rows.dither_map, rows.own
    offsets, parts, shares = control.offsets, control.parts, control.shares
    is_mapped, is_soft = control.is_mapped, control.is_soft
    lowest, limit, unseen = control.lowest, control.limit, control.unseen
    levels, steps, starts, counts = cells.levels, cells.steps, cells.starts, cells.counts
    points, candidates, places = cells.points, cells.candidates, cells.indices
    transparent = control.transparent
    senders = len(parts)
    for y in range(height):
        place = (y + control.reach) * control.stride + control.side
        for x in range(width):
            if not visible[y, x]:
                indices[y, x] = transparent
                for channel in range(4):
                    errors[np.uintp(place + x), channel] = _ZERO
                continue
            reached = False
            if is_mapped:
                share = shares[dither_map[y, x]]
                for channel in range(4):
                    total = errors[np.uintp(place + x - offsets[0]), channel] * parts[0]
                    for sender in range(1, senders):
                        total += errors[np.uintp(place + x - offsets[sender]), channel] * parts[sender]
                    total *= share
                    total = max(min(total, limit), -limit)
                    total -= max(min(total, unseen), -unseen)
                    value[channel] = values[y, x, channel] + total
                    reached = reached or total != _ZERO
            else:
                reached = True
                for channel in range(4):
                    total = values[y, x, channel]
                    for sender in range(senders):
                        total += errors[np.uintp(place + x - offsets[sender]), channel] * parts[sender]
                    value[channel] = total
            for channel in range(4):
                value[channel] = min(max(value[channel], lowest), _FULL)
            if not is_soft:
                red = int(levels[np.uintp(max(value[0] * steps + _HALF, _ZERO))])
                green = int(levels[np.uintp(max(value[1] * steps + _HALF, _ZERO))])
                blue = int(levels[np.uintp(max(value[2] * steps + _HALF, _ZERO))])
                cell = np.uintp(blue // 8 * 1024 + green // 8 * 32 + red // 8)
                if starts[cell] < 0:
                    _find_candidates(cells, cell)
                best = _nearest_by_levels(points, candidates, starts[cell], counts[cell], red, green, blue)
                chosen = places[best]
            elif is_mapped and not reached:
                chosen = own[y, x]
            else:
                chosen = _nearest_in_lab(search, value)
            indices[y, x] = chosen
            for channel in range(4):
                errors[np.uintp(place + x), channel] = value[channel] - entries[np.uintp(chosen), channel]
