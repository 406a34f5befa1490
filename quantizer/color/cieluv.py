"""CIELUV of sRGB under D65 (CIE 15:2004, 8.2.2), whose hues stay the same in mixtures with white.

The chromaticities of all mixtures of two lights lie on a straight line in it. scikit-image has
CIELUV, too, but takes longer to load than a photo takes to reduce.
"""

from __future__ import annotations

import numpy as np

from quantizer.color.srgb_transfer import LINEAR, Features, Levels

# Linear sRGB to XYZ (IEC 61966-2-1).
_TO_XYZ = np.array(
    [[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]]
).T.astype(np.float32)
_LIGHT = LINEAR.astype(np.float32)

_WHITE = np.array([0.95047, 1.0, 1.08883])
"""The white of D65."""

_AROUND = _WHITE @ (1, 15, 3)
_U, _V = np.float32(4 * _WHITE[0] / _AROUND), np.float32(9 * _WHITE[1] / _AROUND)

# Near black the cube root is replaced by a line.
_KNEE, _SLOPE = 0.008856, np.float32(903.3)


def luv_forward(levels: Levels) -> Features:
    """Return CIELUV coordinates, float32 (n, 3), of uint8 sRGB levels (n, 3)."""
    xyz = _LIGHT.take(levels) @ _TO_XYZ
    y = xyz[:, 1]
    luv = np.empty_like(xyz)
    luv[:, 0] = np.where(y > _KNEE, 116 * np.cbrt(y) - 16, _SLOPE * y)
    around = np.maximum(xyz @ np.array([1, 15, 3], np.float32), np.float32(1e-12))
    luv[:, 1] = 13 * luv[:, 0] * (4 * xyz[:, 0] / around - _U)
    luv[:, 2] = 13 * luv[:, 0] * (9 * y / around - _V)
    return np.asarray(luv)
