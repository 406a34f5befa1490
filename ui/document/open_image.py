"""The open image: reads it in a worker and holds it; no widgets.

    open_path, open_bytes ... -> _Reading -> worker -> replaces the open image -> opened

If the image cannot be read, the one before stays open. An image with a colour profile is read
again when the user switches between keeping the profile and converting to sRGB.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quantizer.image.palette import Palette, Swatch
from quantizer.image_files.icc import palette_to_srgb
from quantizer.language import tr

from ..jobs import reading
from ..jobs.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QImage

    from quantizer.image.image import Animation, Image
    from quantizer.image.palette import Color

    from ..canvas.pyramid import Pyramid
    from ..jobs.reading import Opened
    from ..jobs.worker import Context


_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class _Reading:
    """An image to read: its name, and the job, which takes whether to keep the colour profile.

    `data` are the bytes of its file, if they were given without one.
    """

    name: str
    job: Callable[[bool], Callable[[Context], Opened]]
    is_sample: bool = False
    data: bytes | None = None


class OpenImage(QObject):
    """Holds one image at a time; call `shutdown` before it is destroyed."""

    opened = Signal()
    closed = Signal()
    """No image is open any more."""
    frame_changed = Signal()
    progressed = Signal(object, float)
    failed = Signal(str, Exception)
    """What was attempted, and the error."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.read: Opened | None = None
        """The image as it was read."""
        self.image: Image | None = None
        """What is reduced: the first frame, as the file format can hold it."""
        self.original: Pyramid | None = None
        self.animation: Animation | None = None
        """What is reduced, if it moves."""
        self.frame = 0
        self.name = ""
        """The name of the image: that of its file, or where it came from."""
        self.is_sample = False
        self._wants_profile = False
        self._wanted: _Reading | None = None
        self._last: _Reading | None = None
        self._reader = Worker("quantizer-reader", self)
        self._reader.published.connect(self._take_read)
        self._reader.failed.connect(self._tell_opening_failed)
        self._reader.progressed.connect(self.progressed)

    @property
    def path(self) -> Path | None:
        """The image's file, if it has one."""
        return self.image.source.path if self.image is not None else None

    @property
    def data(self) -> bytes | None:
        """The bytes of the image's file, if they were given without a file."""
        return self._last.data if self._last is not None else None

    @property
    def keeps_profile(self) -> bool:
        """Whether the colours are in the space of the file's own profile."""
        image = self.read.image if self.read is not None else None
        own = image.source.profile if image is not None else None
        return image is not None and own is not None and own == image.metadata.icc_profile

    @property
    def has_alpha(self) -> bool:
        """Whether any pixel of the file, in any frame, or of a border is less than opaque."""
        if self.read is None or self.image is None:
            return False
        return self.read.has_alpha or self.image.has_alpha

    @property
    def moves(self) -> bool:
        """Whether the file has more than one frame."""
        return self.read is not None and self.read.moves

    def open_path(self, path: Path) -> None:
        """Open the image at `path`."""
        self._read(_Reading(path.name or str(path), partial(reading.open_path, path)))

    def open_bytes(self, data: bytes, name: str) -> None:
        """Open an image file held in memory."""
        self._read(_Reading(name, partial(reading.open_bytes, data, name), data=data))

    def open_picture(self, picture: QImage, name: str) -> None:
        """Open a picture from the clipboard."""
        self._read(_Reading(name, lambda _keep: reading.open_picture(picture)))

    def open_sample(self, path: Path) -> None:
        """Open the sample image that comes with the application."""
        self._read(_Reading(path.name, partial(reading.open_path, path), is_sample=True))

    def close_image(self) -> None:
        """Close the image, so that none is open."""
        self._reader.cancel()
        self.read = self.image = self.original = self.animation = self._wanted = self._last = None
        self.frame, self.name, self.is_sample = 0, "", False
        self.closed.emit()

    def set_keep_profile(self, keep: bool) -> None:
        """Set whether colours stay in the space of the file's RGB profile or become sRGB.

        The open image is read again if that makes a difference to it.
        """
        self._wants_profile = keep
        has_profile = self.image is not None and self.image.source.profile is not None
        if self._reader.is_busy and self._wanted is not None:
            self._read(self._wanted)
        elif has_profile and keep != self.keeps_profile and self._last is not None:
            self._read(self._last)

    def show_frame(self, frame: int) -> None:
        """Make another frame of the animation the current one."""
        self.frame = frame
        self.frame_changed.emit()

    def color_at(self, x: int, y: int) -> Color | None:
        """Return the colour of a pixel of the original, in the current frame; None if empty."""
        image = self.animation.frames[self.frame].image if self.animation else self.image
        if image is None:
            return None
        red, green, blue, alpha = map(int, image.pixels[y, x])
        return red, green, blue, alpha

    def in_srgb(self, color: Color) -> Color:
        """Return a colour of the image, or of its result, converted to sRGB."""
        profile = self.image.metadata.icc_profile if self.image is not None else None
        palette = palette_to_srgb(Palette((Swatch(color),)), profile)
        return palette.swatches[0].color

    def shutdown(self) -> None:
        """Stop reading and wait for the worker."""
        self._reader.shutdown()

    def _read(self, reading: _Reading) -> None:
        self._wanted = reading
        self._reader.start(reading.job(self._wants_profile))

    def _take_read(self, opened: Opened) -> None:
        assert self._wanted is not None
        self._last = self._wanted
        self.name, self.is_sample = self._last.name, self._last.is_sample
        image, frames = opened.image, len(opened.animation.frames)
        _log.info("opened %s: %d x %d, %d frames", self.name, image.width, image.height, frames)
        self._take_image(opened)

    def _take_image(self, opened: Opened) -> None:
        self.read = opened
        self._show_source(opened.animation, opened.picture)

    def _show_source(self, animation: Animation, picture: Pyramid) -> None:
        """Set the image to show: as it was read, or as fitted to a file format."""
        self.image, self.original = animation.frames[0].image, picture
        self.animation, self.frame = animation if len(animation.frames) > 1 else None, 0

    def _has_colors_of(self, other: Image) -> bool:
        """Whether `other` comes from the same file and has the same colour space."""
        now = self.read.image if self.read is not None else None
        return (
            now is not None
            and now.source.path == other.source.path
            and now.metadata.icc_profile == other.metadata.icc_profile
        )

    def _tell_opening_failed(self, error: Exception) -> None:
        assert self._wanted is not None
        self.failed.emit(tr("“{name}” could not be opened", name=self._wanted.name), error)
