"""The settings chosen for the open image, with undo and redo; no widgets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from quantizer.conversion.recipe import Recipe
from quantizer.image_files.formats import WRITABLE
from quantizer.settings.settings import ClusterSettings, DitherSettings, Settings

from .entries import with_entry, without_entry
from .history import UndoStack
from .locked_colors import with_locked, without_locked
from .open_image import OpenImage
from .selection import Chosen

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from quantizer.image.palette import Color, Palette
    from quantizer.image_files.formats import FileFormat
    from quantizer.presets import Preset
    from quantizer.reduction.palette_edits import PaletteEdits

DEFAULTS = Settings(ClusterSettings(colors=16), DitherSettings())
"""Default settings: few colours, so that the effect can be seen."""


class ImageSettings(OpenImage):
    """The open image with its settings; the default ones if `chosen` is None."""

    settings_changed = Signal()

    def __init__(self, chosen: Chosen | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = UndoStack(chosen or Chosen(DEFAULTS), self)
        self.file_format: FileFormat = WRITABLE[0]
        """The format that an export proposes, and that the image is reduced for."""

    @property
    def settings(self) -> Settings:
        """The current settings."""
        return self.history.value.settings

    @property
    def chosen(self) -> Chosen:
        """The current settings, fixed palette and preset."""
        return self.history.value

    @property
    def is_preset_modified(self) -> bool:
        """Whether the settings differ from those of the chosen preset."""
        return self.chosen.is_modified(DEFAULTS)

    @property
    def recipe(self) -> Recipe:
        """The recipe for the conversion, as options of the command line would make it."""
        preset = self.chosen.preset
        return Recipe(
            self.file_format,
            self.settings,
            self.chosen.palette,
            optimize=preset is not None and bool(preset.optimize),
            keep_profile=self._wants_profile,
            edits=self.chosen.edits,
        )

    def set_file_format(self, file_format: FileFormat) -> None:
        """Reduce the image for another file format."""
        if file_format is not self.file_format:
            self.file_format = file_format
            self._restart()

    def change_settings(self, settings: Settings) -> None:
        """Change the settings and start the job soon; changes of one drag are one undo step."""
        if settings != self.settings:
            self.history.change_settings(settings)
            self._follow_settings()

    def choose_preset(self, preset: Preset) -> None:
        """Apply a preset; locked colours stay if it has room for them."""
        self._choose(Chosen.of(preset, DEFAULTS, self.settings.locked))

    def forget_preset(self) -> None:
        """Keep the settings, but without a preset and its fixed palette."""
        self._choose(Chosen(self.chosen.with_palette(None).settings))

    def use_palette(self, palette: Palette | None) -> None:
        """Use a palette, all of its colours; None to find colours for the image."""
        self._choose(self.chosen.with_palette(palette))

    def edit_palette(self, edits: PaletteEdits | None, *, is_gesture: bool = False) -> None:
        """Edit the palette; steps of one gesture, such as a drag in the picker, are undone as one.

        None takes all edits back.
        """
        if edits != self.chosen.edits:
            self.history.edit(self.chosen.with_edits(edits), is_gesture=is_gesture)
            self._follow_settings()

    def fit_rest(self) -> None:
        """Find colours for the image anew, beside those of the palette that were edited."""
        self._choose(self.chosen.with_rest_fitted())

    def use(self, recipe: Recipe) -> None:
        """Choose everything as it is in a recipe, as one step; the preset stays if it can."""
        preset = self.chosen.preset
        optimizes = preset is not None and bool(preset.optimize)
        kept = preset if optimizes == recipe.optimize else None
        self._choose(
            Chosen(recipe.settings, recipe.palette, kept, recipe.edits, recipe.file_format)
        )

    def restore(self, chosen: Chosen) -> None:
        """Take the choice of a project while its image is opened; nothing before it is undone."""
        self.history.restart(chosen)
        self.settings_changed.emit()

    def forget_file_format(self) -> None:
        """Propose the file format that was exported last from now on; this is no step."""
        if self.chosen.file_format is not None:
            self.history.value = replace(self.chosen, file_format=None)
            self.settings_changed.emit()

    def reset(self) -> None:
        """Return to the default settings."""
        self._choose(Chosen(DEFAULTS))

    def _choose(self, chosen: Chosen) -> None:
        before = self.recipe
        if chosen == self.chosen:
            return
        self.history.choose(chosen)
        if self.recipe == before:
            self.settings_changed.emit()  # the result does not change
        else:
            self._follow_settings()

    def lock_color(self, color: Color) -> None:
        """Lock a colour, so that the palette contains it exactly."""
        self._change_alone(with_locked(self.settings, color))

    def unlock_color(self, color: Color | None = None) -> None:
        """Unlock a colour, or all if `color` is None."""
        self._change_alone(without_locked(self.settings, color))

    def give_entry(self, color: Color, shown: Palette) -> None:
        """Give a colour an entry of its own, beside those of the result, whose palette is shown."""
        self._choose(with_entry(self.chosen, color, shown))

    def leave_out(self, place: int, shown: Palette) -> None:
        """Take one entry out of the result's palette; its pixels take the nearest other one."""
        self._choose(without_entry(self.chosen, place, shown))

    def _change_alone(self, settings: Settings) -> None:
        self.history.end_gesture()
        self.change_settings(settings)

    def undo(self) -> None:
        """Undo the last change of the settings."""
        if self.history.can_undo:
            self.history.undo()
            self._follow_settings()

    def redo(self) -> None:
        """Redo the change that was undone last."""
        if self.history.can_redo:
            self.history.redo()
            self._follow_settings()

    def _follow_settings(self) -> None:
        self.settings_changed.emit()
        self._restart()

    def _restart(self) -> None:
        """Reduce the image with the current settings and file format."""
        raise NotImplementedError
