"""A small version of an image, in OKLab; all features are measured on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow

from quantizer.color.oklab import oklab_forward

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import Image

SIDE = 64
"""Longest side of a picture; not tuned. It is as large as what the edges are measured on."""
_WHITE = np.array([100, 0, 0], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A small picture.

    Parameters
    ----------
    lab
        float32 (height, width, 3), each side 1 to `SIDE`: OKLab coordinates times 100.
    opacity
        float32 (height, width), 0 to 1.
    """

    lab: NDArray[np.float32]
    opacity: NDArray[np.float32]

    @classmethod
    def of(cls, image: Image) -> Picture:
        """Return the small picture of an image."""
        pixels = np.asarray(shrunk(image, SIDE))
        levels = np.ascontiguousarray(pixels[..., :3])
        lab = oklab_forward(levels.reshape(-1, 3)).reshape(levels.shape)
        opacity = np.asarray(pixels[..., 3] / np.float32(255), np.float32)
        return cls(lab, opacity)

    @property
    def on_white(self) -> NDArray[np.float32]:
        """The picture on a white page: float32 (height, width, 3)."""
        opacity = self.opacity[..., None]
        return np.asarray(self.lab * opacity + _WHITE * (1 - opacity))

    def colors(self) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """Return the colours of all visible pixels and their opacities: (n, 3) and (n,).

        An image in which nothing is visible counts as white.
        """
        seen = self.opacity > 0
        if not seen.any():
            return _WHITE[None], np.ones(1)
        return self.lab[seen], self.opacity[seen].astype(np.float64)


def shrunk(image: Image, side: int) -> Pillow.Image:
    """Return an image as RGBA with no side longer than `side`; a small one is not enlarged."""
    full = Pillow.fromarray(image.pixels)
    scale = min(1.0, side / max(full.size))
    width, height = (max(1, round(length * scale)) for length in full.size)
    return full.resize((width, height), Pillow.Resampling.BOX, reducing_gap=2)
