"""What the user chose, as frozen values that travel as JSON.

One dataclass per concern, composed into `Settings`. A value checks itself when it is made, so a
job that starts has settings that can be used. Nothing here imports NumPy: the command line builds
its help from `choices` and these defaults.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from quantizer.errors import SettingsError
from quantizer.settings.enums import (
    AlphaMode,
    DitherSpace,
    Effort,
    FramePalettes,
    Init,
    Metric,
    Selector,
    Space,
    Weights,
)

__all__ = [
    "LIGHTNESS_WITH_DITHER",
    "MAX_COLORS",
    "AlphaMode",
    "AlphaSettings",
    "AnimationSettings",
    "ClusterSettings",
    "DitherSettings",
    "DitherSpace",
    "Effort",
    "FramePalettes",
    "Init",
    "Metric",
    "Selector",
    "Settings",
    "Space",
    "TargetSettings",
    "Weights",
]

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

MAX_COLORS = 256
"""Most entries of an indexed image: one byte per pixel."""

LIGHTNESS_WITH_DITHER = 1.6
"""What lightness counts more by where the colour space is left to a dither."""


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """How the colours are clustered.

    Parameters
    ----------
    colors
        Number of palette entries k, 1 to 256, the transparent entry included. Where the number
        is looked for (see `TargetSettings`), the most there may be.
    space
        Colour space of the features; None leaves it to the dither, see `Settings.space`.
    lightness
        Weight of lightness against chroma, above 0; 1 leaves the space as it is.
    metric
        Distance between features; None leaves it to the image: Manhattan for soft edges with a
        dither, since medians keep what an icon is drawn in, else Euclidean.
    effort
        How long to search.
    init
        Choice of the first centroids; None leaves it to the effort.
    restarts
        Runs from different first centroids, of which the best is kept; None leaves it to the
        effort.
    max_iter
        Most iterations of one run.
    tol
        Where a run stops: about the share of the inertia that an iteration must gain for another
        to follow. With fewer than 8 iterations allowed it is scikit-learn's rule: the
        summed squared movement of the centroids in units of the mean variance.
    seed
        Seed of all random choices; equal seeds give equal bytes.
    weights
        What a colour counts by; None leaves it to the dither.
    """

    colors: int = MAX_COLORS
    space: Space | None = None
    lightness: float = 1.0
    metric: Metric | None = None
    effort: Effort = Effort.BALANCED
    init: Init | None = None
    restarts: int | None = None
    max_iter: int = 100
    tol: float = 1e-4
    seed: int = 0
    weights: Weights | None = None

    def __post_init__(self) -> None:
        _demand(1 <= self.colors <= MAX_COLORS, "colors", self.colors, f"1 to {MAX_COLORS}")
        _demand(0.01 <= self.lightness <= 100, "lightness", self.lightness, "0.01 to 100")
        restarts = 1 if self.restarts is None else self.restarts
        _demand(1 <= restarts <= 1000, "restarts", self.restarts, "1 to 1000")
        _demand(1 <= self.max_iter <= 100_000, "max_iter", self.max_iter, "1 to 100000")
        _demand(0 <= self.tol < math.inf, "tol", self.tol, "0 or more")
        _demand(0 <= self.seed < 2**32, "seed", self.seed, "0 to 4294967295")


@dataclass(frozen=True, slots=True)
class TargetSettings:
    """What the number of colours is to reach, where it is not given.

    Parameters
    ----------
    selector
        `Selector.FIXED` takes the number as given; the others look for the one that the image
        suggests, up to that number.
    min_psnr
        dB, above 0: the fewest colours that reach it are taken. None for no demand.
    max_bytes
        At least 1: the most colours whose file fits are taken. None for no demand.
    """

    selector: Selector = Selector.FIXED
    min_psnr: float | None = None
    max_bytes: int | None = None

    def __post_init__(self) -> None:
        psnr = 1.0 if self.min_psnr is None else self.min_psnr
        _demand(0 < psnr < math.inf, "min_psnr", self.min_psnr, "finite and above 0")
        size = 1 if self.max_bytes is None else self.max_bytes
        _demand(size >= 1, "max_bytes", self.max_bytes, "at least 1")


@dataclass(frozen=True, slots=True)
class DitherSettings:
    """How pixels are mapped to the palette.

    Parameters
    ----------
    name
        Name of a registered ditherer.
    strength
        Share of the quantisation error that is spread, 0 to 1.
    space
        Where errors are added up.
    """

    name: str = "adaptive"
    strength: float = 0.85
    space: DitherSpace = DitherSpace.SRGB

    def __post_init__(self) -> None:
        _demand(0 <= self.strength <= 1, "strength", self.strength, "0 to 1")


@dataclass(frozen=True, slots=True)
class AlphaSettings:
    """What becomes of pixels that are neither opaque nor fully transparent.

    Parameters
    ----------
    mode
        Kept; or each made opaque or clear, by a threshold or by a dither; or the whole image put
        on the matte.
    matte
        Colour (r, g, b), 0 to 255, that soft edges are put on where they become opaque; None
        leaves them their own colour, and is white for an image that is put on it as a whole.
    """

    mode: AlphaMode = AlphaMode.FULL
    matte: tuple[int, int, int] | None = None

    def __post_init__(self) -> None:
        matte = (0, 0, 0) if self.matte is None else self.matte
        valid = len(matte) == 3 and all(0 <= channel <= 255 for channel in matte)
        _demand(valid, "matte", self.matte, "three channels of 0 to 255")


@dataclass(frozen=True, slots=True)
class AnimationSettings:
    """How the frames of an animation are reduced.

    Parameters
    ----------
    palettes
        One palette for all frames, or one for each.
    """

    palettes: FramePalettes = FramePalettes.SHARED


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that determines the result for a given image.

    Parameters
    ----------
    cluster
        How the colours are clustered.
    dither
        How pixels are mapped to the palette.
    locked
        Colours (r, g, b, a), 0 to 255, that get their own palette entry, exactly.
    target
        What the number of colours is to reach, where it is not given.
    alpha
        What becomes of soft edges.
    animation
        How the frames of an animation are reduced.
    """

    cluster: ClusterSettings = field(default_factory=ClusterSettings)
    dither: DitherSettings = field(default_factory=DitherSettings)
    locked: tuple[tuple[int, int, int, int], ...] = ()
    target: TargetSettings = field(default_factory=TargetSettings)
    alpha: AlphaSettings = field(default_factory=AlphaSettings)
    animation: AnimationSettings = field(default_factory=AnimationSettings)

    def __post_init__(self) -> None:
        for color in self.locked:
            valid = len(color) == 4 and all(0 <= channel <= 255 for channel in color)
            _demand(valid, "locked", color, "four channels of 0 to 255")
        count = len(set(self.locked))
        if count > self.cluster.colors:
            raise SettingsError(
                f"{count} locked colours do not fit into a palette of {self.cluster.colors}"
            )

    @property
    def space(self) -> Space:
        """Colour space to cluster in: unless chosen, sRGB, and CIELAB for a dither.

        Undithered, sRGB has the lowest squared error. With a dither, palettes of CIELAB come
        nearest to photos by FLIP and SSIMULACRA2 alike (``python -m tests.benchmarks.look``).
        """
        return self.cluster.space or (Space.LAB if self.is_dithered else Space.SRGB)

    @property
    def lightness(self) -> float:
        """Weight of lightness; where the space is left to a dither, 1.6 times that.

        CIELAB makes much of hues in saturated colours, as CIEDE2000 makes up for; the eye sees
        a dither's grain by its lightness.
        """
        automatic = self.cluster.space is None and self.is_dithered
        return self.cluster.lightness * (LIGHTNESS_WITH_DITHER if automatic else 1)

    @property
    def weights(self) -> Weights:
        """What a colour counts by: its pixels, unless chosen; visibility gained nothing."""
        return self.cluster.weights or Weights.PIXELS

    @property
    def is_dithered(self) -> bool:
        """Whether errors are spread at all."""
        return self.dither.name != "none" and self.dither.strength > 0

    def to_json(self) -> str:
        """Return the settings as a JSON object."""
        return json.dumps(asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """Return the settings that `to_json` wrote.

        Raises
        ------
        SettingsError
            If the text is not such an object, or holds an unknown name or an unusable value.
        """
        try:
            data = json.loads(text)
            cluster = _read(
                ClusterSettings,
                data.pop("cluster", {}),
                space=Space,
                metric=Metric,
                init=Init,
                effort=Effort,
                weights=Weights,
            )
            dither = _read(DitherSettings, data.pop("dither", {}), space=DitherSpace)
            locked = tuple(
                (int(r), int(g), int(b), int(a)) for r, g, b, a in data.pop("locked", ())
            )
            target = _read(TargetSettings, data.pop("target", {}), selector=Selector)
            alpha = _read(AlphaSettings, data.pop("alpha", {}), mode=AlphaMode, matte=_channels)
            animation = _read(AnimationSettings, data.pop("animation", {}), palettes=FramePalettes)
            _check_known(cls, data)
            return cls(cluster, dither, locked, target, alpha, animation)
        except SettingsError:
            raise
        except (ValueError, TypeError, AttributeError) as error:
            raise SettingsError(f"these settings cannot be read: {error}") from error


def _demand(holds: bool, name: str, value: object, allowed: str) -> None:
    if not holds:
        raise SettingsError(f"{name} is {value}, but must be {allowed}")


def _check_known(kind: type, data: dict[str, Any]) -> None:
    unknown = set(data) - {entry.name for entry in fields(kind)}
    if unknown:
        raise SettingsError(f"unknown setting {', '.join(sorted(unknown))}")


def _read(kind: type[T], data: dict[str, Any], **readers: Callable[[Any], object]) -> T:
    """Return a value of `kind` with its fields; those of `readers` are not plain in JSON."""
    _check_known(kind, data)
    return kind(
        **{
            name: readers[name](value) if name in readers and value is not None else value
            for name, value in data.items()
        }
    )


def _channels(value: Any) -> tuple[int, int, int]:
    red, green, blue = value
    return int(red), int(green), int(blue)
