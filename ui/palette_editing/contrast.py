"""The contrast of two chosen colours, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.language import mark, number, tr
from quantizer.swatches.contrast import (
    ENHANCED,
    ENHANCED_LARGE,
    READABLE,
    VISIBLE,
    contrasts,
)

if TYPE_CHECKING:
    from quantizer.image.palette import Color

_USES = (
    (mark("Text: {aa}, {aaa}"), READABLE, ENHANCED),
    (mark("Large text: {aa}, {aaa}"), VISIBLE, ENHANCED_LARGE),
)
"""Uses of two colours, with the least contrast by level AA and by level AAA."""


def contrast_words(one: Color, other: Color) -> str:
    """Return the contrast ratio of two colours, and which levels of WCAG 2.2 it passes."""
    ratio = float(contrasts(np.array([one], np.uint8), np.array([other], np.uint8))[0, 0])
    # Rounded down: 4.499 is no 4.5.
    lines = [tr("Contrast {ratio} : 1", ratio=number(int(ratio * 100) / 100, ".2f"))]
    for text, least, enhanced in _USES:
        levels = {
            "aa": tr("AA passes") if ratio >= least else tr("AA fails"),
            "aaa": tr("AAA passes") if ratio >= enhanced else tr("AAA fails"),
        }
        lines.append(tr(text, **levels))
    return "\n".join(lines)
