"""Ditherers: they choose a palette entry for each pixel so that neighbours cancel their errors.

Each module of this package without a leading underscore is one ditherer and keeps it in
`DITHERER`; its file name is its name on the command line and in the window. Ditherers work on
`DitherInput`, whose values may be sRGB levels or linear light, with or without alpha.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from quantizer.registry import Registry

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from quantizer.dither._search import LabSearch, LevelSearch
    from quantizer.progress import Progress
    from quantizer.settings.settings import DitherSettings, Metric


@dataclass(frozen=True, slots=True, eq=False)
class DitherInput:
    """A picture and a palette, in the space in which a ditherer adds up errors.

    Parameters
    ----------
    pixels
        (height, width), C-contiguous: the picture, of any dtype that `values` can read.
    values
        Called with pixels, C-contiguous (n, m), and an array, float32 (n, m, c), which it fills
        with their values, 0 to 255. Returns which pixels are visible, bool (n, m), or None where
        all are.
    lookup
        Returns a function from values, float32 (m, c), `lowest` to 255, to the index of the
        nearest palette entry of each, integers (m,). The next call may overwrite that array.
    nearest
        Returns the index of the entry nearest to each pixel's own colour, uint8 (height, width).
    entries
        float32 (k, c): the palette's entries as values.
    transparent
        Index of the entry for invisible pixels; not used where all are visible.
    lowest
        Lowest value that a channel may have after errors are added. It is below 0 where the
        nearest entry of a value may be far below the value; its error would otherwise be lost.
    highest
        Highest value of a channel with errors; alpha has 255.
    just_visible
        Smallest visible difference of values.
    is_soft
        Whether the picture or the palette has partly transparent colours.
    colors
        (n,): the distinct pixels in ascending order; None if they are not known.
    positions
        Yields slices of rows and, for each of their pixels, its position in `colors`; None if
        they are not known.
    packed
        (height, width), C-contiguous: the picture's packed colours, a byte for each channel; None
        if these are the `pixels`.
    differs
        Returns which pixels differ visibly from the entry nearest to their own colour, bool
        (height, width); None if flat areas are to keep that entry however far it is.
    features
        Returns the coordinates of values, float32 (m, c), in the space in which `lookup` and
        `nearest` judge colours, float32 (m, d). Values are rounded to whole sRGB levels first.
    metric
        The distance of these coordinates.
    mixtures
        Returns the values of `colors`, float32 (n, c), each replaced by the nearest value that a
        mixture of entries has; None if all colours can be mixed.
    usable
        intp (m,): the entries that visible pixels may take; None for all.
    search
        How a compiled loop finds the entries that `lookup` finds; None if it cannot.
    """

    pixels: NDArray[Any]
    values: Callable[[NDArray[Any], NDArray[np.float32]], NDArray[np.bool_] | None]
    lookup: Callable[[Progress], Callable[[NDArray[np.float32]], NDArray[np.integer[Any]]]]
    nearest: Callable[[Progress], NDArray[np.uint8]]
    entries: NDArray[np.float32]
    transparent: int = 0
    lowest: float = 0.0
    highest: float = 255.0
    just_visible: float = 1.0
    is_soft: bool = False
    colors: NDArray[Any] | None = None
    positions: Callable[[Progress], Iterator[tuple[slice, NDArray[np.integer[Any]]]]] | None = None
    packed: NDArray[np.unsignedinteger[Any]] | None = None
    differs: Callable[[Progress], NDArray[np.bool_]] | None = None
    features: Callable[[NDArray[np.float32]], NDArray[np.float32]] | None = None
    metric: Metric | None = None
    mixtures: Callable[[], NDArray[np.float32]] | None = None
    usable: NDArray[np.intp] | None = None
    search: LevelSearch | LabSearch | None = None


class Ditherer(Protocol):
    """One way to dither."""

    @property
    def label(self) -> str:
        """The name that the window shows."""

    @property
    def has_strength(self) -> bool:
        """Whether a strength of less than 1 makes a difference."""

    @property
    def parts(self) -> int:
        """Entries that are looked up for each distinct colour; 0 if each pixel is looked up."""

    def dither(self, source: DitherInput, strength: float, progress: Progress) -> NDArray[np.uint8]:
        """Return the index of each pixel's palette entry, uint8 (height, width).

        Parameters
        ----------
        source
            The picture and the palette.
        strength
            Share of the error that is diffused, 0 to 1.
        progress
            Told the share of pixels done.
        """


def ditherer_for(settings: DitherSettings) -> Ditherer:
    """Return the ditherer that settings describe.

    Serpentine order makes no difference to ditherers that do not diffuse errors; see `has_order`.

    Raises
    ------
    SettingsError
        If there is no such ditherer.
    """
    from quantizer.dither._diffusion import ErrorDiffusion, kernel_of_rows  # noqa: PLC0415 - it imports this package

    ditherer = DITHERERS[settings.name]
    if settings.kernel is not None:
        ditherer = ErrorDiffusion(tr("Custom kernel"), kernel_of_rows(settings.kernel))
    if settings.is_serpentine and has_order(ditherer):
        ordered: Ditherer = replace(ditherer, is_serpentine=True)  # type: ignore[type-var]
        return ordered
    return ditherer


def has_order(ditherer: Ditherer) -> bool:
    """Return whether a ditherer goes through the rows in an order that can be chosen."""
    return hasattr(ditherer, "is_serpentine")


def expect_pictures(coming: int = 0) -> None:
    """Say that this process now reduces a picture of many, and about how many are to come.

    From then on it may load Numba, where that is installed, once it pays; see `_compiled`. Loading
    it keeps a processor core busy for half a second, and several seconds the first time. So a
    process with a window had better not.
    """
    from quantizer.dither._compiled import History  # noqa: PLC0415 - it imports this package

    History.may_load = True
    History.pictures += 1
    History.coming = coming


DITHERERS: Registry[Ditherer] = Registry("quantizer.dither", "DITHERER", "dither")
