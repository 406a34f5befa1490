"""A project: an image and everything that was chosen for it, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..canvas.view_mode import DEFAULT_GAIN, ViewMode

if TYPE_CHECKING:
    from pathlib import Path

    from ..document.selection import Chosen
    from ..pins.pin import PinnedRecipe

EXTENSION = ".quantizer"


@dataclass(frozen=True, slots=True)
class ImageFile:
    """The image of a project that is a file of its own.

    Parameters
    ----------
    path
        Its absolute path.
    digest
        The digest of its bytes (`quantizer.batch.digest.file_digest`), by which a change is seen.
    """

    path: Path
    digest: str

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class EmbeddedImage:
    """The image of a project that has no file, such as one from the clipboard.

    Parameters
    ----------
    name
        What the image is called.
    data
        The bytes of an image file.
    """

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SavedView:
    """What the canvas shows.

    Parameters
    ----------
    mode, gain
        The view mode, and the factor of the difference view.
    split
        Where the split is, 0 (left) to 1 (right).
    """

    mode: ViewMode = ViewMode.SPLIT
    gain: int = DEFAULT_GAIN
    split: float = 0.5


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that is saved.

    Parameters
    ----------
    image
        The image.
    chosen
        Settings, palette, preset and palette edits.
    pins
        How each pinned result is made.
    view
        What the canvas shows.
    saved_as
        The file that it was saved in last, told by the last state of a session only; None without.
    """

    image: ImageFile | EmbeddedImage
    chosen: Chosen
    pins: tuple[PinnedRecipe, ...] = ()
    view: SavedView = SavedView()
    saved_as: Path | None = None
