"""Roles of colours in a design: background, text, accent, vivid, muted, light and dark.

- background: the most used colour
- text: of the colours that are readable on it, the one with most contrast; else black or white
- vivid: the colour with most chroma, in CIELAB
- accent: of the other colours that are visible on the background, a vivid one that differs from it
- muted: the most used of the other colours with little chroma
- light and dark: the lightest and the darkest colour
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.cielab import lab_forward
from quantizer.image.palette import Swatch
from quantizer.metrics.ciede2000 import color_differences
from quantizer.settings.enums import Choice
from quantizer.swatches.contrast import READABLE, VISIBLE, contrasts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.palette import Palette

_MUTED = 30.0
"""Chroma in CIELAB below which a colour is muted; not tuned."""
_BLACK_AND_WHITE = (
    Swatch((0, 0, 0, 255), name="black"),
    Swatch((255, 255, 255, 255), name="white"),
)


class Role(Choice):
    """The roles."""

    BACKGROUND = "background", "Background"
    TEXT = "text", "Text"
    ACCENT = "accent", "Accent"
    VIVID = "vivid", "Vivid"
    MUTED = "muted", "Muted"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


def assign_roles(palette: Palette) -> dict[Role, Swatch]:
    """Return a colour for each role; with few colours, some have several roles.

    Parameters
    ----------
    palette
        At least one visible entry, each with its share of the image. The text has a contrast of at
        least 4.5 with the background (WCAG 2.2, level AA); if no entry has, it is black or white.
    """
    swatches = [swatch for swatch in palette if swatch.color[3]]
    colors = np.array([swatch.color for swatch in swatches], np.uint8)
    lab = lab_forward(colors[:, :3]).astype(np.float64)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    shares = np.array([swatch.share or 0.0 for swatch in swatches])
    background = int(shares.argmax())
    ratios = contrasts(colors, colors[background : background + 1])[:, 0]
    vivid = int(chroma.argmax())
    wanted = np.where(ratios >= VISIBLE, 1.0, 0.25) * _apart(colors, background) * (1 + chroma)
    accent = _best(wanted, taken={background, vivid})
    muted = _best(np.where(chroma < _MUTED, 1.0, 0.0) + shares, taken={background, vivid, accent})
    text = int(ratios.argmax())
    return {
        Role.BACKGROUND: swatches[background],
        Role.TEXT: swatches[text]
        if ratios[text] >= READABLE
        else _black_or_white(colors[background]),
        Role.ACCENT: swatches[accent],
        Role.VIVID: swatches[vivid],
        Role.MUTED: swatches[muted],
        Role.LIGHT: swatches[int(lab[:, 0].argmax())],
        Role.DARK: swatches[int(lab[:, 0].argmin())],
    }


def _apart(colors: NDArray[np.uint8], place: int) -> NDArray[np.float64]:
    """Return the CIEDE2000 difference of each colour, uint8 (n, 4), from one of them."""
    levels = colors[None, :, :3].astype(np.float64)
    other = np.broadcast_to(levels[:, place : place + 1], levels.shape)
    return np.asarray(color_differences(levels, other)[0])


def _best(wanted: NDArray[np.float64], taken: set[int]) -> int:
    """Return the place of the largest number, of one that is not taken if there is any."""
    order = np.argsort(-wanted, kind="stable").tolist()
    return int(next((place for place in order if place not in taken), order[0]))


def _black_or_white(color: NDArray[np.uint8]) -> Swatch:
    both = np.array([swatch.color for swatch in _BLACK_AND_WHITE], np.uint8)
    return _BLACK_AND_WHITE[int(contrasts(both, color[None])[:, 0].argmax())]
