"""Encode a GIF; of the frames of an animation only what differs from the screen before them.

    frame -> its disposal method: keep, clear to transparent, or restore the screen before it
          -> the bounding box of what differs
          -> inside the box, equal pixels become transparent or are drawn again: the shorter one
          -> the global colour table, or a local one -> LZW

The disposal method is chosen by the bytes of this frame and the next one. Clearing the whole screen
is tried as well, for all frames together.

Source: GIF89a specification; the NETSCAPE 2.0 looping extension.
"""

from __future__ import annotations

import struct
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quantizer.image_files import lzw
from quantizer.image_files.raw_frame import Box, RawFrame, bounding_box
from quantizer.image_files.timing import to_centiseconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from quantizer.progress import Progress

_KEEP, _TO_BACKGROUND, _TO_PREVIOUS = 1, 2, 3
_MAX_COLORS = 256
_HAS_TABLE, _EIGHT_BITS = 0x80, 0x70


class _Step(NamedTuple):
    """How one frame is drawn: its box, its disposal method, and the screen after the disposal."""

    box: Box
    disposal: int
    screen: NDArray[np.uint32]


def encode_gif(frames: Sequence[RawFrame], plays: int, progress: Progress) -> bytes:
    """Return the bytes of an animated GIF.

    Parameters
    ----------
    frames
        Frames of one size. Each colour is opaque or transparent, and at most one is transparent. No
        duration is above 65535 hundredths of a second.
    plays
        How often the animation plays; 0 for endlessly.
    progress
        Receives the share of frames that are encoded.
    """
    height, width = frames[0].indices.shape
    common = _GlobalColors(frames)
    parts = [b"GIF89a", struct.pack("<HH", width, height)]
    parts.append(struct.pack("<BBB", _EIGHT_BITS | _HAS_TABLE | _size(common.table), 0, 0))
    parts.append(common.table)
    if plays != 1:
        repeats = max(0, plays - 1)
        parts.append(b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", repeats, 0))
    writer = _Writer(frames, common, progress.between(0, 0.5))
    blocks = writer.blocks(clears_screen=False)
    if writer.clears:
        second = _Writer(frames, common, progress.between(0.5, 1))
        blocks = min(blocks, second.blocks(clears_screen=True), key=len)
    return b"".join([*parts, blocks, b";"])


def encode_still_gif(
    indices: NDArray[np.uint8], colors: NDArray[np.uint8], progress: Progress
) -> bytes:
    """Return the bytes of a GIF of one image, with its palette in this order.

    Parameters
    ----------
    indices
        uint8 (height, width).
    colors
        uint8 (k, 4), k from 1 to 256; the first entry of alpha 0 becomes the transparent one.
    progress
        Checked for a cancel.
    """
    height, width = indices.shape
    table = _padded(colors, len(colors))
    flags = _EIGHT_BITS | _HAS_TABLE | _size(table)
    parts = [b"GIF89a", struct.pack("<HHBBB", width, height, flags, 0, 0), table]
    clear = np.flatnonzero(colors[:, 3] == 0)
    if len(clear):
        parts.append(struct.pack("<4BHBB", 0x21, 0xF9, 4, 1, 0, int(clear[0]), 0))
    parts.append(struct.pack("<B4HB", 0x2C, 0, 0, width, height, 0))
    return b"".join([*parts, lzw.compress(indices, progress), b";"])


def _delays(frames: Sequence[RawFrame]) -> Iterator[int]:
    """Yield delays in hundredths of a second, rounded so that their sum stays right."""
    elapsed = 0
    for frame in frames:
        before = to_centiseconds(elapsed)
        elapsed += frame.duration
        yield to_centiseconds(elapsed) - before


class _GlobalColors:
    """The global colour table: the palette that most frames have."""

    def __init__(self, frames: Sequence[RawFrame]) -> None:
        ((colors, _),) = Counter(one.colors.tobytes() for one in frames).most_common(1)
        self.colors = np.frombuffer(colors, np.uint8).reshape(-1, 4)
        self.table = _table(self.colors)
        clear = np.flatnonzero(self.colors[:, 3] == 0)
        self.transparent = int(clear[0]) if len(clear) else len(self.colors)
        if self.transparent >= len(self.table) // 3:
            self.transparent = -1  # there is no room for it in the table
        packed = np.ascontiguousarray(self.colors).view("<u4")[:, 0]
        self._packed, self._places = np.unique(packed, return_index=True)

    def indices_of(self, colors: NDArray[np.uint32]) -> NDArray[np.uint8] | None:
        """Return the indices of packed opaque colours; None if one is not in the table."""
        at = np.minimum(np.searchsorted(self._packed, colors), len(self._packed) - 1)
        if not np.array_equal(self._packed[at], colors):
            return None
        return self._places[at].astype(np.uint8)


class _Writer:
    """Chooses for each frame how to draw it; `clears` if one made pixels transparent again."""

    def __init__(
        self, frames: Sequence[RawFrame], common: _GlobalColors, progress: Progress
    ) -> None:
        self._frames = frames
        self._common = common
        self._delays = list(_delays(frames))
        self._progress = progress
        self.clears = False

    def blocks(self, *, clears_screen: bool) -> bytes:
        """Return the image blocks of all frames.

        With `clears_screen`, a frame that must make any pixel transparent clears the whole screen.
        """
        parts = []
        base = np.zeros_like(self._frames[0].indices, np.uint32)
        shown = self._frames[0].packed
        for number in range(len(self._frames)):
            self._progress.report(number / len(self._frames))
            is_last = number + 1 == len(self._frames)
            after = None if is_last else self._next(number, shown)
            steps = self._steps(number, base, shown, after, clears_screen=clears_screen)
            step = steps[0]
            if after is not None and len(steps) > 1:
                costs = [self._cost(number, base, shown, one, after) for one in steps]
                step = steps[costs.index(min(costs))]
            parts.append(self._frame(number, base, shown, step))
            if after is not None:
                base, shown = step.screen, after
        return b"".join(parts)

    def _next(self, number: int, shown: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Return the frame after a frame that is `shown`."""
        after = self._frames[number + 1]
        return shown if after.repeats(self._frames[number]) else after.packed

    def _steps(
        self,
        number: int,
        base: NDArray[np.uint32],
        shown: NDArray[np.uint32],
        after: NDArray[np.uint32] | None,
        *,
        clears_screen: bool,
    ) -> list[_Step]:
        """Return the ways to draw a frame after which the next one can be drawn.

        `base` is the screen before the frame, `shown` the frame, `after` the next one.
        """
        changed = shown != base
        box = bounding_box(changed)
        kept = _Step(box, _KEEP, shown)
        if after is None:
            return [kept]
        lost = (shown != 0) & (after == 0)
        steps = [kept]
        if lost.any():
            self.clears = True
            wide = self._frames[number].full_box if clears_screen else bounding_box(changed | lost)
            cleared = shown.copy()
            cleared[wide.slices] = 0
            steps = [_Step(wide, _TO_BACKGROUND, cleared)]
        # Viewers disagree on what they restore after the first frame.
        if number and not clears_screen and not ((base != 0) & (after == 0)).any():
            undone = bounding_box(after != base)
            if undone.area < bounding_box(after != steps[0].screen).area:
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
        """Return about how many bytes a frame and the next one take together."""
        following = _Step(bounding_box(after != step.screen), _KEEP, after)
        first = self._ways(number, base, shown, step)
        second = self._ways(number + 1, step.screen, after, following)
        return min(map(self._length, first)) + min(map(self._length, second))

    def _length(self, way: tuple[NDArray[np.uint8], bytes, int]) -> int:
        """Return about how many bytes an encoded box takes."""
        return lzw.estimate_length(way[0], self._progress) + len(way[1])

    def _frame(
        self, number: int, base: NDArray[np.uint32], shown: NDArray[np.uint32], step: _Step
    ) -> bytes:
        ways = self._ways(number, base, shown, step)
        indices, table, transparent = ways[0] if len(ways) == 1 else min(ways, key=self._length)
        flags = step.disposal << 2 | int(transparent >= 0)
        delay = self._delays[number]
        control = struct.pack("<4BHBB", 0x21, 0xF9, 4, flags, delay, max(0, transparent), 0)
        local = _HAS_TABLE | _size(table) if table else 0
        head = struct.pack("<B4HB", 0x2C, *step.box, local)
        return b"".join((control, head, table, lzw.compress(indices, self._progress)))

    def _ways(
        self, number: int, base: NDArray[np.uint32], shown: NDArray[np.uint32], step: _Step
    ) -> list[tuple[NDArray[np.uint8], bytes, int]]:
        """Return ways to encode a box: indices, local colour table (or none), transparent index."""
        part = shown[step.box.slices]
        drawn = part != base[step.box.slices]
        opaque = part != 0
        masks = [drawn]
        if not np.array_equal(drawn, opaque):
            masks.append(opaque)
        ways = (self._way(self._frames[number], step, mask) for mask in masks)
        return [way for way in ways if way is not None]

    def _way(
        self, frame: RawFrame, step: _Step, drawn: NDArray[np.bool_]
    ) -> tuple[NDArray[np.uint8], bytes, int] | None:
        """Encode a box with all but `drawn` pixels transparent; None if no index is free."""
        own = frame.indices[step.box.slices]
        draws_all = bool(drawn.all())
        # Some viewers clear to a colour unless the image has a transparent index. So there is one
        # even if no pixel needs it, as long as the table does not become longer.
        wants_transparent = not draws_all or step.disposal == _TO_BACKGROUND
        transparent = self._common.transparent
        if np.array_equal(frame.colors, self._common.colors):
            table, lookup = b"", np.arange(_MAX_COLORS, dtype=np.uint8)
        else:
            used = np.unique(own[drawn])
            colors = frame.colors[used]
            places = self._common.indices_of(np.ascontiguousarray(colors).view("<u4")[:, 0])
            table, lookup = b"", np.zeros(_MAX_COLORS, np.uint8)
            if places is None or (transparent < 0 and wants_transparent):
                places = np.arange(len(used), dtype=np.uint8)
                transparent = len(used) if wants_transparent and len(used) < _MAX_COLORS else -1
                table = _padded(colors, len(used) + (transparent >= 0))
            lookup[used] = places
        if draws_all:
            return lookup[own], table, transparent
        if transparent < 0:
            return None
        return np.where(drawn, lookup[own], np.uint8(transparent)), table, transparent


def _table(colors: NDArray[np.uint8]) -> bytes:
    """Return a colour table of 2 to 256 entries, with a free one if there is room."""
    entries = len(colors) + int(bool((colors[:, 3] != 0).all()) and len(colors) < _MAX_COLORS)
    return _padded(colors, entries)


def _padded(colors: NDArray[np.uint8], entries: int) -> bytes:
    """Return a colour table of at least so many entries: the next power of two."""
    table = np.zeros((max(2, 1 << (entries - 1).bit_length()), 3), np.uint8)
    table[: len(colors)] = colors[:, :3]
    return table.tobytes()


def _size(table: bytes) -> int:
    """Return the size field of a colour table: log2 of its entries, less 1."""
    return (len(table) // 3).bit_length() - 2
