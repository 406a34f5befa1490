"""One preset: what it means to set, and on what it leaves the choice."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.image_files.formats import FileFormat, format_by_name
from quantizer.presets.naming import checked_name, key_of
from quantizer.settings.settings import MAX_COLORS, Settings, TargetSettings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quantizer.image.palette import Palette

SECTIONS = ("cluster", "dither", "target", "alpha", "animation")
"""The parts of `Settings` that have fields of their own."""
ALL_SETTINGS = frozenset(
    {"locked"}
    | {f"{part}.{one.name}" for part in SECTIONS for one in fields(getattr(Settings(), part))}
)
"""Dotted names of all settings."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Named settings.

    Parameters
    ----------
    name
        For a person; safe as the name of a file.
    description
        A sentence on what it is for; may be empty.
    settings
        The values; only those named by `given` count.
    given
        Dotted names (``cluster.colors``) of the settings that the preset sets.
    palette
        Its own colours, 1 to 256, which are used as they are; None where colours are looked for.
    file_format
        Name of the format that results are written in; None leaves it open.
    optimize
        Whether files are compressed as well as possible; None leaves it open.
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
        unknown = self.given - ALL_SETTINGS
        if unknown:
            raise SettingsError(f"unknown setting {', '.join(sorted(unknown))}")
        if self.format is not None and not self.format.writes:
            raise SettingsError(f"{self.format.label} is read, but not written")
        if self.palette is None:
            return
        if not 1 <= len(self.palette) <= MAX_COLORS:
            raise SettingsError(f"a palette has 1 to {MAX_COLORS} colours, not {len(self.palette)}")
        own = self.applied_to(Settings())
        if own.target != TargetSettings() or own.locked:
            raise SettingsError(
                "a palette of its own leaves no number of colours to look for, and none to lock"
            )

    @property
    def key(self) -> str:
        """What the name is compared by."""
        return key_of(self.name)

    @property
    def format(self) -> FileFormat | None:
        """The format that results are written in; None if it is left open."""
        return None if self.file_format is None else format_by_name(self.file_format)

    def applied_to(self, usual: Settings) -> Settings:
        """Return `usual` with what the preset sets.

        Raises
        ------
        SettingsError
            If the two do not go together: more locked colours than entries.
        """
        changes: dict[str, object] = {
            part: replace(getattr(usual, part), **values)
            for part in SECTIONS
            if (values := self._values(part))
        }
        if "locked" in self.given:
            changes["locked"] = self.settings.locked
        return replace(usual, **changes)  # type: ignore[arg-type]

    def _values(self, part: str) -> dict[str, object]:
        section = getattr(self.settings, part)
        names = (one.name for one in fields(section))
        return {name: getattr(section, name) for name in names if f"{part}.{name}" in self.given}


def named(name: str, presets: Iterable[Preset]) -> Preset | None:
    """Return the one of `presets` that is called `name`, however that is capitalised."""
    return next((preset for preset in presets if preset.key == key_of(name)), None)
