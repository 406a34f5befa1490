"""Small pictures of the files whose rows are in sight, made off the GUI thread.

    rows in sight -> `want`, however often -> a moment later, in the worker: each that is missing
        -> `arrived` -> kept, up to a number; those not looked at for longest are forgotten

What scrolls out of sight before its turn is never read. A file without a picture, since it cannot
be read, is remembered as such.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from quantizer.errors import Cancelled, QuantizerError
from quantizer.process.child import call_in_process

from ..jobs.jobs import is_read_in_one_call
from ..jobs.worker import Worker
from .miniature import read_miniature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from quantizer.progress import Progress

    from ..jobs.worker import Context

_MOST_KEPT = 512
_PAUSE_MS = 40
"""How long what is wanted may change before it is begun."""


@dataclass(frozen=True, eq=False)
class Miniature:
    """The picture of a file; a null one if it has none."""

    path: Path
    picture: QImage


class RowThumbnails(QObject):
    """A bounded store of pictures; call `shutdown` before it goes.

    Parameters
    ----------
    side
        Most pixels of the screen that a picture has each way.
    kept
        Most pictures that are kept; more than can be in sight.
    """

    arrived = Signal(object)
    """The `Path` whose picture is there now."""

    def __init__(self, side: int, kept: int = _MOST_KEPT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._side, self._most = side, kept
        self._kept: OrderedDict[Path, QImage] = OrderedDict()
        self._wanted: tuple[Path, ...] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._begin)
        self._worker = Worker("quantizer-rows", self)
        self._worker.published.connect(self._take)

    def __len__(self) -> int:
        return len(self._kept)

    def picture(self, path: Path) -> QImage | None:
        """Return a file's picture, a null one if it has none; None if it is not there yet."""
        found = self._kept.get(path)
        if found is not None:
            self._kept.move_to_end(path)
        return found

    def want(self, paths: Iterable[Path]) -> None:
        """Have these made, in this order, instead of what was wanted before."""
        self._wanted = tuple(paths)
        if not self._pause.isActive():
            self._pause.start()

    def clear(self) -> None:
        """Forget all pictures: files may have changed."""
        self._worker.cancel()
        self._wanted = ()
        self._kept.clear()

    def shutdown(self) -> None:
        """Stop and wait."""
        self._pause.stop()
        self._worker.shutdown()

    def _begin(self) -> None:
        missing = [path for path in self._wanted if path not in self._kept]
        if missing:
            self._worker.start(_miniatures(missing[: self._most], self._side))

    def _take(self, result: object) -> None:
        if isinstance(result, Miniature):
            self._kept[result.path] = result.picture
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            self.arrived.emit(result.path)


def _miniatures(paths: list[Path], side: int) -> Callable[[Context], None]:
    """Return the job that publishes the picture of each file."""

    def job(context: Context) -> None:
        for path in paths:
            context.publish(Miniature(path, _picture(path, side, context.progress)))

    return job


def _picture(path: Path, side: int, progress: Progress) -> QImage:
    try:
        if is_read_in_one_call(path):
            pixels = call_in_process(read_miniature, path, side, progress=progress)
        else:
            pixels = read_miniature(path, side, progress)
    except Cancelled:
        raise
    except QuantizerError:
        return QImage()
    height, width = pixels.shape[:2]
    data = pixels.tobytes()
    made = QImage(data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return made.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
