"""What the user chose, as frozen values that travel as JSON.

One dataclass per concern, composed into `Settings`. A value checks itself when it is made, so a
job that starts has settings that can be used. Nothing here imports NumPy: the command line builds
its help from these enums and defaults.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from quantizer.errors import SettingsError

MAX_COLORS = 256
"""Most entries of an indexed image: one byte per pixel."""


class Space(StrEnum):
    """Colour spaces in which colours can be clustered."""

    SRGB = "srgb"
    LINEAR = "linear"
    LAB = "lab"
    LUV = "luv"
    OKLAB = "oklab"
    YCBCR = "ycbcr"
    HSV = "hsv"
    XYZ = "xyz"


class Metric(StrEnum):
    """Distances between a colour and a centroid, each with the update that minimises it."""

    EUCLIDEAN = "euclidean"
    MANHATTAN = "manhattan"


class Init(StrEnum):
    """Ways to choose the first centroids."""

    RANDOM = "random"
    KMEANS_PLUS_PLUS = "k-means++"
    PCA = "pca"


class Effort(StrEnum):
    """How long to search for a lower inertia, see `quantizer.kmeans.search`."""

    FAST = "fast"
    BALANCED = "balanced"
    BEST = "best"


class Selector(StrEnum):
    """Who says how many colours there are, see `quantizer.kmeans.selection`."""

    FIXED = "fixed"
    ELBOW = "elbow"
    SILHOUETTE = "silhouette"


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """How the colours are clustered.

    Parameters
    ----------
    colors
        Number of palette entries k, 1 to 256, the transparent entry included. Where the number
        is looked for (see `TargetSettings`), the most there may be.
    space
        Colour space of the features.
    lightness
        Weight of lightness against chroma, above 0; 1 leaves the space as it is.
    metric
        Distance between features.
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
    """

    colors: int = MAX_COLORS
    space: Space = Space.SRGB
    lightness: float = 1.0
    metric: Metric = Metric.EUCLIDEAN
    effort: Effort = Effort.BALANCED
    init: Init | None = None
    restarts: int | None = None
    max_iter: int = 100
    tol: float = 1e-4
    seed: int = 0

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
        _demand(0 < psnr < math.inf, "min_psnr", self.min_psnr, "above 0")
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
    """

    name: str = "none"
    strength: float = 0.8

    def __post_init__(self) -> None:
        _demand(0 <= self.strength <= 1, "strength", self.strength, "0 to 1")


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
    """

    cluster: ClusterSettings = field(default_factory=ClusterSettings)
    dither: DitherSettings = field(default_factory=DitherSettings)
    locked: tuple[tuple[int, int, int, int], ...] = ()
    target: TargetSettings = field(default_factory=TargetSettings)

    def __post_init__(self) -> None:
        for color in self.locked:
            valid = len(color) == 4 and all(0 <= channel <= 255 for channel in color)
            _demand(valid, "locked", color, "four channels of 0 to 255")
        count = len(set(self.locked))
        if count > self.cluster.colors:
            raise SettingsError(
                f"{count} locked colours do not fit into a palette of {self.cluster.colors}"
            )

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
            cluster = _known(ClusterSettings, data.pop("cluster", {}))
            choices = {"space": Space, "metric": Metric, "init": Init, "effort": Effort}
            for name, choice in choices.items():
                if cluster.get(name) is not None:
                    cluster[name] = choice(cluster[name])
            dither = _known(DitherSettings, data.pop("dither", {}))
            locked = tuple(
                (int(r), int(g), int(b), int(a)) for r, g, b, a in data.pop("locked", ())
            )
            target = _known(TargetSettings, data.pop("target", {}))
            if "selector" in target:
                target["selector"] = Selector(target["selector"])
            _known(cls, data)
            return cls(
                ClusterSettings(**cluster),
                DitherSettings(**dither),
                locked,
                TargetSettings(**target),
            )
        except SettingsError:
            raise
        except (ValueError, TypeError, AttributeError) as error:
            raise SettingsError(f"these settings cannot be read: {error}") from error


def _demand(holds: bool, name: str, value: object, allowed: str) -> None:
    if not holds:
        raise SettingsError(f"{name} is {value}, but must be {allowed}")


def _known(kind: type, data: dict[str, Any]) -> dict[str, Any]:
    unknown = set(data) - {entry.name for entry in fields(kind)}
    if unknown:
        raise SettingsError(f"unknown setting {', '.join(sorted(unknown))}")
    return data
