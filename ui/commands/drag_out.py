"""Drags the result out of the window, into another program.

    pointer on the handle -> the file is made -> drag -> the other program gets the file

A drag that begins before the file is made waits for it while the button is held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QDrag, QGuiApplication, QPixmap

from quantizer.language import tr

if TYPE_CHECKING:
    from ..panels.drag_handle import DragHandle
    from .result_file import ReadyFile, ResultFile

_THUMBNAIL = 96
"""Side in pixels of the picture under the pointer."""


class DragOut(QObject):
    """Starts the drags of a handle."""

    message = Signal(str)
    """A sentence for the status bar."""

    def __init__(self, file: ResultFile) -> None:
        super().__init__(file)
        self._file = file
        self._handle: DragHandle | None = None
        self._is_waiting = False
        file.made.connect(self._start_waiting_drag)
        file.failed.connect(lambda _error: self._stop_waiting())
        file.cancelled.connect(self._stop_waiting)

    def follow(self, handle: DragHandle) -> None:
        """Drag the result when the user drags this handle."""
        self._handle = handle
        handle.approached.connect(self._file.make)
        handle.drag_started.connect(self._begin)
        handle.released.connect(self._stop_waiting)

    def _begin(self) -> None:
        if not self._file.can_make:
            self.message.emit(tr("The result can be dragged once it is up to date"))
        elif (ready := self._file.ready) is not None:
            self._drag(ready)
        else:
            self._is_waiting = True
            self.message.emit(tr("Making the file… Hold the button to go on dragging"))
            self._show_busy(busy=True)
            self._file.make()

    def _start_waiting_drag(self, ready: object) -> None:
        if not self._is_waiting:
            return
        self._stop_waiting()
        if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            assert self._file.ready is ready
            self._drag(self._file.ready)
        else:
            self.message.emit(tr("The file is ready to be dragged"))

    def _stop_waiting(self) -> None:
        self._is_waiting = False
        self._show_busy(busy=False)

    def _show_busy(self, *, busy: bool) -> None:
        if self._handle is not None:
            shape = Qt.CursorShape.WaitCursor if busy else Qt.CursorShape.OpenHandCursor
            self._handle.setCursor(shape)

    def _drag(self, ready: ReadyFile | None) -> None:
        if ready is None or self._handle is None:
            return
        drag = QDrag(self._handle)
        drag.setMimeData(ready.mime_data())
        picture = ready.outcome.picture
        small = next((one for one in picture.levels if one.width() <= 2 * _THUMBNAIL), None)
        size = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        shown = QPixmap.fromImage(small or picture.levels[-1])
        drag.setPixmap(shown.scaled(_THUMBNAIL, _THUMBNAIL, *size))
        taken = drag.exec(Qt.DropAction.CopyAction)
        self._handle.setDown(False)
        if taken is not Qt.DropAction.IgnoreAction:
            self.message.emit(tr("Dropped {name}", name=ready.path.name))
