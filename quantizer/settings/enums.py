"""The choices a user has, as enums whose values are their names on the command line.

Nothing here imports NumPy: the command line builds its help from these.
"""

from __future__ import annotations

from enum import StrEnum


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


class Weights(StrEnum):
    """What a colour counts by when colours are clustered."""

    PIXELS = "pixels"
    VISIBILITY = "visibility"


class DitherSpace(StrEnum):
    """Spaces in which a dither adds up errors."""

    SRGB = "srgb"
    LINEAR = "linear"


class AlphaMode(StrEnum):
    """What becomes of soft edges, see `quantizer.reduction.alpha`."""

    FULL = "full"
    THRESHOLD = "threshold"
    DITHER = "dither"
    OPAQUE = "opaque"


class FramePalettes(StrEnum):
    """How many palettes an animation has, see `quantizer.animation.quantize`."""

    SHARED = "shared"
    EACH = "each"
