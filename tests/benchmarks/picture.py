"""An image in memory, in all the forms that the contenders take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image

from quantizer import QuantizerError, read_image

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Picture:
    """An opaque image.

    Parameters
    ----------
    name
        The file's name.
    rgba
        uint8 (height, width, 4), sRGB, all of it opaque.
    """

    name: str
    rgba: Pixels

    @classmethod
    def read(cls, path: Path) -> Picture:
        """Read a file without its alpha, so that all contenders get the same three channels.

        Raises
        ------
        SystemExit
            If it cannot be read.
        """
        try:
            rgba = read_image(path).pixels.copy()
        except QuantizerError as error:
            raise SystemExit(str(error)) from error
        rgba[..., 3] = 255
        return cls(path.name, rgba)

    def crop(self, side: int) -> Picture:
        """Return the top left part, at most `side` pixels wide and high."""
        return Picture(self.name, np.ascontiguousarray(self.rgba[:side, :side]))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.rgba.shape[1], self.rgba.shape[0]

    @cached_property
    def rgb(self) -> Pixels:
        """uint8 (height, width, 3), contiguous."""
        return np.ascontiguousarray(self.rgba[..., :3])

    @cached_property
    def raw(self) -> bytes:
        """The bytes of `rgba`."""
        return self.rgba.tobytes()

    @cached_property
    def pillow_rgba(self) -> PIL.Image.Image:
        """Pillow's image, mode RGBA."""
        return PIL.Image.fromarray(self.rgba)

    @cached_property
    def pillow_rgb(self) -> PIL.Image.Image:
        """Pillow's image, mode RGB."""
        return PIL.Image.fromarray(self.rgb)

    def prepare(self) -> None:
        """Create all forms, so that this is not timed."""
        for form in (self.rgb, self.raw, self.pillow_rgba, self.pillow_rgb):
            assert form is not None

    def mse(self, result: Pixels) -> float:
        """Return the mean over pixels of the squared error summed over R, G and B.

        Parameters
        ----------
        result
            uint8 (height, width, 3).
        """
        total = 0
        for row, other in zip(self.rgb, result, strict=True):
            error = np.subtract(row, other, dtype=np.int32)
            total += int(np.square(error).sum())
        return total / (self.rgb.size // 3)
