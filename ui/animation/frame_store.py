"""Pictures of an animation's frames: made in the worker when wanted, kept as memory allows.

    `want(frame)` -> what is missing of it and of the frames that follow -> worker
        -> `arrived(frame)`, one after the other

Of originals and results those shown longest ago go first. A new result takes away the results'
pictures only.
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
"""Memory for pictures that do not show at the moment."""
_MOST_AHEAD = 12
"""Most frames that are made before they are due; fewer where they are large."""

_KEPT = 4
"""Pictures that are kept in any case for each frame that is made ahead: two behind, two before."""

_Key = tuple[bool, int]
"""Whether it is of the result, and the frame's number."""


@dataclass(frozen=True, eq=False)
class _Made:
    key: _Key
    picture: Pyramid


class FrameStore(QObject):
    """The pictures; call `shutdown` before it goes."""

    arrived = Signal(int)
    """All that is wanted of this frame may be there now."""

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
        """Take the frames of another animation; there are no results yet."""
        self._worker.cancel()
        self._originals, self._results = tuple(originals), ()
        self._made.clear()
        self._bytes = 0
        largest = max((image.pixels.nbytes for image in self._originals), default=1)
        self._ahead = max(1, min(_MOST_AHEAD, _MOST_BYTES // (_KEPT * largest)))

    def set_results(self, results: Sequence[IndexedImage]) -> None:
        """Take the reduced frames, in place of those before."""
        self._worker.cancel()
        self._results = tuple(results)
        for key in [key for key in self._made if key[0]]:
            self._bytes -= _bytes(self._made.pop(key))

    def pictures(self, frame: int) -> tuple[Pyramid, Pyramid | None] | None:
        """Return original and result of a frame; None if not all that exists is made."""
        keys = self._keys(frame)
        if not keys or any(key not in self._made for key in keys):
            return None
        for key in keys:
            self._made.move_to_end(key)
        return self._made[keys[0]], self._made[keys[1]] if len(keys) > 1 else None

    def is_ready(self, frame: int) -> bool:
        """Whether `pictures` has an answer; it is worked on if not."""
        self.want(frame)
        return all(key in self._made for key in self._keys(frame))

    def want(self, frame: int) -> None:
        """Have a frame made, and those that follow it."""
        is_late = any(key not in self._under_way for key in self._missing(frame, 1))
        is_idle = not self._worker.is_busy
        if is_late or (is_idle and self._missing(frame, 1 + self._ahead // 2)):
            self._start(frame)

    def shutdown(self) -> None:
        """Stop and wait."""
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


def _make(
    wanted: Sequence[tuple[_Key, Image | IndexedImage]],
) -> Callable[[Context], None]:
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
