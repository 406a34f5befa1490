"""All settings of a reduction in one frozen value, which can be saved as JSON.

`Settings` has one part per concern (`quantizer.settings.sections`). A value is checked when it is
made, so a job never starts with settings that cannot be used. `OPTIONS` lists every single setting
by a dotted name such as ``cluster.colors``, which is also how presets and the command line name
them. Nothing here imports NumPy, because the command line builds its help from these classes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from quantizer.errors import SettingsError
from quantizer.settings.enums import (
    AlphaMode,
    BitDepth,
    DeviceFormat,
    DitherSpace,
    Effort,
    Fit,
    FramePalettes,
    Init,
    Metric,
    RareColors,
    ResizeFilter,
    Selector,
    Space,
    Weights,
)
from quantizer.settings.image_size import ImageSize
from quantizer.settings.nested_values import nest, unnest
from quantizer.settings.option import CheckedSettings, option, options_of
from quantizer.settings.sections import (
    LIGHTNESS_WITH_DITHER,
    MAX_COLORS,
    USUAL_STRENGTH,
    AdjustSettings,
    AlphaSettings,
    AnimationSettings,
    ClusterSettings,
    DitherSettings,
    FirmwareSettings,
    IndexedSettings,
    TargetSettings,
)

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "LIGHTNESS_WITH_DITHER",
    "MAX_COLORS",
    "OPTIONS",
    "USUAL_STRENGTH",
    "AdjustSettings",
    "AlphaMode",
    "AlphaSettings",
    "AnimationSettings",
    "BitDepth",
    "ClusterSettings",
    "DeviceFormat",
    "DitherSettings",
    "DitherSpace",
    "Effort",
    "FirmwareSettings",
    "Fit",
    "FramePalettes",
    "ImageSize",
    "IndexedSettings",
    "Init",
    "Metric",
    "RareColors",
    "ResizeFilter",
    "Selector",
    "Settings",
    "Space",
    "TargetSettings",
    "Weights",
]


@dataclass(frozen=True, slots=True)
class Settings(CheckedSettings):
    """Everything that determines the result for a given image.

    Parameters
    ----------
    cluster
        How the colours are clustered.
    dither
        How pixels are mapped to the palette.
    locked
        Colours (r, g, b, a), 0 to 255, each of which gets its own palette entry, exactly.
    target
        What the number of colours must achieve, if it is not given.
    alpha
        What happens to soft edges.
    animation
        How the frames of an animation are reduced.
    indexed
        What a device or a program demands of entries and indices.
    adjust
        What happens to an image before its colours are chosen: `quantizer.adjust` does it.
    firmware
        How files for firmware are laid out.

    Examples
    --------
    >>> from quantizer import ClusterSettings, DitherSettings, Settings, quantize
    >>> settings = Settings(ClusterSettings(colors=16, space="oklab"), DitherSettings("none"))
    >>> Settings.from_json(settings.to_json()) == settings
    True
    >>> len(quantize("photo.jpg", settings).palette)
    16
    >>> len(quantize("photo.jpg", 8, settings=settings).palette)
    8
    """

    cluster: ClusterSettings = field(default_factory=ClusterSettings)
    dither: DitherSettings = field(default_factory=DitherSettings)
    locked: tuple[tuple[int, int, int, int], ...] = option(
        (),
        flag="--lock",
        help="give this colour (#rrggbb, red, rgb(227 6 19) and the like) its own palette entry, "
        "exactly; may be repeated",
        metavar="COLOR",
        range=(0, 255),
    )
    target: TargetSettings = field(default_factory=TargetSettings)
    alpha: AlphaSettings = field(default_factory=AlphaSettings)
    animation: AnimationSettings = field(default_factory=AnimationSettings)
    indexed: IndexedSettings = field(default_factory=IndexedSettings)
    adjust: AdjustSettings = field(default_factory=AdjustSettings)
    firmware: FirmwareSettings = field(default_factory=FirmwareSettings)

    def __post_init__(self) -> None:
        CheckedSettings.__post_init__(self)  # `super()` does not work in a dataclass with slots
        for part, kind in PARTS.items():
            if not isinstance(getattr(self, part), kind):
                raise SettingsError(tr("{part} is not {name__}", part=part, name__=kind.__name__))
        count = len(set(self.locked))
        if count > self.cluster.colors:
            raise SettingsError(
                tr(
                    "{count} locked colours do not fit into a palette of {colors}",
                    count=count,
                    colors=self.cluster.colors,
                )
            )

    @property
    def space(self) -> Space:
        """Colour space to cluster in: the chosen one, otherwise sRGB, or CIELAB with a dither.

        Without a dither, sRGB has the lowest squared error. With a dither, palettes found in
        CIELAB come closest to photos by both FLIP and SSIMULACRA2
        (``python -m tests.benchmarks.look``).
        """
        return self.cluster.space or (Space.LAB if self.is_dithered else Space.SRGB)

    @property
    def lightness(self) -> float:
        """Weight of lightness; multiplied by 1.6 if there is a dither and no space is chosen.

        CIELAB overstates differences of hue between saturated colours, for which CIEDE2000
        corrects; and the eye sees the grain of a dither by its lightness.
        """
        is_automatic = self.cluster.space is None and self.is_dithered
        return self.cluster.lightness * (LIGHTNESS_WITH_DITHER if is_automatic else 1)

    @property
    def weights(self) -> Weights:
        """How colours count: as chosen, otherwise by pixels, since visibility gained nothing."""
        return self.cluster.weights or Weights.PIXELS

    @property
    def rare_colors(self) -> RareColors:
        """Whether rare colours are kept: as chosen, otherwise unless a space is given undithered.

        Who chooses a colour space and no dither asks for the clusters of that space.
        """
        is_plain = self.cluster.space is not None and not self.is_dithered
        return self.cluster.rare_colors or (RareColors.IGNORE if is_plain else RareColors.KEEP)

    @property
    def is_dithered(self) -> bool:
        """Whether a dither spreads errors."""
        return self.dither.name != "none" and self.dither.strength != 0

    def fitted_to_depth(self) -> Settings:
        """Return these settings with no more colours than bits of an index are asked for.

        256, the most that there can be, stands for as many as possible.

        Raises
        ------
        SettingsError
            If another number of colours is asked for that does not fit.
        """
        depth, colors = self.indexed.bit_depth, self.cluster.colors
        if depth is None or colors <= depth.most_colors:
            return self
        if colors < MAX_COLORS:
            raise SettingsError(
                tr(
                    "{colors} colours do not fit into {label} a pixel, which hold {most_colors}; "
                    "ask for fewer",
                    colors=colors,
                    label=depth.label,
                    most_colors=depth.most_colors,
                )
            )
        return replace(self, cluster=replace(self.cluster, colors=depth.most_colors))

    def for_whole_palette(self) -> Settings:
        """Return these settings for a palette of which all entries are used, as they are.

        They ask for no number of colours, no target, no locked colours and no indices to keep.
        """
        every = replace(self.cluster, colors=MAX_COLORS)
        indexed = replace(self.indexed, keep_indices=False)
        return replace(self, cluster=every, target=TargetSettings(), locked=(), indexed=indexed)

    def values(self, names: Iterable[str] | None = None) -> dict[str, Any]:
        """Return the values of settings by their dotted names; of all settings without `names`."""
        found = {}
        for name in OPTIONS if names is None else names:
            part, _, key = name.rpartition(".")
            found[name] = getattr(getattr(self, part) if part else self, key)
        return found

    def with_values(self, values: Mapping[str, object]) -> Settings:
        """Return these settings with other values, given by dotted names.

        Raises
        ------
        SettingsError
            If a name is unknown, or a value is not allowed.
        """
        changes: dict[str, dict[str, object]] = {}
        for name, value in values.items():
            if name not in OPTIONS:
                raise SettingsError(tr("there is no setting {name!r}", name=name))
            part, _, key = name.rpartition(".")
            changes.setdefault(part, {})[key] = value
        whole: dict[str, Any] = changes.pop("", {})
        parts = {part: replace(getattr(self, part), **changes[part]) for part in changes}
        return replace(self, **whole, **parts)

    def to_json(self) -> str:
        """Return the settings as a JSON object."""
        import json  # noqa: PLC0415 - `reduce` does without

        return json.dumps(nest(self.values()), indent=2)

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """Return the settings that `to_json` wrote.

        Raises
        ------
        SettingsError
            If the text is not such an object, or holds an unknown name or a value that is not
            allowed.
        """
        import json  # noqa: PLC0415 - as above

        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise SettingsError(
                tr("these settings cannot be read: {error}", error=error)
            ) from error
        return cls().with_values(unnest(data, OPTIONS))


PARTS: dict[str, type[CheckedSettings]] = {
    "cluster": ClusterSettings,
    "dither": DitherSettings,
    "target": TargetSettings,
    "alpha": AlphaSettings,
    "animation": AnimationSettings,
    "indexed": IndexedSettings,
    "adjust": AdjustSettings,
    "firmware": FirmwareSettings,
}
"""The parts of `Settings` by the names of their fields."""

OPTIONS = {
    f"{part}.{name}": one for part, kind in PARTS.items() for name, one in options_of(kind).items()
} | options_of(Settings)
"""All settings by their dotted names."""
