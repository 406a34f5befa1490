"""An animated GIF: each frame only where it differs from what the screen shows before it.

    frames -> how each is disposed of: kept; cleared, with what becomes clear next; or undone
           -> what differs, within its bounding box
           -> what does not differ is transparent there, or drawn once more: the shorter
           -> the file's colour table, or a table of its own -> compressed -> put together

Which disposal is shorter is found by looking one frame ahead. Clearing the whole screen is tried
for all frames together, as well.

Source: GIF89a specification; the NETSCAPE 2.0 looping extension.
"""

from __future__ import annotations

import struct
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quantizer.image_files import lzw
from quantizer.image_files.picture import Box, Picture, box_of
from quantizer.image_files.timing import hundredths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from quantizer.progress import Progress

_KEEP, _TO_BACKGROUND, _TO_PREVIOUS = 1, 2, 3
_MOST = 256
_HAS_TABLE, _EIGHT_BITS = 0x80, 0x70


class _Step(NamedTuple):
    """How one frame is drawn, and what is left of it for the next one."""

    box: Box
    disposal: int
    left: NDArray[np.uint32]


def encode_gif(pictures: Sequence[Picture], plays: int, progress: Progress) -> bytes:
    """Return the bytes of an animated GIF.

    Parameters
    ----------
    pictures
        Frames of one size; each pixel opaque or clear, and at most one entry clear. None shows
        for longer than a GIF can tell.
    plays
        How often it plays in all; 0 for endlessly.
    progress
        Told the share of frames done.
    """
    height, width = pictures[0].indices.shape
    common = _Common(pictures)
    parts = [b"GIF89a", struct.pack("<HH", width, height)]
    parts.append(struct.pack("<BBB", _EIGHT_BITS | _HAS_TABLE | _size(common.table), 0, 0))
    parts.append(common.table)
    if plays != 1:
        repeats = max(0, plays - 1)
        parts.append(b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", repeats, 0))
    delays = list(_delays(pictures))
    writer = _Writer(pictures, common, delays, progress.between(0, 0.5))
    frames = writer.frames(is_wide=False)
    if writer.clears:
        whole = _Writer(pictures, common, delays, progress.between(0.5, 1)).frames(is_wide=True)
        frames = min(frames, whole, key=len)
    return b"".join([*parts, frames, b";"])


def encode_still_gif(
    indices: NDArray[np.uint8], colors: NDArray[np.uint8], progress: Progress
) -> bytes:
    """Return the bytes of a GIF of one picture, with all of its palette in its order.

    Parameters
    ----------
    indices
        uint8 (height, width).
    colors
        uint8 (k, 4); the first entry that is clear is the transparent one.
    progress
        Asked whether the job is still wanted.
    """
    height, width = indices.shape
    table = _padded(colors, len(colors))
    flags = _EIGHT_BITS | _HAS_TABLE | _size(table)
    parts = [b"GIF89a", struct.pack("<HHBBB", width, height, flags, 0, 0), table]
    clear = np.flatnonzero(colors[:, 3] == 0)
    if len(clear):
        parts.append(struct.pack("<4BHBB", 0x21, 0xF9, 4, 1, 0, int(clear[0]), 0))
    parts.append(struct.pack("<B4HB", 0x2C, 0, 0, width, height, 0))
    return b"".join([*parts, lzw.compressed(indices, progress), b";"])


def _delays(pictures: Sequence[Picture]) -> Iterator[int]:
    """Yield hundredths of a second, rounded so that the whole stays as long as it is."""
    elapsed = 0
    for picture in pictures:
        before = hundredths(elapsed)
        elapsed += picture.duration
        yield hundredths(elapsed) - before


class _Common:
    """The file's colour table: that of most frames."""

    def __init__(self, pictures: Sequence[Picture]) -> None:
        ((colors, _),) = Counter(one.colors.tobytes() for one in pictures).most_common(1)
        self.colors = np.frombuffer(colors, np.uint8).reshape(-1, 4)
        self.table = _table(self.colors)
        clear = np.flatnonzero(self.colors[:, 3] == 0)
        self.transparent = int(clear[0]) if len(clear) else len(self.colors)
        if self.transparent >= len(self.table) // 3:
            self.transparent = -1  # there is no room for it in the table
        packed = np.ascontiguousarray(self.colors).view("<u4")[:, 0]
        self._packed, self._places = np.unique(packed, return_index=True)

    def indices_of(self, colors: NDArray[np.uint32]) -> NDArray[np.uint8] | None:
        """Return the places of opaque colours in the table; None if one is not in it."""
        at = np.minimum(np.searchsorted(self._packed, colors), len(self._packed) - 1)
        if not np.array_equal(self._packed[at], colors):
            return None
        return self._places[at].astype(np.uint8)


class _Writer:
    """Decides frame by frame how it is drawn, and writes it.

    `clears` tells afterwards whether any pixel had to become clear.
    """

    def __init__(
        self,
        pictures: Sequence[Picture],
        common: _Common,
        delays: Sequence[int],
        progress: Progress,
    ) -> None:
        self._pictures = pictures
        self._common = common
        self._delays = delays
        self._progress = progress
        self.clears = False

    def frames(self, *, is_wide: bool) -> bytes:
        """Return all frames.

        Parameters
        ----------
        is_wide
            Whether the whole screen is cleared where any of it must be, and never less.
        """
        parts = []
        base = np.zeros_like(self._pictures[0].indices, np.uint32)
        shown = self._pictures[0].packed
        for number in range(len(self._pictures)):
            self._progress.report(number / len(self._pictures))
            is_last = number + 1 == len(self._pictures)
            after = None if is_last else self._pictures[number + 1].packed
            steps = self._steps(number, base, shown, after, is_wide=is_wide)
            step = steps[0]
            if after is not None and len(steps) > 1:
                costs = [self._cost(number, base, shown, one, after) for one in steps]
                step = steps[costs.index(min(costs))]
            parts.append(self._frame(number, base, shown, step))
            if after is not None:
                base, shown = step.left, after
        return b"".join(parts)

    def _steps(
        self,
        number: int,
        base: NDArray[np.uint32],
        shown: NDArray[np.uint32],
        after: NDArray[np.uint32] | None,
        *,
        is_wide: bool,
    ) -> list[_Step]:
        """Return the ways to draw a frame that leave nothing which the next one cannot cover."""
        changed = shown != base
        box = box_of(changed)
        kept = _Step(box, _KEEP, shown)
        if after is None:
            return [kept]
        lost = (shown != 0) & (after == 0)
        steps = [kept]
        if lost.any():
            self.clears = True
            wide = self._pictures[number].whole if is_wide else box_of(changed | lost)
            left = shown.copy()
            left[wide.slices] = 0
            steps = [_Step(wide, _TO_BACKGROUND, left)]
        # Viewers do not agree on what was before the first frame.
        if number and not is_wide and not ((base != 0) & (after == 0)).any():
            undone = box_of(after != base)
            if undone.area < box_of(after != steps[0].left).area:
                steps.append(_Step(box, _TO_PREVIOUS, base))
        return steps

    def _cost(
        self,
        number: int,
        base: NDArray[np.uint32],
        shown: NDArray[np.uint32],
        step: _Step,
        after: NDArray[np.uint32],
    ) -> int:
        """Return about how many bytes a frame and the next one take."""
        following = _Step(box_of(after != step.left), _KEEP, after)
        return sum(
            min(lzw.length(indices, self._progress) + len(table) for indices, table, _ in ways)
            for ways in (
                self._ways(number, base, shown, step),
                self._ways(number + 1, step.left, after, following),
            )
        )

    def _frame(
        self, number: int, base: NDArray[np.uint32], shown: NDArray[np.uint32], step: _Step
    ) -> bytes:
        ways = self._ways(number, base, shown, step)
        if len(ways) > 1:
            ways.sort(key=lambda way: lzw.length(way[0], self._progress) + len(way[1]))
        indices, table, transparent = ways[0]
        flags = step.disposal << 2 | int(transparent >= 0)
        delay = self._delays[number]
        control = struct.pack("<4BHBB", 0x21, 0xF9, 4, flags, delay, max(0, transparent), 0)
        local = _HAS_TABLE | _size(table) if table else 0
        head = struct.pack("<B4HB", 0x2C, *step.box, local)
        return b"".join((control, head, table, lzw.compressed(indices, self._progress)))

    def _ways(
        self, number: int, base: NDArray[np.uint32], shown: NDArray[np.uint32], step: _Step
    ) -> list[tuple[NDArray[np.uint8], bytes, int]]:
        """Return ways to write a box: its indices, its own table or none, what is transparent."""
        part = shown[step.box.slices]
        drawn = part != base[step.box.slices]
        opaque = part != 0
        masks = [drawn]
        if not np.array_equal(drawn, opaque):
            masks.append(opaque)
        ways = []
        for mask in masks:
            way = self._way(self._pictures[number], step, mask)
            if way is not None:
                ways.append(way)
        return ways

    def _way(
        self, picture: Picture, step: _Step, drawn: NDArray[np.bool_]
    ) -> tuple[NDArray[np.uint8], bytes, int] | None:
        """Return the box with what is not drawn transparent; None if there is no room for that."""
        own = picture.indices[step.box.slices]
        is_whole = bool(drawn.all())
        # Some viewers clear to a colour unless an image has a transparent index; so it is told
        # even where nothing takes it, if it makes no table longer.
        is_wanted = not is_whole or step.disposal == _TO_BACKGROUND
        transparent = self._common.transparent
        if np.array_equal(picture.colors, self._common.colors):
            table, lookup = b"", np.arange(_MOST, dtype=np.uint8)
        else:
            used = np.unique(own[drawn])
            colors = picture.colors[used]
            places = self._common.indices_of(np.ascontiguousarray(colors).view("<u4")[:, 0])
            table, lookup = b"", np.zeros(_MOST, np.uint8)
            if places is None or (transparent < 0 and is_wanted):
                places = np.arange(len(used), dtype=np.uint8)
                transparent = len(used) if is_wanted and len(used) < _MOST else -1
                table = _padded(colors, len(used) + (transparent >= 0))
            lookup[used] = places
        if is_whole:
            return lookup[own], table, transparent
        if transparent < 0:
            return None
        return np.where(drawn, lookup[own], np.uint8(transparent)), table, transparent


def _table(colors: NDArray[np.uint8]) -> bytes:
    """Return a colour table of 2 to 256 entries, with one to spare if there is room."""
    entries = len(colors) + int(bool((colors[:, 3] != 0).all()) and len(colors) < _MOST)
    return _padded(colors, entries)


def _padded(colors: NDArray[np.uint8], entries: int) -> bytes:
    """Return a colour table of the next power of two."""
    table = np.zeros((max(2, 1 << (entries - 1).bit_length()), 3), np.uint8)
    table[: len(colors)] = colors[:, :3]
    return table.tobytes()


def _size(table: bytes) -> int:
    """Return the size field of a colour table."""
    return (len(table) // 3).bit_length() - 2
