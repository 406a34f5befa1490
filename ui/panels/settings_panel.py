"""The panel with the controls of all settings.

The panel shows the `Settings` it is given and emits new ones; it keeps none of its own. The
choices, labels and tooltips come from the declarations of the settings. The controls for
transparency, animation and colour profile are visible only for images that have these.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSlider, QWidget

from quantizer.language import tr
from quantizer.settings.settings import OPTIONS, Settings

from ..document.count_mode import with_count, with_target
from ..document.effect import without_effect
from .adjust_control import AdjustControl
from .alpha_control import AlphaControl
from .clustering_control import ClusteringControl
from .count_control import CountControl
from .dither_control import DitherControl
from .indexed_control import IndexedControl
from .palette_field import PaletteField
from .parts import GAP, SidePanel, divide, enable_unless, heading, labelled, vbox
from .preset_control import PresetControl
from .profile_control import ProfileControl
from .setting_fields import segments

if TYPE_CHECKING:
    from quantizer.image.palette import Palette


class SettingsPanel(SidePanel):
    """The panel; `changed` carries the new `Settings`."""

    changed = Signal(object)
    released = Signal()
    """The mouse has let go of a slider."""
    reset_requested = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__(tr("Settings"), 304)
        self._settings = settings
        self._palette: Palette | None = None
        self.preset = PresetControl()
        self.adjust = AdjustControl()
        self.palette_field = PaletteField(tr("Found for the image"))
        self.count = CountControl()
        self.dithering = DitherControl()
        self.alpha = AlphaControl()
        self.profile = ProfileControl()
        self.frame_palettes = segments("animation.palettes")
        self.clustering = ClusteringControl()
        self.indexed = IndexedControl()
        self.reset = QPushButton(tr("Reset to defaults"))
        self.reset.setAccessibleName(tr("Reset settings to defaults"))
        self._lay_out()
        self.fit_width()
        self._connect()
        self.show_settings(settings)
        self.show_kind(has_alpha=False, is_animation=False)
        self.show_profile(None, is_kept=False)

    def _lay_out(self) -> None:
        column = self.column
        column.addWidget(self.preset)
        divide(column)
        column.addWidget(self.adjust)
        divide(column)
        given = QWidget()
        vbox(given, heading(tr("Palette")), self.palette_field)
        column.addWidget(given)
        divide(column)
        column.addWidget(self.count)
        divide(column)
        column.addWidget(self.dithering)
        self._alpha_section = _section(self.alpha)
        column.addWidget(self._alpha_section)
        animation = QWidget()
        vbox(
            animation,
            heading(tr("Animation")),
            labelled(tr(OPTIONS["animation.palettes"].label), self.frame_palettes),
        )
        self._animation_section = _section(animation)
        column.addWidget(self._animation_section)
        self._profile_section = _section(self.profile)
        column.addWidget(self._profile_section)
        divide(column)
        column.addWidget(self.clustering)
        divide(column)
        column.addWidget(self.indexed)
        column.addSpacing(GAP // 2)
        column.addStretch(1)
        column.addWidget(self.reset)

    def _connect(self) -> None:
        self.count.counted.connect(self._set_count)
        self.count.asked.connect(lambda one: self._change(with_target(self._settings, one)))
        self.clustering.changed.connect(lambda value: self._replace(cluster=value))
        self.dithering.changed.connect(lambda value: self._replace(dither=value))
        self.adjust.changed.connect(lambda value: self._replace(adjust=value))
        self.alpha.changed.connect(lambda value: self._replace(alpha=value))
        self.indexed.changed.connect(lambda value: self._replace(indexed=value))
        self.frame_palettes.changed.connect(
            lambda value: self._replace(animation=replace(self._settings.animation, palettes=value))
        )
        self.reset.clicked.connect(self.reset_requested)
        for slider in self.findChildren(QSlider):
            slider.sliderReleased.connect(self.released)

    def show_settings(self, settings: Settings, palette: Palette | None = None) -> None:
        """Show `settings`, for a given palette if there is one, without emitting `changed`."""
        self._settings, self._palette = settings, palette
        self.count.show_settings(settings, palette)
        self.dithering.show_settings(settings, palette)
        for control in (self.alpha, self.clustering):
            control.show_settings(settings, palette)
        for other in (self.adjust, self.indexed):
            other.show_settings(settings)
        self.frame_palettes.set_value(settings.animation.palettes)
        reason = without_effect("animation.palettes", settings, palette)
        enable_unless(self.frame_palettes, reason)

    def show_kind(self, *, has_alpha: bool, is_animation: bool, is_indexed: bool = False) -> None:
        """Show only the controls that affect this kind of image."""
        self._alpha_section.setVisible(has_alpha)
        self._animation_section.setVisible(is_animation)
        self.indexed.show_kind(is_indexed=is_indexed)

    def show_profile(self, name: str | None, *, is_kept: bool) -> None:
        """Show the name of the file's colour profile; None if it has none."""
        self.profile.show_profile(name or "", is_kept=is_kept)
        self._profile_section.setVisible(name is not None)

    def _replace(self, **changes: object) -> None:
        self._change(replace(self._settings, **changes))  # type: ignore[arg-type]

    def _set_count(self, colors: int) -> None:
        self._change(with_count(self._settings, colors, self._palette))

    def _change(self, settings: Settings) -> None:
        self.show_settings(settings, self._palette)
        self.changed.emit(settings)


def _section(control: QWidget) -> QWidget:
    """Return a control with a line above it; both are shown and hidden together."""
    section = QWidget()
    column = vbox(section)
    divide(column)
    column.addWidget(control)
    return section
