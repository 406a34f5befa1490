"""The options of a batch: which files, where to, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.plan.enums import USUAL_NAME, Collision, Sharing
from quantizer.errors import SettingsError
from quantizer.settings.file_limits import DEFAULT_LIMITS, Limits
from quantizer.settings.settings import Settings, TargetSettings

from ...language import tr

if TYPE_CHECKING:
    from quantizer.image.palette import Palette


__all__ = ["BatchOptions", "Collision", "Conversion", "Destination", "FileSelection", "Sharing"]


@dataclass(frozen=True, slots=True)
class FileSelection:
    """Which files are converted.

    Parameters
    ----------
    paths
        Folders and files, in the order given.
    recursive
        Whether folders within folders are included.
    include, exclude
        Patterns (``*.png``, ``icons/**``) for names, or for paths relative to the given folder. A
        file is taken if one of `include` matches, or none is given, and none of `exclude` does.
    left_out
        Files that are not taken, as absolute paths.
    follow_links
        Whether links that lead out of the given folder are followed, and links to folders in
        folders that were themselves reached by a link; see `quantizer.batch.plan.scan`.
    """

    paths: tuple[Path, ...]
    recursive: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    follow_links: bool = False


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the outputs go.

    Parameters
    ----------
    folder
        Folder of the outputs, which keep the folder structure; None if each replaces its input.
    name
        Template of output names in the folder: ``{stem}``, ``{ext}``, ``{k}``, ``{n}``,
        ``{relative}``, ``{parent}``, and text; slashes separate folders.
    format
        Name of a writable format; None for the input's own if that supports palettes, else PNG.
    collision
        What happens if an output would get the name of an existing file or of another output.
    """

    folder: Path | None
    name: str = USUAL_NAME
    format: str | None = None
    collision: Collision = Collision.FAIL

    @property
    def replaces(self) -> bool:
        """Whether outputs replace their inputs."""
        return self.folder is None


@dataclass(frozen=True, slots=True)
class Conversion:
    """How each file is converted, and when its result is rejected.

    Parameters
    ----------
    settings
        The settings that determine the pixels.
    palette
        A palette for all files, of which each file, or all that share a palette, may take the best
        entries; None if palettes are to be found.
    skip_if_larger
        Whether a result that is larger than its input is rejected.
    min_saving
        Percentage of the input's bytes, 0 to 100, that a result must save; else it is rejected.
    copy_original
        Whether a copy of the input is written instead of a rejected result.
    optimize, keep_exif, keep_profile, limits
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
    limits: Limits = DEFAULT_LIMITS

    def __post_init__(self) -> None:
        if self.min_saving is not None and not 0 <= self.min_saving <= 100:
            raise SettingsError(
                tr(
                    "the saving is {min_saving} %, but must be 0 to 100 %",
                    min_saving=self.min_saving,
                )
            )
        if self.copy_original and not (self.skip_if_larger or self.min_saving is not None):
            raise SettingsError(
                tr(
                    "the original is copied if a result is rejected; choose when that is by "
                    "--skip-if-larger or --min-saving"
                )
            )

    @property
    def takes_whole_palette(self) -> bool:
        """Whether there is a palette, and all files take all its entries."""
        is_limited = self.settings.target != TargetSettings()
        most = self.settings.cluster.colors
        return self.palette is not None and not is_limited and len(self.palette) <= most


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """All options of a batch.

    Parameters
    ----------
    selection
        Which files are converted.
    destination
        Where the outputs go.
    conversion
        How the files are converted.
    sharing
        Which files share one palette.
    """

    selection: FileSelection
    destination: Destination
    conversion: Conversion = field(default_factory=Conversion)
    sharing: Sharing = Sharing.NONE

    @property
    def journal_folder(self) -> Path:
        """The folder that contains the journals' folder: of the outputs, or of the first input."""
        if self.destination.folder is not None:
            return self.destination.folder
        first = (*self.selection.paths, Path())[0]  # planning raises an error if there are none
        return first if first.is_dir() else first.parent
