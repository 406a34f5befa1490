"""Ditherers: how pixels are mapped to a palette so that neighbours make up for each other's error.

Each module here is one ditherer and keeps it in `DITHERER`; its file name is its name on the
command line and in the window. A ditherer works on values it need not understand: sRGB levels or
linear light, premultiplied and with alpha where the image has soft edges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from quantizer.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from quantizer.progress import Progress


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """What a ditherer works on.

    Parameters
    ----------
    pixels
        (height, width), C-contiguous: the picture, in items of any kind.
    values
        Takes items, C-contiguous (n, m), and an array, float32 (n, m, c), which it fills with
        their values, 0 to 255. Gives which of them are visible, bool (n, m), or None where all
        are.
    chooser
        Gives a function that takes values, float32 (m, c), `lowest` to 255, and gives the index
        of the palette entry that is nearest to each, integers (m,), which stand until the next
        call.
    nearest
        Gives the index of the entry nearest to each pixel's own colour, uint8 (height, width).
    entries
        float32 (k, c): the palette's entries as values.
    transparent
        Index of the entry for invisible pixels; not used where all are visible.
    lowest
        Least value that a channel takes with the errors of its neighbours. Below 0 where entries
        are chosen for values far below them, whose error must not be lost.
    finest
        Difference of values that can just be seen.
    is_soft
        Whether the picture, or the palette, has soft edges.
    colors
        (n,): the distinct items of `pixels`, ascending; None has them found.
    places
        Yields rows and, for each of their pixels, its place in `colors`; None has them found.
    """

    pixels: NDArray[Any]
    values: Callable[[NDArray[Any], NDArray[np.float32]], NDArray[np.bool_] | None]
    chooser: Callable[[Progress], Callable[[NDArray[np.float32]], NDArray[np.integer[Any]]]]
    nearest: Callable[[Progress], NDArray[np.uint8]]
    entries: NDArray[np.float32]
    transparent: int = 0
    lowest: float = 0.0
    finest: float = 1.0
    is_soft: bool = False
    colors: NDArray[Any] | None = None
    places: Callable[[Progress], Iterator[tuple[slice, NDArray[np.integer[Any]]]]] | None = None


class Ditherer(Protocol):
    """One way to dither."""

    label: str
    """The name for people."""

    has_strength: bool
    """Whether a strength of less than 1 makes a difference."""

    def dither(self, canvas: Canvas, strength: float, progress: Progress) -> NDArray[np.uint8]:
        """Return the index of each pixel's palette entry, uint8 (height, width).

        Parameters
        ----------
        canvas
            The picture and the palette.
        strength
            Share of the error that is spread, 0 to 1.
        progress
            Told the share of pixels done.
        """


DITHERERS: Registry[Ditherer] = Registry("quantizer.dither", "DITHERER", "dither")
