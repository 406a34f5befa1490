"""How a file is converted: what is written, by which settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quantizer.image_files.read import MAX_MEGAPIXELS
from quantizer.settings.settings import FramePalettes, Settings

if TYPE_CHECKING:
    from quantizer.image.palette import Palette
    from quantizer.image_files.formats import FileFormat


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a file is converted.

    Parameters
    ----------
    file_format
        What is written.
    settings
        What determines the pixels.
    palette
        A palette to use as it is; None where it is looked for.
    optimize
        Whether to take more time for fewer bytes.
    keep_exif, keep_profile
        Whether EXIF and the colours' own profile are carried over, where the format holds them.
    max_megapixels
        Larger images are refused.
    with_metrics
        Whether the result is measured, which may take longer than the rest.
    threads
        Most threads at work, None for one per processor core; the bytes do not depend on it.
    """

    file_format: FileFormat
    settings: Settings = field(default_factory=Settings)
    palette: Palette | None = None
    optimize: bool = False
    keep_exif: bool = False
    keep_profile: bool = False
    max_megapixels: float = MAX_MEGAPIXELS
    with_metrics: bool = False
    threads: int | None = None

    @property
    def has_frame_palettes(self) -> bool:
        """Whether each frame of an animation gets a palette of its own."""
        return self.palette is None and self.settings.animation.palettes is FramePalettes.EACH
