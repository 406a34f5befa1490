"""OKLab, which scikit-image does not have."""

from __future__ import annotations

import numpy as np

from quantizer.color.srgb_transfer import LINEAR, Features, Levels, Reals, srgb_from_linear

# Linear sRGB to cone responses, and their cube roots to Lab: Björn Ottosson, "A perceptual color
# space for image processing" (2020), https://bottosson.github.io/posts/oklab/
_LMS_FROM_LINEAR = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_OKLAB_FROM_ROOTS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
# Computed, since the published inverses are rounded.
_LINEAR_FROM_LMS = np.linalg.inv(_LMS_FROM_LINEAR)
_ROOTS_FROM_OKLAB = np.linalg.inv(_OKLAB_FROM_ROOTS)


def oklab_forward(levels: Levels) -> Features:
    """Return OKLab coordinates times 100, float32 (n, 3), of uint8 sRGB levels (n, 3)."""
    linear = np.take(LINEAR.astype(np.float32), levels)
    roots = np.cbrt(linear @ _LMS_FROM_LINEAR.T.astype(np.float32))
    return np.asarray(roots @ (100 * _OKLAB_FROM_ROOTS.T).astype(np.float32))


def oklab_inverse(coordinates: Reals) -> Reals:
    """Return sRGB values, float64 (n, 3), 1 being white, of OKLab coordinates times 100, (n, 3)."""
    return srgb_from_linear(linear_from_oklab(coordinates))


def linear_from_oklab(coordinates: Reals) -> Reals:
    """Return linear light, float64 (..., 3), 0 to 1 in sRGB, of OKLab times 100, (..., 3)."""
    roots = coordinates / 100 @ _ROOTS_FROM_OKLAB.T
    return np.asarray(roots**3 @ _LINEAR_FROM_LMS.T)
