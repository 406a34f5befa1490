"""Thumbnails that show how each ditherer renders a small part of the image.

    result -> the most colourful part of the image (found once for each image)
        -> that part, reduced to the result's palette by each ditherer, the current one first
        -> arrived, for each picture

They start once the result is measured. A change of the settings or a new result cancels those that
are still missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QRect, QSize, Signal
from PySide6.QtGui import QImage

from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.reduction import pipeline

from ..canvas.pyramid import Pyramid
from ..jobs.worker import Worker
from .document import ResultState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from quantizer.image.palette import Palette
    from quantizer.progress import Progress
    from quantizer.settings.settings import Settings

    from ..jobs.worker import Context
    from .document import Document

_BLOCK = 4
"""Side of the blocks of pixels that are averaged, so that noise does not count as colours."""
_MOST_PLACES = 32
"""Most positions tried in each direction (not tuned)."""


@dataclass(frozen=True, eq=False)
class DitherThumbnail:
    """A part of the image, rendered by the ditherer called `name`."""

    name: str
    picture: QImage


class DitherThumbnails(QObject):
    """Makes the thumbnails of a document; call `shutdown` before it is destroyed.

    Parameters
    ----------
    names
        Names of the ditherers.
    size
        Largest size of a thumbnail in pixels of the image.
    """

    arrived = Signal(str, QImage)
    """The name of a ditherer and its thumbnail."""
    cleared = Signal()
    """Another image was opened: all earlier thumbnails are invalid."""

    def __init__(self, document: Document, names: Sequence[str], size: QSize) -> None:
        super().__init__(document)
        self._document, self._names, self._size = document, tuple(names), size
        self._indexed: object = None
        self._image: Image | None = None
        self._part: QRect | None = None
        self._worker = Worker("quantizer-thumbnails", self)
        self._worker.published.connect(self._take)
        document.opened.connect(self._forget)
        document.closed.connect(self._forget)
        document.settings_changed.connect(self._cancel)
        document.busy_changed.connect(self._start)

    @property
    def is_busy(self) -> bool:
        """Whether thumbnails are still being made."""
        return self._worker.is_busy

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._worker.shutdown()

    def _forget(self) -> None:
        self._worker.cancel()
        self._image, self._part, self._indexed = self._document.image, None, None
        self.cleared.emit()

    def _cancel(self) -> None:
        if self._worker.is_busy:
            self._worker.cancel()
            self._indexed = None  # some are missing, should the same result be shown again

    def _start(self) -> None:
        outcome, image = self._document.outcome, self._image
        if self._document.is_busy or outcome is None or image is None:
            return
        if self._document.state is not ResultState.CURRENT:
            return
        if outcome.quantized.indexed is self._indexed:
            return
        self._indexed = outcome.quantized.indexed
        settings = outcome.quantized.settings
        names = sorted(self._names, key=lambda name: name != settings.dither.name)
        is_found = self._document.chosen.palette is None
        palette = replace(outcome.quantized.palette, is_found=is_found)
        self._worker.start(thumbnails(image, settings, palette, names, self._size, self._part))

    def _take(self, result: object) -> None:
        if isinstance(result, QRect):
            self._part = result
        elif isinstance(result, DitherThumbnail):
            self.arrived.emit(result.name, result.picture)


def thumbnails(
    image: Image,
    settings: Settings,
    palette: Palette,
    names: Sequence[str],
    size: QSize,
    part: QRect | None = None,
) -> Callable[[Context], None]:
    """Return the job that makes the thumbnails.

    It publishes the `QRect` of the part unless `part` is given, then a `DitherThumbnail` for each
    name.
    """

    def job(context: Context) -> None:
        progress = context.progress
        area = part
        if area is None:
            area = most_colorful_part(image.pixels, size, progress)
            context.publish(area)
        top, left = area.top(), area.left()
        pixels = image.pixels[top : top + area.height(), left : left + area.width()]
        crop = Image(pixels.copy(), image.metadata)
        histogram = Histogram.of(crop, progress)
        bare = settings.for_whole_palette()
        for name in names:
            chosen = replace(bare, dither=replace(settings.dither, name=name, kernel=None))
            result = pipeline.quantize(
                crop,
                chosen,
                progress,
                with_metrics=False,
                palette=palette,
                histogram=histogram,
                threads=1,
            )
            context.publish(DitherThumbnail(name, Pyramid.of_indexed(result.indexed).levels[0]))

    return job


def most_colorful_part(pixels: NDArray[np.uint8], size: QSize, progress: Progress) -> QRect:
    """Return the part of an image, at most `size`, with the largest number of different colours.

    Parameters
    ----------
    pixels
        uint8 (height, width, 4). Blocks of 4 x 4 are averaged first, so that noise does not count.

    Returns
    -------
    The part; of several with as many colours, the one nearest to the middle.
    """
    height, width = pixels.shape[:2]
    part = QSize(min(width, size.width()), min(height, size.height()))
    lefts = _places(width - part.width(), part.width() // 2)
    tops = _places(height - part.height(), part.height() // 2)
    best, found = (-1.0, 0.0), QRect(0, 0, part.width(), part.height())
    for top in tops:
        progress.check()
        for left in lefts:
            window = pixels[top : top + part.height(), left : left + part.width()]
            off_centre = abs(2 * left + part.width() - width) / width
            off_centre += abs(2 * top + part.height() - height) / height
            score = (_variety(window), -off_centre)
            if score > best:
                best, found = score, QRect(left, top, part.width(), part.height())
    return found


def _places(room: int, step: int) -> list[int]:
    """Return the positions to try: evenly spaced from 0 to `room`."""
    count = min(_MOST_PLACES, room // max(1, step) + 1)
    return [room // 2] if count < 2 else [room * n // (count - 1) for n in range(count)]


def _variety(window: NDArray[np.uint8]) -> float:
    """Return the number of different mean colours of 4 x 4 blocks, at 4 bits per channel.

    `window` is uint8 (height, width, 4); fully transparent blocks do not count.
    """
    height, width = (length // _BLOCK * _BLOCK for length in window.shape[:2])
    if not height or not width:
        return 0.0
    blocks = window[:height, :width].reshape(height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK, 4)
    means = blocks.mean(axis=(1, 3), dtype=np.float32).astype(np.uint16) >> 4
    visible = means[..., 3] > 0
    codes = (means[..., 0] << 8 | means[..., 1] << 4 | means[..., 2])[visible]
    return float(len(np.unique(codes)))
