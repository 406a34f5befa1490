"""Everything that determines the file made of an image: the format, the settings, the palette."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quantizer.settings.file_limits import DEFAULT_LIMITS, Limits
from quantizer.settings.settings import FramePalettes, Settings

if TYPE_CHECKING:
    from quantizer.image.palette import Palette
    from quantizer.image_files.formats import FileFormat
    from quantizer.reduction.palette_edits import PaletteEdits


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an image file is converted.

    Equal recipes make equal files of equal images, whoever uses them.

    Parameters
    ----------
    file_format
        The format that is written.
    settings
        The settings of the reduction.
    palette
        A palette to choose entries from, or to use whole, see
        `quantizer.reduction.pipeline.quantize`; None to find one for the image.
    optimize
        Whether to take more time for fewer bytes.
    keep_exif, keep_profile
        Whether EXIF and the image's own colour profile are carried over, where the format holds
        them.
    limits
        What the file may take at most; one that takes more is refused.
    with_metrics
        Whether the result is measured, which may take longer than the reduction.
    threads
        Most threads at work, None for one per processor core; the bytes do not depend on it.
    name
        What the image is called in a file that names it, such as C source text.
    edits
        Edits of the palette; None without any.
    """

    file_format: FileFormat
    settings: Settings = field(default_factory=Settings)
    palette: Palette | None = None
    optimize: bool = False
    keep_exif: bool = False
    keep_profile: bool = False
    limits: Limits = DEFAULT_LIMITS
    with_metrics: bool = False
    threads: int | None = None
    name: str = ""
    edits: PaletteEdits | None = None

    @property
    def written_format(self) -> FileFormat:
        """The format, with the transparency that it keeps as the settings ask for it written."""
        return self.file_format.written_as(self.settings.firmware)

    @property
    def has_frame_palettes(self) -> bool:
        """Whether each frame of an animation gets a palette of its own."""
        return self.palette is None and self.settings.animation.palettes is FramePalettes.EACH
