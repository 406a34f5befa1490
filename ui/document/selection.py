"""Everything that is chosen for a result: settings, perhaps a palette, a preset, palette edits.

The preset is kept beside the settings that came from it, to see whether they were changed since.
With a palette, the number of colours says how many of its entries are used: all, unless the preset
or the user says otherwise. Locking a colour that the palette does not have drops the palette.
The number of colours that is shown stays when the palette is dropped.

Edits of a palette stay as long as the same palette can be used: another dither, size or
transparency is applied to it. Whatever asks for other colours starts a new palette, without edits;
the colours that were locked in it stay locked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.settings.settings import OPTIONS, AnimationSettings

from .count_mode import is_automatic, shown_count, with_count
from .locked_colors import without_locked

if TYPE_CHECKING:
    from quantizer.image.palette import Color, Palette
    from quantizer.image_files.formats import FileFormat
    from quantizer.presets import Preset
    from quantizer.reduction.palette_edits import PaletteEdits
    from quantizer.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class Chosen:
    """Settings, and the palette and the preset they come with.

    Parameters
    ----------
    palette
        Colours to choose from; None to find colours for the image.
    preset
        The preset that was chosen last; None without one.
    edits
        Edits of the palette of the result; None without any.
    file_format
        The file format that was chosen with the settings, such as by using those of a pin; None
        for that of the preset or of the last export.
    """

    settings: Settings
    palette: Palette | None = None
    preset: Preset | None = None
    edits: PaletteEdits | None = None
    file_format: FileFormat | None = None

    @classmethod
    def of(cls, preset: Preset, usual: Settings, locked: tuple[Color, ...] = ()) -> Chosen:
        """Return what a preset chooses, with the `usual` settings for what it does not set.

        Locked colours belong to the image. They stay if the preset has room for them.
        """
        start = usual if preset.palette is None else usual.for_whole_palette()
        settings = preset.applied_to(replace(start, locked=()))
        has_room = len(set(locked)) <= settings.cluster.colors
        if has_room and _holds(preset.palette, locked) and "locked" not in preset.given:
            settings = replace(settings, locked=locked)
        return cls(settings, preset.palette, preset)

    def with_settings(self, settings: Settings) -> Chosen:
        """Return this with other settings; without the palette if that lacks a locked colour."""
        if self.edits is not None and _asks_for_others(self.settings, settings):
            settings = _with_locks(settings, self.edits, self.palette)
            return replace(self, settings=settings, edits=None)
        changed = replace(self, settings=settings)
        return changed if _holds(self.palette, settings.locked) else changed.with_palette(None)

    def with_edits(self, edits: PaletteEdits | None) -> Chosen:
        """Return this with other edits of the palette; None for the palette as it was found."""
        return replace(self, edits=edits)

    def with_rest_fitted(self) -> Chosen:
        """Return this without edits, and colours to be found beside those that were edited.

        There are as many colours as the edited palette has.
        """
        assert self.edits is not None
        fixed, count = self.edits.fixed_colors, len(self.edits.entries)
        settings = with_count(replace(self.settings, locked=()), count)
        settings = replace(settings, locked=fixed)
        return replace(self, settings=settings, palette=None, edits=None)

    def with_palette(self, palette: Palette | None) -> Chosen:
        """Return this with other given colours, all of them; None to find colours."""
        settings = self.settings
        if palette is not None:
            settings = settings.for_whole_palette()
        elif not is_automatic(settings):
            settings = with_count(settings, shown_count(settings, self.palette))
        return replace(self, settings=settings, palette=palette, edits=None)

    def for_other_image(self) -> Chosen:
        """Return this without what belongs to one image.

        That are locked colours, edits of its frames, a palette found for it, and the file format
        of one of its pins.
        """
        palette = self.palette
        is_own = palette is not None and palette.is_found
        found = self.with_palette(None) if is_own else self
        found = replace(found, edits=None, file_format=None)
        animation = AnimationSettings(found.settings.animation.palettes)
        settings = replace(without_locked(found.settings), animation=animation)
        return found.with_settings(settings)

    def is_modified(self, usual: Settings) -> bool:
        """Whether the choice differs from what its preset chooses."""
        if self.preset is None:
            return False
        try:
            own = Chosen.of(self.preset, usual, self.settings.locked)
        except SettingsError:  # its file was changed since and does not fit
            return True
        if _codes(own.palette) != _codes(self.palette):
            return True
        if shown_count(own.settings, self.palette) != shown_count(self.settings, self.palette):
            return True
        # Two numbers may differ that both stand for all colours of the palette.
        cluster = replace(own.settings.cluster, colors=self.settings.cluster.colors)
        return replace(own.settings, cluster=cluster) != self.settings

    def as_preset(self, template: Preset) -> Preset:
        """Return a preset that makes this same choice, with the rest from `template`."""
        given = frozenset(OPTIONS) if self.settings.locked else frozenset(OPTIONS) - {"locked"}
        return replace(template, settings=self.settings, given=given, palette=self.palette)


def _asks_for_others(before: Settings, after: Settings) -> bool:
    """Return whether settings ask for other colours than those before."""
    parts = ("cluster", "target", "locked", "indexed")
    if before.animation.without_timing != after.animation.without_timing:
        return True
    tones = ("saturation", "gamma", "brightness", "contrast")
    return any(getattr(before, part) != getattr(after, part) for part in parts) or any(
        getattr(before.adjust, tone) != getattr(after.adjust, tone) for tone in tones
    )


def _with_locks(settings: Settings, edits: PaletteEdits, palette: Palette | None) -> Settings:
    """Return settings with the colours that are locked in an edited palette, if there is room."""
    locked = [entry.color for entry in edits.entries if entry.locked and entry.color[3]]
    colors = tuple(dict.fromkeys([*settings.locked, *locked]))
    if len(colors) > settings.cluster.colors or not _holds(palette, colors):
        return settings
    return replace(settings, locked=colors)


def _codes(palette: Palette | None) -> tuple[str, ...]:
    """Return the colours of a palette, without its name."""
    return () if palette is None else tuple(swatch.hex for swatch in palette)


def _holds(palette: Palette | None, colors: tuple[Color, ...]) -> bool:
    """Return whether a palette, if there is one, has all these colours."""
    return palette is None or {swatch.color for swatch in palette}.issuperset(colors)
