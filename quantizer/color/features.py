"""Features: colours, with or without alpha, as points for clustering.

Features of opaque colours are the three coordinates of their colour space. In an image with soft
edges, a colour of opacity a is *premultiplied in the space*: it lies at the share a of the way
from black to the colour, and a fourth coordinate holds a. So the hue of a nearly invisible pixel
has little effect on a centroid. The fourth coordinate is scaled so that the squared distance of
features is near the squared error on black, grey and white backdrops, averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.color import spaces
from quantizer.progress import SILENT, Progress
from quantizer.settings.settings import Space

if TYPE_CHECKING:
    from numpy.typing import NDArray


_OPACITY = 0.8
"""Full opacity in units of the distance from black to white, over root 2. Black and white backdrops
alone would need 1; on grey ones an error is smaller."""

_STRIP = 1 << 17
"""Colours that are encoded in one go."""


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """The mapping between colours and features.

    Parameters
    ----------
    space
        Colour space.
    lightness
        Weight of lightness relative to chroma.
    with_alpha
        Whether opacity is a fourth coordinate.
    """

    space: Space
    lightness: float = 1.0
    with_alpha: bool = False

    @property
    def is_levels(self) -> bool:
        """Whether features are plain sRGB levels: whole numbers, 0 to 255."""
        return self.space is Space.SRGB and self.lightness == 1 and not self.with_alpha

    def encode(self, colors: NDArray[np.uint8], progress: Progress = SILENT) -> NDArray[np.float32]:
        """Return features of colours: float32 (n, 3), or (n, 4) with alpha.

        Parameters
        ----------
        colors
            uint8 (n, 4), straight alpha.
        progress
            Checked once per strip.
        """
        features = np.empty((len(colors), 3 + int(self.with_alpha)), np.float32)
        for start in range(0, len(colors), _STRIP):
            progress.check()
            strip = slice(start, start + _STRIP)
            features[strip] = self._encode(colors[strip])
        return features

    def _encode(self, colors: NDArray[np.uint8]) -> NDArray[np.float32]:
        straight = spaces.encode(colors[:, :3], self.space, self.lightness)
        if not self.with_alpha:
            return straight
        black, scale = _black_and_scale(self.space, self.lightness)
        alpha = colors[:, 3:].astype(np.float32) / np.float32(255)
        features = np.empty((len(colors), 4), np.float32)
        np.multiply(straight - black, alpha, out=features[:, :3])
        np.multiply(alpha, scale, out=features[:, 3:])
        return features

    @property
    def opacity(self) -> np.float32:
        """The fourth coordinate of an opaque colour, where there is one."""
        return _black_and_scale(self.space, self.lightness)[1]

    def decode(self, features: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
        """Return the colours nearest to features, float (n, 3) or (n, 4): uint8 (n, 4).

        Alpha is straight. Without a fourth coordinate all are opaque; with one, alpha is at least
        1, so that a centroid of visible pixels stays visible.
        """
        opaque = np.full((len(features), 1), 255, np.uint8)
        if not self.with_alpha:
            colors = spaces.decode(features, self.space, self.lightness)
            return np.concatenate([colors, opaque], axis=1)
        black, scale = _black_and_scale(self.space, self.lightness)
        alpha = np.clip(features[:, 3:] / scale, 1 / 255, 1)
        straight = features[:, :3] / alpha + black
        colors = spaces.decode(straight, self.space, self.lightness)
        return np.concatenate([colors, np.rint(alpha * 255).astype(np.uint8)], axis=1)


@lru_cache
def _black_and_scale(space: Space, lightness: float) -> tuple[NDArray[np.float32], np.float32]:
    """Return the coordinates of black, float32 (3,), and the scale of the fourth coordinate."""
    black, white = spaces.black(space, lightness), spaces.white(space, lightness)
    return black, np.float32(_OPACITY * np.linalg.norm(white - black) / np.sqrt(2))
