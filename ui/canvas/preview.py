"""What is in view of the result, and a preview of it; no widgets.

    `VisiblePart.of` -> `VisiblePart.pixels`: that part of the original, at screen resolution
        -> reduced in a worker -> `Preview`, which the canvas draws over the result

Below 100 % a pixel of a preview is a pixel of the screen, above it a pixel of the picture. So the
exact result is later drawn in the same place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from quantizer.image.image import Image

from .picture import draw_level
from .pyramid import indexed_picture, true_color_picture
from .view import View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import IndexedImage

    from .pyramid import Pyramid

_MASK = 64
"""Side of the largest mask of the ordered dithers. Parts begin at a multiple of it, so that the
mask lies as it does in the exact result."""


@dataclass(frozen=True)
class VisiblePart:
    """The part of a picture that a pane shows.

    Parameters
    ----------
    picture
        The original.
    part
        The part, in coordinates of the picture.
    size
        Pixels of the part at screen resolution.
    sample
        Pixels of the part that is reduced: as many, or fewer if those would take too long.
    """

    picture: Pyramid
    part: QRectF
    size: QSize
    sample: QSize

    @classmethod
    def of(cls, picture: Pyramid, view: View, clip: QRectF, most: int) -> VisiblePart | None:
        """Return the part of a picture inside `clip`; None if nothing of it is there.

        Parameters
        ----------
        picture
            The original.
        view
            Its position and scale in the pane.
        clip
            The drawn part of the pane, in its coordinates.
        most
            Most pixels of the sample.
        """
        shown = view.target & clip
        if shown.width() < 1 or shown.height() < 1:
            return None
        if view.scale < 1:
            left, top = (math.floor(edge * view.ratio) for edge in (shown.left(), shown.top()))
            right, bottom = (
                math.ceil(edge * view.ratio) for edge in (shown.right(), shown.bottom())
            )
            corner = view.to_picture(QPointF(left, top) / view.ratio)
            size = QSize(right - left, bottom - top)
            part = QRectF(corner, QSizeF(size) / view.scale)
        else:
            first, last = view.to_picture(shown.topLeft()), view.to_picture(shown.bottomRight())
            whole = QRect(0, 0, picture.width, picture.height)
            left, top = (int(edge) // _MASK * _MASK for edge in (first.x(), first.y()))
            right, bottom = (math.ceil(edge) for edge in (last.x(), last.y()))
            inside = QRect(left, top, right - left, bottom - top) & whole
            part, size = QRectF(inside), inside.size()
        excess = math.sqrt(size.width() * size.height() / most)
        sample = size
        if excess > 1:
            sample = QSize(max(1, int(size.width() / excess)), max(1, int(size.height() / excess)))
        return cls(picture, part, size, sample)

    @property
    def scale(self) -> float:
        """Pixels of the sample per pixel of the picture; at most 1."""
        return self.sample.width() / self.part.width()

    @property
    def share(self) -> float:
        """Share of the picture's area that is in view."""
        area = self.part.width() * self.part.height()
        return area / (self.picture.width * self.picture.height)

    def pixels(self, size: QSize) -> NDArray[np.uint8]:
        """Return the part at a size, uint8 (height, width, 4), straight alpha."""
        has_alpha = self.picture.has_alpha
        layout = (
            QImage.Format.Format_ARGB32_Premultiplied if has_alpha else QImage.Format.Format_RGB32
        )
        image = QImage(size, layout)
        image.fill(Qt.GlobalColor.transparent if has_alpha else Qt.GlobalColor.black)
        painter = QPainter(image)
        scale = size.width() / self.part.width()
        whole = QSizeF(self.picture.width, self.picture.height)
        draw_level(
            painter, self.picture, View(whole, QSizeF(size), scale, -self.part.topLeft() * scale)
        )
        painter.end()
        straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
        rows = np.frombuffer(straight.constBits(), np.uint8).reshape(size.height(), -1)
        return rows.reshape(size.height(), size.width(), 4).copy()


@dataclass(frozen=True, eq=False)
class Preview:
    """An approximate result of the part of a picture that is in view.

    Parameters
    ----------
    picture
        Its pixels.
    part
        The part of the original that it stands for.
    has_alpha
        Whether a pixel may be less than opaque.
    """

    picture: QImage
    part: VisiblePart
    has_alpha: bool

    @classmethod
    def of(cls, result: IndexedImage | Image, part: VisiblePart) -> Preview:
        """Return the preview with the pixels of a reduced part; as an `Image` it is opaque."""
        if isinstance(result, Image):
            layout = QImage.Format.Format_RGBX8888
            return cls(true_color_picture(result.pixels, layout), part, has_alpha=False)
        has_alpha = bool((result.palette.colors[:, 3] != 255).any())
        return cls(indexed_picture(result), part, has_alpha)
