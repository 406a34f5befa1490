"""CIELAB of sRGB under D65 (CIE 15:2004, 8.2.1), the space of the default dither's palettes.

scikit-image has CIELAB, too, but takes longer to load than a photo takes to reduce.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quantizer.color.srgb_transfer import LINEAR, Features, Levels, Reals, srgb_from_linear

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Linear sRGB to XYZ (IEC 61966-2-1), divided by the white of D65, so that white is (1, 1, 1).
_WHITE = np.array([0.95047, 1.0, 1.08883])
_XYZ_FROM_LINEAR = np.array(
    [[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]]
)
_XYZ_FROM_LINEAR /= _WHITE[:, None]
_LINEAR_FROM_XYZ = np.linalg.inv(_XYZ_FROM_LINEAR)
_LAB_FROM_ROOTS = np.array([[0.0, 116.0, 0.0], [500.0, -500.0, 0.0], [0.0, 200.0, -200.0]])

_LIGHT = LINEAR.astype(np.float32)
_TO_XYZ = _XYZ_FROM_LINEAR.T.astype(np.float32)
_TO_LAB = _LAB_FROM_ROOTS.T.astype(np.float32)

_STEPS = 1 << 16
"""Steps of the table of cube roots. CIELAB by tables is within 0.06 of `lab_forward`."""

# Near black the cube root is replaced by a line.
_KNEE = 0.008856
_SLOPE, _SHIFT = 7.787, 16 / 116
_KNEE_ROOT = 0.2068966


def lab_forward(levels: Levels) -> Features:
    """Return CIELAB coordinates, float32 (n, 3), of uint8 sRGB levels (n, 3)."""
    xyz = _LIGHT.take(levels) @ _TO_XYZ
    roots = np.cbrt(xyz)
    dark = xyz <= _KNEE
    roots[dark] = np.float32(_SLOPE) * xyz[dark] + np.float32(_SHIFT)
    lab = roots @ _TO_LAB
    lab[:, 0] -= np.float32(16)
    return np.asarray(lab)


class LabTables(NamedTuple):
    """CIELAB by tables and single float32 operations, which any program repeats to the bit.

    Products of matrices and cube roots differ in the last bit between libraries. So `encode` serves
    as the reference of a compiled loop.

    Parameters
    ----------
    light
        float32 (256,): linear light of sRGB levels, 0 to 1.
    to_xyz
        float32 (3, 3): XYZ is the sum of each channel's light times its row; white is (1, 1, 1).
    roots
        float32 (n,): CIELAB's cube root of i / (n - 1).
    """

    light: NDArray[np.float32]
    to_xyz: NDArray[np.float32]
    roots: NDArray[np.float32]

    @classmethod
    def make(cls) -> LabTables:
        """Return the tables."""
        xyz = np.linspace(0, 1, _STEPS)
        roots = np.where(xyz <= _KNEE, _SLOPE * xyz + _SHIFT, np.cbrt(xyz))
        return cls(_LIGHT, np.ascontiguousarray(_TO_XYZ), roots.astype(np.float32))

    def encode(self, levels: Levels) -> Features:
        """Return CIELAB coordinates, float32 (n, 3), of uint8 sRGB levels (n, 3)."""
        light = self.light.take(levels)
        xyz = light[:, :1] * self.to_xyz[0]
        xyz += light[:, 1:2] * self.to_xyz[1]
        xyz += light[:, 2:] * self.to_xyz[2]
        xyz *= np.float32(len(self.roots) - 1)
        xyz += np.float32(0.5)
        roots = self.roots.take(xyz.astype(np.int32), mode="clip")
        lab = np.empty_like(roots)
        x, y, z = roots[:, 0], roots[:, 1], roots[:, 2]
        lab[:, 0] = y * np.float32(116) - np.float32(16)
        lab[:, 1] = (x - y) * np.float32(500)
        lab[:, 2] = (y - z) * np.float32(200)
        return np.asarray(lab)


def lab_inverse(coordinates: Reals) -> Reals:
    """Return sRGB values, float64 (n, 3), 1 being white, of CIELAB coordinates, float64 (n, 3)."""
    lightness, red_green, yellow_blue = coordinates.T
    middle = (lightness + 16) / 116
    roots = np.stack([middle + red_green / 500, middle, middle - yellow_blue / 200], axis=1)
    xyz = np.where(roots > _KNEE_ROOT, roots**3, (roots - _SHIFT) / _SLOPE)
    return srgb_from_linear(xyz @ _LINEAR_FROM_XYZ.T)
