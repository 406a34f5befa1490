"""Shows the document's animation on the canvas.

    document opened -> store, player, bar            player: frame_changed -+
    document has a result -> store                   store: arrived --------+-> canvas

The player decides which frame is shown, the store makes its pictures. Until they are made, the
canvas keeps showing the frame before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from .frame_editor import FrameEditor
from .frame_store import FrameStore
from .playback import Player

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QAction

    from quantizer.image.image import IndexedImage

    from ..canvas.canvas import Canvas
    from ..document.document import Document
    from ..panels.transport_bar import TransportBar


class AnimationPresenter(QObject):
    """Connects document, player, frame store, transport bar and canvas.

    Call `shutdown` before it is destroyed.

    Parameters
    ----------
    document
        The document; nothing happens while its image is not animated.
    actions
        The actions of the window by name.
    """

    def __init__(
        self,
        document: Document,
        canvas: Canvas,
        bar: TransportBar,
        actions: Mapping[str, QAction],
    ) -> None:
        super().__init__(document)
        self._document, self._canvas, self._bar = document, canvas, bar
        self.store = FrameStore(self)
        self.player = Player(self._is_ready, self)
        self.is_ready_elsewhere: Callable[[int], bool] = lambda _frame: True
        """Whether whatever else shows a frame is ready for it."""
        self.store.arrived.connect(self._show_if_current)
        self.player.frame_changed.connect(self._show)
        self.player.frame_changed.connect(bar.show_frame)
        self.player.playing_changed.connect(bar.show_playing)
        bar.toggled.connect(self.player.toggle)
        bar.sought.connect(self.player.seek)
        bar.stepped.connect(self.player.step)
        bar.held.connect(self._hold)
        canvas.tapped.connect(self.player.toggle)
        document.opened.connect(self._load)
        document.timing_changed.connect(self._take_timing)
        document.closed.connect(self._load)
        document.result_changed.connect(self._take_result)
        self._results: tuple[IndexedImage, ...] = ()
        self._resumes = False
        self.editor = FrameEditor(document, self.player, actions)

    def shutdown(self) -> None:
        """Stop playback and the worker."""
        self.player.pause()
        self.editor.shutdown()
        self.store.shutdown()

    def _is_ready(self, frame: int) -> bool:
        is_ready = self.is_ready_elsewhere(frame)
        return self.store.is_ready(frame) and is_ready

    def _load(self) -> None:
        animation = self._document.animation
        frames = animation.frames if animation else ()
        self._results = ()
        self.store.load([frame.image for frame in frames])
        self.player.load([frame.duration for frame in frames], animation.loop if animation else 0)
        self._bar.load(self.player.durations)
        self.store.want(0)

    def _take_timing(self) -> None:
        """Play the same frames with other delays; the current frame stays."""
        animation, frame = self._document.animation, self.player.frame
        if animation is not None:
            self.player.load([one.duration for one in animation.frames], animation.loop)
            self._bar.load(self.player.durations)
            self.player.seek(frame)

    def _take_result(self) -> None:
        outcome = self._document.outcome
        frames = outcome.frames if outcome and self._document.animation else ()
        if frames != self._results:
            self._results = frames
            self.store.set_results(frames)
            self.store.want(self.player.frame)

    def _hold(self, held: bool) -> None:
        """Pause while the slider is held, then resume if it was playing."""
        if held:
            self._resumes = self.player.is_playing
            self.player.pause()
        elif self._resumes:
            self.player.play()

    def _show_if_current(self, frame: int) -> None:
        if frame == self.player.frame:
            self._show(frame)

    def _show(self, frame: int) -> None:
        self._document.show_frame(frame)
        self.store.want(frame)
        pictures = self.store.pictures(frame)
        if pictures is not None:
            self._canvas.set_pictures(*pictures)
