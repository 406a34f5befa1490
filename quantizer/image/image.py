"""Images and animations in memory: true colour before the reduction, indexed after it.

They are frozen, and nobody can write into their arrays, so that threads can share them without
copies or locks. An array that somebody could write into is copied (`quantizer.image.frozen`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import DataError, DataTypeError, type_name
from quantizer.image.frozen import owned

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.image.palette import Palette

IccProfile = bytes
"""The bytes of a colour profile (ICC.1:2010)."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file holds besides the pixels.

    Parameters
    ----------
    icc_profile
        Profile to write into a new file, valid for the sRGB pixels in memory; None if the source
        had none that could be used.
    dpi
        Horizontal and vertical resolution in pixels per inch.
    exif
        EXIF block with its orientation reset to upright, as the pixels are.
    """

    icc_profile: bytes | None = None
    dpi: tuple[float, float] | None = None
    exif: bytes | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where an image came from.

    Parameters
    ----------
    path
        The file, or None for the clipboard and for images made in memory.
    format
        The format's name, such as ``"JPEG"``.
    bytes
        Size of the file in bytes, or None without a file.
    notices
        Sentences for the user: frames left out (the first, if `has_more_frames`), a profile that
        could not be used.
    profile
        The file's RGB profile if it differs from sRGB, whether or not the image keeps it
        (`Metadata.icc_profile`); else None.
    has_more_frames
        Whether the file has frames, images or pages that are left out.
    """

    path: Path | None = None
    format: str = ""
    bytes: int | None = None
    notices: tuple[str, ...] = ()
    profile: IccProfile | None = None
    has_more_frames: bool = False


@dataclass(frozen=True, eq=False)
class Image:
    """A true-colour image.

    Parameters
    ----------
    pixels
        uint8 (height, width, 4): red, green, blue in sRGB and alpha, not premultiplied. The image
        has them C-contiguous and read-only, and copies them if they can be written into; pixels of
        other shapes and types: `quantizer.as_image`.
    metadata
        Profile, resolution and EXIF to carry over.
    source
        Where it came from.
    histogram
        Its distinct colours, if they are counted already.
    indexed
        The same picture as its file stores it, if that has a palette; else None. Whoever changes
        the pixels leaves it out.

    Raises
    ------
    DataError
        If `pixels` has another shape or type, or no pixel.

    Examples
    --------
    >>> import numpy as np
    >>> from quantizer import Image
    >>> pixels = np.full((2, 3, 4), 255, np.uint8)
    >>> image = Image(pixels)
    >>> pixels[:] = 0
    >>> image.width, image.height, int(image.pixels.min())
    (3, 2, 255)
    """

    pixels: NDArray[np.uint8]
    metadata: Metadata = field(default_factory=Metadata)
    source: Source = field(default_factory=Source)
    histogram: Histogram | None = None
    indexed: IndexedImage | None = None

    def __post_init__(self) -> None:
        pixels = self.pixels
        if not isinstance(pixels, np.ndarray):
            raise DataTypeError(f"an image needs an array of pixels, not {type_name(pixels)}")
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 4 or not pixels.size:
            raise DataError(
                f"an image needs uint8 pixels of shape (height, width, 4), "
                f"not {pixels.dtype} of shape {pixels.shape}"
            )
        object.__setattr__(self, "pixels", owned(pixels))

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.pixels.shape[0])

    @cached_property
    def has_alpha(self) -> bool:
        """Whether any pixel is less than opaque."""
        return bool(self.packed.min() < 0xFF000000)

    @cached_property
    def packed(self) -> NDArray[np.uint32]:
        """The pixels as little-endian uint32 (height, width), ``0xAABBGGRR``; a view."""
        return self.pixels.view("<u4")[..., 0]


@dataclass(frozen=True, eq=False)
class IndexedImage:
    """An image whose pixels are indices into a palette.

    Parameters
    ----------
    indices
        uint8 (height, width); each is below ``len(palette)``. C-contiguous and read-only in the
        image, which copies them if they can be written into.
    palette
        1 to 256 entries.
    metadata
        Profile, resolution and EXIF of the image that was reduced.
    """

    indices: NDArray[np.uint8]
    palette: Palette
    metadata: Metadata = field(default_factory=Metadata)

    def __post_init__(self) -> None:
        indices = self.indices
        if indices.dtype != np.uint8 or indices.ndim != 2 or not indices.size:
            raise DataError("an indexed image needs uint8 indices of shape (height, width)")
        if int(indices.max()) >= len(self.palette):
            raise DataError(
                f"index {int(indices.max())} is outside a palette of {len(self.palette)}"
            )
        object.__setattr__(self, "indices", owned(indices))

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.indices.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.indices.shape[0])

    def to_rgba(self) -> NDArray[np.uint8]:
        """Return the colours of all pixels, uint8 (height, width, 4)."""
        return self.palette.colors[self.indices]

    def to_array(self) -> NDArray[np.uint8]:
        """Return the colours of all pixels in a new array.

        Returns
        -------
        NDArray[np.uint8]
            uint8 (height, width, 3) if all entries of the palette are opaque; otherwise
            (height, width, 4), with alpha that is not premultiplied.
        """
        colors = self.palette.colors
        return colors[:, : 3 if (colors[:, 3] == 255).all() else 4][self.indices]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame of an animation.

    Parameters
    ----------
    image
        The whole picture, as large as the animation.
    duration
        Time on screen in milliseconds, 0 or more.
    """

    image: Image
    duration: int


@dataclass(frozen=True, slots=True, eq=False)
class Animation:
    """Frames that are shown one after the other.

    Parameters
    ----------
    frames
        At least one; all of one size.
    loop
        How many times it plays; 0 for endlessly.
    metadata
        Profile and resolution to carry over.
    source
        Where it came from.

    Raises
    ------
    DataError
        If there is no frame, or one of another size.
    """

    frames: tuple[Frame, ...]
    loop: int = 0
    metadata: Metadata = field(default_factory=Metadata)
    source: Source = field(default_factory=Source)

    def __post_init__(self) -> None:
        _demand_one_size([(one.image.width, one.image.height) for one in self.frames])

    @classmethod
    def still(cls, image: Image) -> Animation:
        """Return an animation of one frame."""
        return cls((Frame(image, 0),), 1, image.metadata, image.source)


@dataclass(frozen=True, slots=True, eq=False)
class IndexedFrame:
    """One frame of a reduced animation; see `Frame`."""

    image: IndexedImage
    duration: int


@dataclass(frozen=True, slots=True, eq=False)
class IndexedAnimation:
    """A reduced animation; see `Animation`."""

    frames: tuple[IndexedFrame, ...]
    loop: int = 0

    def __post_init__(self) -> None:
        _demand_one_size([(one.image.width, one.image.height) for one in self.frames])

    @classmethod
    def still(cls, image: IndexedImage) -> IndexedAnimation:
        """Return an animation of one frame."""
        return cls((IndexedFrame(image, 0),), 1)


def _demand_one_size(sizes: list[tuple[int, int]]) -> None:
    if len(set(sizes)) != 1:
        raise DataError("an animation needs at least one frame, and all of one size")
