"""An image in memory, in all the forms that the contenders take."""

from __future__ import annotations

import statistics
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
    """An image.

    Parameters
    ----------
    name
        The file's name.
    rgba
        uint8 (height, width, 4), sRGB, straight alpha.
    """

    name: str
    rgba: Pixels

    @classmethod
    def read(cls, path: Path) -> Picture:
        """Read a file.

        Raises
        ------
        SystemExit
            If it cannot be read.
        """
        try:
            rgba = read_image(path).pixels
        except QuantizerError as error:
            raise SystemExit(str(error)) from error
        return cls(path.name, rgba)

    def crop(self, side: int) -> Picture:
        """Return the top left part, at most `side` pixels wide and high."""
        return Picture(self.name, np.ascontiguousarray(self.rgba[:side, :side]))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.rgba.shape[1], self.rgba.shape[0]

    @cached_property
    def is_opaque(self) -> bool:
        """Whether no pixel is transparent, not even in part."""
        return bool((self.rgba[..., 3] == 255).all())

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

        If the image has transparent pixels, it is the mean of that error over black and over white.

        Parameters
        ----------
        result
            uint8 (height, width, 4), straight alpha.
        """
        if self.is_opaque:
            return self._squared_error(self.rgba, result, None)
        return statistics.fmean(self._squared_error(self.rgba, result, level) for level in (0, 255))

    @staticmethod
    def _squared_error(before: Pixels, after: Pixels, level: int | None) -> float:
        """Return the error over a grey of `level`; None leaves alpha out."""
        total = 0.0
        for row, other in zip(before, after, strict=True):
            error = _over(row, level) - _over(other, level)
            total += float(np.square(error).sum())
        return total / (before.size // 4)


def _over(colors: Pixels, level: int | None) -> NDArray[np.float64]:
    """Return colours (n, 4) composited over a grey in sRGB levels, as browsers do: (n, 3)."""
    levels = colors[:, :3].astype(np.float64)
    if level is None:
        return levels
    opacity = colors[:, 3:] / 255
    return levels * opacity + level * (1 - opacity)
