"""What a batch is asked for: which files, where to, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quantizer.batch.plan.enums import USUAL_NAME, Collision, Sharing
from quantizer.errors import SettingsError
from quantizer.image_files.read import MAX_MEGAPIXELS
from quantizer.settings.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.image.palette import Palette


__all__ = ["BatchOptions", "Collision", "Conversion", "Destination", "Selection", "Sharing"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which files are the inputs.

    Parameters
    ----------
    paths
        Folders and files, in the order given.
    recursive
        Whether the folders within folders are entered.
    include, exclude
        Patterns (``*.png``, ``icons/**``) of names or paths relative to their folder; a file is
        taken if any of `include`, or none is given, and none of `exclude` fits.
    """

    paths: tuple[Path, ...]
    recursive: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the outputs go.

    Parameters
    ----------
    folder
        Takes all outputs, in the structure of the inputs; None if each replaces its input.
    name
        Template of a name within the folder: ``{stem}``, ``{ext}``, ``{k}``, ``{n}``,
        ``{relative}``, ``{parent}``, and text; slashes make folders.
    format
        Name of a writable format; None keeps an input's own where that holds a palette, and is PNG
        for others.
    collision
        What happens where an output has the name of something else.
    """

    folder: Path | None
    name: str = USUAL_NAME
    format: str | None = None
    collision: Collision = Collision.FAIL

    @property
    def replaces(self) -> bool:
        """Whether outputs take the place of their inputs."""
        return self.folder is None


@dataclass(frozen=True, slots=True)
class Conversion:
    """How each file is converted, and when its result is not wanted.

    Parameters
    ----------
    settings
        What determines the pixels.
    palette
        A palette for all files; None where it is looked for.
    skip_if_larger
        Whether a result that has more bytes than its input is dropped.
    min_saving
        Share of its input's bytes, 0 to 100 percent, that a result must save, or it is dropped.
    copy_original
        Whether the input's bytes take the place of a result that is dropped.
    optimize, keep_exif, keep_profile, max_megapixels
        As for ``quantizer reduce``.
    """

    settings: Settings = field(default_factory=Settings)
    palette: Palette | None = None
    skip_if_larger: bool = False
    min_saving: float | None = None
    copy_original: bool = False
    optimize: bool = False
    keep_exif: bool = False
    keep_profile: bool = False
    max_megapixels: float = MAX_MEGAPIXELS

    def __post_init__(self) -> None:
        if self.min_saving is not None and not 0 <= self.min_saving <= 100:
            raise SettingsError(f"the saving is {self.min_saving} %, but must be 0 to 100 %")
        if self.copy_original and not (self.skip_if_larger or self.min_saving is not None):
            raise SettingsError(
                "the original is copied where a result is dropped; say when that is, by "
                "--skip-if-larger or --min-saving"
            )


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """All that a batch is asked for.

    Parameters
    ----------
    selection
        Which files.
    destination
        Where to.
    conversion
        How.
    sharing
        Which files get one palette together.
    """

    selection: Selection
    destination: Destination
    conversion: Conversion = field(default_factory=Conversion)
    sharing: Sharing = Sharing.NONE
