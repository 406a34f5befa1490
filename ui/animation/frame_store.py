"""A cache of pictures of an animation's frames, made in a worker shortly before they are shown.

    want(frame) -> the missing pictures of this frame and the next ones -> worker
        -> arrived(frame) for each

When the cache is full, the pictures that were shown longest ago are dropped. A new result drops
only the pictures of the old result, not those of the original.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quantizer.image.image import IndexedImage

from ..canvas.pyramid import Pyramid
from ..jobs.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from quantizer.image.image import Image

    from ..jobs.worker import Context

_MOST_BYTES = 192 << 20
"""Memory for pictures that are not shown at the moment (not tuned)."""
_MOST_AHEAD = 12
"""Most frames that are made in advance; fewer if they are large (not tuned)."""

_KEPT = 4
"""Pictures always kept for each frame made in advance: original and result, before and after."""

_Key = tuple[bool, int]
"""Whether the picture is of the result, and the number of the frame."""


@dataclass(frozen=True, eq=False)
class _Made:
    key: _Key
    picture: Pyramid


class FrameStore(QObject):
    """The cache; call `shutdown` before it is destroyed."""

    arrived = Signal(int)
    """A picture of this frame was made."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._originals: tuple[Image, ...] = ()
        self._results: tuple[IndexedImage, ...] = ()
        self._made: OrderedDict[_Key, Pyramid] = OrderedDict()
        self._bytes = 0
        self._ahead = 1
        self._under_way: set[_Key] = set()
        self._worker = Worker("quantizer-frames", self)
        self._worker.published.connect(self._take)
        self._worker.finished.connect(self._under_way.clear)

    def load(self, originals: Sequence[Image]) -> None:
        """Set the frames of another animation, without a result yet."""
        self._worker.cancel()
        self._originals, self._results = tuple(originals), ()
        self._made.clear()
        self._bytes = 0
        largest = max((image.pixels.nbytes for image in self._originals), default=1)
        self._ahead = max(1, min(_MOST_AHEAD, _MOST_BYTES // (_KEPT * largest)))

    def set_results(self, results: Sequence[IndexedImage]) -> None:
        """Set the reduced frames."""
        self._worker.cancel()
        self._results = tuple(results)
        for key in [key for key in self._made if key[0]]:
            self._bytes -= _bytes(self._made.pop(key))

    def pictures(self, frame: int) -> tuple[Pyramid, Pyramid | None] | None:
        """Return the pictures of original and result of a frame; None if one is not made yet."""
        keys = self._keys(frame)
        if not keys or any(key not in self._made for key in keys):
            return None
        for key in keys:
            self._made.move_to_end(key)
        return self._made[keys[0]], self._made[keys[1]] if len(keys) > 1 else None

    def is_ready(self, frame: int) -> bool:
        """Whether the pictures of a frame are made; if not, request them."""
        self.want(frame)
        return all(key in self._made for key in self._keys(frame))

    def want(self, frame: int) -> None:
        """Request the pictures of a frame and of the frames after it."""
        is_late = any(key not in self._under_way for key in self._missing(frame, 1))
        is_idle = not self._worker.is_busy
        if is_late or (is_idle and self._missing(frame, 1 + self._ahead // 2)):
            self._start(frame)

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._worker.shutdown()

    def _keys(self, frame: int) -> list[_Key]:
        if frame >= len(self._originals):
            return []
        return [(False, frame), (True, frame)] if self._results else [(False, frame)]

    def _missing(self, frame: int, count: int) -> list[_Key]:
        total = len(self._originals)
        frames = [(frame + n) % total for n in range(min(count, total))] if total else []
        return [key for one in frames for key in self._keys(one) if key not in self._made]

    def _start(self, frame: int) -> None:
        keys = self._missing(frame, 1 + self._ahead)
        sources = [self._results[n] if reduced else self._originals[n] for reduced, n in keys]
        self._worker.start(_make(list(zip(keys, sources, strict=True))))
        self._under_way.clear()
        self._under_way.update(keys)

    def _take(self, made: object) -> None:
        if isinstance(made, _Made):
            self._made[made.key] = made.picture
            self._bytes += _bytes(made.picture)
            self._under_way.discard(made.key)
            while self._bytes > _MOST_BYTES and len(self._made) > _KEPT * (1 + self._ahead):
                self._bytes -= _bytes(self._made.popitem(last=False)[1])
            self.arrived.emit(made.key[1])


def _make(wanted: Sequence[tuple[_Key, Image | IndexedImage]]) -> Callable[[Context], None]:
    def job(context: Context) -> None:
        for key, source in wanted:
            if isinstance(source, IndexedImage):
                picture = Pyramid.of_indexed(source, context.progress)
            else:
                picture = Pyramid.of_image(source, context.progress)
            context.publish(_Made(key, picture))

    return job


def _bytes(picture: Pyramid) -> int:
    return sum(level.sizeInBytes() for level in picture.levels)
