"""Edits the frames of the open animation: the strip of frames, and its commands.

    strip, commands -> new `AnimationSettings` -> document (undo, result) -> strip, player

The edits are settings, so an export, a pin and a project contain them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage

from quantizer.settings.frame_lists import (
    read_delays,
    read_frames,
    write_delays,
    write_frames,
)
from quantizer.settings.settings import AnimationSettings

from ..jobs.worker import Worker
from .frame_strip import THUMBNAIL, FrameStrip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from quantizer.image.image import Image

    from ..document.document import Document
    from ..jobs.reading import Opened
    from ..jobs.worker import Context
    from .playback import Player


@dataclass(frozen=True, eq=False)
class _Thumbnail:
    number: int
    picture: QImage


class FrameEditor(QObject):
    """Connects document, player, strip and commands; call `shutdown` before it is destroyed."""

    def __init__(self, document: Document, player: Player, actions: Mapping[str, QAction]) -> None:
        super().__init__(document)
        self._document, self._player, self._actions = document, player, actions
        self.strip = FrameStrip()
        self._shown: Opened | None = None
        self._worker = Worker("quantizer-frame-thumbnails", self)
        self._worker.published.connect(self._take_thumbnail)
        document.opened.connect(self.follow)
        document.closed.connect(self.follow)
        document.result_changed.connect(self.follow)
        document.settings_changed.connect(self.follow)
        self._connect_strip()
        self._connect_actions()
        self.follow()

    def _connect_strip(self) -> None:
        strip = self.strip
        strip.leave_out_requested.connect(self.leave_out)
        strip.bring_back_requested.connect(self.bring_back)
        strip.every_requested.connect(self.leave_out_every)
        strip.delay_changed.connect(self.set_delay)
        strip.plays_changed.connect(lambda plays: self._change(loop=plays))
        strip.reverse_changed.connect(lambda is_on: self._change(reverse=is_on))
        strip.reset_requested.connect(
            lambda: self._choose(AnimationSettings(self._settings.palettes))
        )
        strip.frame_chosen.connect(self._seek)

    def _connect_actions(self) -> None:
        actions, strip = self._actions, self.strip
        actions["frames"].toggled.connect(self._open)
        for name, slot in (
            ("leave_out_frames", strip.leave_out.click),
            ("bring_back_frames", strip.bring_back.click),
            ("thin_frames", lambda: self.leave_out_every(2)),
            ("reverse_frames", strip.reverse.click),
            ("frame_delay", lambda: self._focus(strip.delay)),
            ("plays", lambda: self._focus(strip.plays)),
        ):
            actions[name].triggered.connect(lambda _checked=False, slot=slot: slot())

    @property
    def _settings(self) -> AnimationSettings:
        return self._document.settings.animation

    @property
    def _count(self) -> int:
        return len(self._document.read.animation.frames) if self._document.read else 0

    @property
    def kept(self) -> tuple[int, ...]:
        """The frames of the file that are kept, counted from 0, in the order that they play."""
        kept = read_frames(self._settings.frames, self._count)
        return kept[::-1] if self._settings.reverse else kept

    def leave_out(self, frames: Sequence[int]) -> None:
        """Leave frames out; one at least stays."""
        self._keep(sorted(set(self.kept).difference(frames)))

    def bring_back(self, frames: Sequence[int]) -> None:
        """Keep frames again."""
        self._keep(sorted({*self.kept, *frames}))

    def leave_out_every(self, step: int) -> None:
        """Leave out every n-th of the frames that are kept."""
        kept = sorted(self.kept)
        self._keep([frame for place, frame in enumerate(kept, 1) if place % step])

    def set_delay(self, frames: Sequence[int] | None, delay: int) -> None:
        """Set the delay of some frames, or of all, in milliseconds."""
        if frames is None or len(frames) == self._count:
            self._change(delay=delay, delays="")
            return
        delays = read_delays(self._settings.delays, self._count) | dict.fromkeys(frames, delay)
        self._change(delays=write_delays(delays))

    def follow(self) -> None:
        """Show the frames and the settings of the document."""
        read = self._document.read
        moves = self._document.moves
        for name in _NEED_FRAMES:
            self._actions[name].setEnabled(moves)
        self.strip.setVisible(moves and self._actions["frames"].isChecked())
        if read is None or not moves:
            self._shown = None
            self._worker.cancel()
            return
        if self.strip.isHidden():
            return
        if read is not self._shown:
            self._shown = read
            self.strip.load(self._count)
            images = [frame.image for frame in read.animation.frames]
            ratio = self.strip.devicePixelRatioF()
            self._worker.start(_thumbnails(images, ratio))
        self._show_edits(read)

    def _take_thumbnail(self, made: object) -> None:
        if isinstance(made, _Thumbnail):
            self.strip.set_picture(made.number, made.picture)

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._worker.shutdown()

    def _show_edits(self, read: Opened) -> None:
        settings, animation = self._settings, read.animation
        delays = read_delays(settings.delays, self._count)
        usual = [
            frame.duration if settings.delay is None else settings.delay
            for frame in animation.frames
        ]
        self.strip.show_edits(
            [delays.get(number, delay) for number, delay in enumerate(usual)],
            frozenset(self.kept),
            plays=animation.loop if settings.loop is None else settings.loop,
            is_reversed=settings.reverse,
        )

    def _keep(self, frames: Sequence[int]) -> None:
        if frames:
            self._change(frames="" if len(frames) == self._count else write_frames(frames))

    def _change(self, **values: object) -> None:
        if self._document.moves:
            self._choose(replace(self._settings, **values))  # type: ignore[arg-type]

    def _choose(self, settings: AnimationSettings) -> None:
        self._document.change_settings(replace(self._document.settings, animation=settings))
        self.follow()

    def _seek(self, frame: int) -> None:
        """Show a frame of the file, if it is kept."""
        if frame in self.kept and len(self._player.durations) == len(self.kept):
            self._player.pause()
            self._player.seek(self.kept.index(frame))

    def _open(self, is_open: bool) -> None:
        self.follow()
        if is_open and not self.strip.isHidden():
            self.strip.frames.setFocus()

    def _focus(self, field: QWidget) -> None:
        self._actions["frames"].setChecked(True)
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)


_NEED_FRAMES = (
    "frames",
    "leave_out_frames",
    "bring_back_frames",
    "thin_frames",
    "reverse_frames",
    "frame_delay",
    "plays",
)
"""Commands that need an animation."""


def _thumbnails(images: Sequence[Image], ratio: float) -> Callable[[Context], None]:
    def job(context: Context) -> None:
        for number, image in enumerate(images):
            context.progress.check()
            height, width = image.pixels.shape[:2]
            kind = QImage.Format.Format_RGBA8888
            whole = QImage(image.pixels.data, width, height, 4 * width, kind)
            aspect = Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            small = whole.scaled(THUMBNAIL * ratio, aspect, smooth).copy()
            small.setDevicePixelRatio(ratio)
            context.publish(_Thumbnail(number, small))

    return job
