"""An image as it is grouped: its features and what is shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from quantizer.grouping.main_colors import MainColors


@dataclass(frozen=True, slots=True)
class ImageFile:
    """An image file.

    Parameters
    ----------
    path
        The file.
    name
        Its path in the folder that is grouped, with ``/`` between folders.
    """

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture as a file.

    Parameters
    ----------
    webp
        The bytes of a WebP file.
    width, height
        Its size in pixels.
    """

    webp: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True, eq=False)
class DescribedImage:
    """An image that was read.

    Parameters
    ----------
    file
        Its file.
    blocks
        The block of each feature, float32 (d,), in the order in which they were asked for.
    colors
        Its main colours.
    thumbnail
        What a contact sheet shows; None if none was asked for.
    """

    file: ImageFile
    blocks: tuple[NDArray[np.float32], ...]
    colors: MainColors
    thumbnail: Thumbnail | None


@dataclass(frozen=True, slots=True)
class UnreadableImage:
    """An image that could not be read, and why, for a person."""

    file: ImageFile
    reason: str
