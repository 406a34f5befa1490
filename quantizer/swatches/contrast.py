"""Contrast of colours, as the accessibility guidelines for the web define it.

Source: W3C, Web Content Accessibility Guidelines (WCAG) 2.2, "relative luminance" and "contrast
ratio". By level AA, text is readable from a ratio of 4.5 on, large text and graphics from 3 on;
by level AAA, text from 7 on, and large text from 4.5 on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.srgb_transfer import LINEAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

READABLE, VISIBLE = 4.5, 3.0
"""Least contrast of text (level AA), and of large text and graphics."""
ENHANCED, ENHANCED_LARGE = 7.0, 4.5
"""Least contrast of text by level AAA, and of large text."""

_SHARES = np.array([0.2126, 0.7152, 0.0722])


def luminances(colors: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the relative luminances of colours, uint8 (n, 3 or 4): float64 (n,), 0 to 1."""
    return np.asarray(LINEAR[colors[:, :3]] @ _SHARES, np.float64)


def contrasts(colors: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the contrast ratios of colours with others, float64 (n, m), 1 to 21.

    Both are uint8, (n, 3 or 4) and (m, 3 or 4); alpha is not used.
    """
    one, other = luminances(colors)[:, None], luminances(others)[None]
    ratios = (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)
    return np.asarray(ratios, np.float64)
