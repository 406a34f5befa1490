"""All that the window lets be chosen for a result: settings, a palette of one's own, a preset.

A preset is remembered beside the settings that it set, so that it can be told when they are no
longer its own. Whoever chooses a number of colours, or protects one, wants colours to be looked
for, and so lets the palette go.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.presets import Preset
from quantizer.presets.preset import ALL_SETTINGS

if TYPE_CHECKING:
    from quantizer.image.palette import Color, Palette
    from quantizer.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen.

    Parameters
    ----------
    settings
        What determines the pixels.
    palette
        Colours that are used as they are; None where they are looked for.
    preset
        Where all this began; None without one.
    """

    settings: Settings
    palette: Palette | None = None
    preset: Preset | None = None

    @classmethod
    def of(cls, preset: Preset, usual: Settings, locked: tuple[Color, ...] = ()) -> Chosen:
        """Return what a preset chooses, where it leaves something open with the `usual` settings.

        Protected colours belong to the image: they stay where a preset leaves room for them.
        """
        settings = preset.applied_to(replace(usual, locked=()))
        has_room = preset.palette is None and len(set(locked)) <= settings.cluster.colors
        if has_room and "locked" not in preset.given:
            settings = replace(settings, locked=locked)
        return cls(settings, preset.palette, preset)

    def with_settings(self, settings: Settings) -> Chosen:
        """Return the same with other settings, and without the palette if they ask for others."""
        palette = self.palette if _colors(settings) == _colors(self.settings) else None
        return replace(self, settings=settings, palette=palette)

    def is_modified(self, usual: Settings) -> bool:
        """Whether there is a preset, and this is not what it chooses."""
        if self.preset is None:
            return False
        try:
            own = Chosen.of(self.preset, usual, self.settings.locked)
        except SettingsError:  # its file was changed since, and does not fit any more
            return True
        pairs = (own.settings, _codes(own.palette)), (self.settings, _codes(self.palette))
        return pairs[0] != pairs[1]

    def as_preset(
        self, name: str, description: str = "", file_format: str | None = None, *, optimize: bool
    ) -> Preset:
        """Return a preset that chooses just this, whoever uses it.

        Raises
        ------
        SettingsError
            If `name` cannot be the name of a preset.
        """
        given = ALL_SETTINGS if self.settings.locked else ALL_SETTINGS - {"locked"}
        return Preset(
            name,
            description,
            self.settings,
            given,
            self.palette,
            file_format,
            optimize or None,
        )


def _codes(palette: Palette | None) -> tuple[str, ...]:
    """Return the colours of a palette, whatever it is called."""
    return () if palette is None else tuple(swatch.hex for swatch in palette)


def _colors(settings: Settings) -> tuple[object, ...]:
    """Return what settings say on which colours there are."""
    return settings.cluster.colors, settings.target, settings.locked
