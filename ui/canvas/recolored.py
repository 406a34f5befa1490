"""A reduced picture in other colours, at once: its pixels stay, only the table of colours is new.

It has no smaller copies, which take a worker to make; zoomed out, it looks grainier than those do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from PySide6.QtGui import QImage, qRgba

from .pyramid import Pyramid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from quantizer.image.image import IndexedImage


@dataclass(frozen=True, eq=False)
class Recolored(Pyramid):
    """A picture that shares the memory of an indexed image.

    Parameters
    ----------
    source
        The image, which lives as long as the picture.
    """

    source: IndexedImage

    @classmethod
    def of(cls, image: IndexedImage, colors: NDArray[np.uint8]) -> Self:
        """Return an image in other colours: sRGB, uint8 (n, 4), for at least all its entries."""
        indices = image.indices
        height, width = indices.shape
        picture = QImage(indices.data, width, height, width, QImage.Format.Format_Indexed8)
        picture.setColorTable([qRgba(*color) for color in colors.tolist()])
        return cls((picture,), image)
