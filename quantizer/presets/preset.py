"""One preset: some settings with their values, and optionally a palette and a file format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quantizer.errors import SettingsError
from quantizer.image_files.formats import FileFormat, format_by_name
from quantizer.presets.naming import checked_name, key_of
from quantizer.settings.settings import MAX_COLORS, OPTIONS, Settings

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quantizer.image.palette import Palette


@dataclass(frozen=True, slots=True)
class Preset:
    """Named settings.

    Parameters
    ----------
    name
        Its name, which can also be a file name on every system.
    description
        A sentence about its purpose; may be empty.
    settings
        The values; only those of the settings in `given` count.
    given
        Dotted names (``cluster.colors``) of the settings that the preset sets.
    palette
        1 to 256 colours to choose from; None to find colours for each image.
    file_format
        Name of the format of results; None if the preset does not set it.
    optimize
        Whether files are compressed as much as possible; None if the preset does not set it.
    """

    name: str
    description: str = ""
    settings: Settings = field(default_factory=Settings)
    given: frozenset[str] = frozenset()
    palette: Palette | None = None
    file_format: str | None = None
    optimize: bool | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name(self.name))
        unknown = self.given - set(OPTIONS)
        if unknown:
            raise SettingsError(tr("unknown setting {names}", names=", ".join(sorted(unknown))))
        if self.format is not None and not self.format.writes:
            raise SettingsError(tr("{label} can be read, but not written", label=self.format.label))
        if self.palette is None:
            return
        if not 1 <= len(self.palette) <= MAX_COLORS:
            raise SettingsError(
                tr(
                    "a palette has 1 to {max_colors} colours, not {count}",
                    max_colors=MAX_COLORS,
                    count=len(self.palette),
                )
            )
        own = {swatch.color for swatch in self.palette}
        if not own.issuperset(self.applied_to(Settings()).locked):
            raise SettingsError(tr("a preset with a palette can lock colours of that palette only"))

    @property
    def key(self) -> str:
        """The form of the name by which presets are compared."""
        return key_of(self.name)

    @property
    def format(self) -> FileFormat | None:
        """The format of results; None if the preset does not set it."""
        return None if self.file_format is None else format_by_name(self.file_format)

    def values(self) -> dict[str, Any]:
        """Return the values of the settings that the preset sets, by dotted names."""
        return self.settings.values(name for name in OPTIONS if name in self.given)

    def applied_to(self, usual: Settings) -> Settings:
        """Return `usual` with the preset's values.

        Raises
        ------
        SettingsError
            If they do not fit together: more locked colours than entries.
        """
        return usual.with_values(self.values())


def named(name: str, presets: Iterable[Preset]) -> Preset | None:
    """Return the preset called `name`, or None; case, hyphens and spaces do not matter."""
    return next((preset for preset in presets if preset.key == key_of(name)), None)
