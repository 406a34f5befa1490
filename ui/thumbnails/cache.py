"""Thumbnails of the files that are visible, made in a worker and cached.

    visible files -> want -> after a short delay, the worker reads the missing ones -> arrived

Files that are scrolled out of view before their turn are never read. The cache drops the
thumbnails that were used longest ago. It also remembers files that cannot be read.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker
from .picture import file_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from PySide6.QtGui import QImage

    from quantizer.progress import Progress

    from ..jobs.worker import Context

    PictureReader = Callable[[Path, int, Progress], QImage]

_MOST_KEPT = 512
_PAUSE_MS = 40
"""Delay before reading starts, so that fast scrolling requests nothing (chosen by eye)."""


@dataclass(frozen=True, eq=False)
class FileThumbnail:
    """The thumbnail of a file; a null image if the file cannot be read."""

    path: Path
    picture: QImage


class ThumbnailCache(QObject):
    """Makes and caches thumbnails; call `shutdown` before it is destroyed.

    Parameters
    ----------
    side
        Largest width and height in device pixels.
    kept
        Largest number of cached thumbnails; more than can be visible.
    read
        Returns the picture of a file at a side in pixels, a null image if there is none; called in
        the worker's thread.
    """

    arrived = Signal(object)
    """The `Path` whose thumbnail was made."""

    def __init__(
        self,
        side: int,
        kept: int = _MOST_KEPT,
        parent: QObject | None = None,
        read: PictureReader = file_picture,
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._side, self._most = side, kept
        self._kept: OrderedDict[Path, QImage] = OrderedDict()
        self._wanted: tuple[Path, ...] = ()
        self._pause = single_shot_timer(self, _PAUSE_MS, self._begin)
        self._worker = Worker("quantizer-rows", self)
        self._worker.published.connect(self._take)

    def __len__(self) -> int:
        return len(self._kept)

    def picture(self, path: Path) -> QImage | None:
        """Return the thumbnail of a file, a null image if unreadable, None if not made yet."""
        found = self._kept.get(path)
        if found is not None:
            self._kept.move_to_end(path)
        return found

    def want(self, paths: Iterable[Path]) -> None:
        """Request the thumbnails of these files, in this order, instead of earlier requests."""
        self._wanted = tuple(paths)
        if not self._pause.isActive():
            self._pause.start()

    def clear(self) -> None:
        """Clear the cache, because files may have changed."""
        self._worker.cancel()
        self._wanted = ()
        self._kept.clear()

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._pause.stop()
        self._worker.shutdown()

    def _begin(self) -> None:
        missing = [path for path in self._wanted if path not in self._kept]
        if missing:
            self._worker.start(_thumbnails(missing[: self._most], self._side, self._read))

    def _take(self, result: object) -> None:
        if isinstance(result, FileThumbnail):
            self._kept[result.path] = result.picture
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            self.arrived.emit(result.path)


def _thumbnails(paths: list[Path], side: int, read: PictureReader) -> Callable[[Context], None]:
    """Return the job that publishes the thumbnail of each file."""

    def job(context: Context) -> None:
        for path in paths:
            context.publish(FileThumbnail(path, read(path, side, context.progress)))

    return job
