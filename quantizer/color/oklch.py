"""OKLCH: OKLab as lightness, chroma and hue, as CSS writes it.

Source: Björn Ottosson, "A perceptual color space for image processing" (2020); CSS Color Module
Level 4, "OkLab and OkLCh", for the ranges.
"""

from __future__ import annotations

import numpy as np

from quantizer.color.oklab import linear_from_oklab, oklab_forward
from quantizer.color.srgb_transfer import Levels, Reals, srgb_from_linear

LARGEST_CHROMA = 0.33
"""Slightly more than the largest chroma in sRGB, that of magenta: 0.3225."""
_STEPS = 20
"""Halvings of the chroma that is sought; the last one is far below a level of sRGB."""
_TOLERANCE = 1e-4
"""Of linear light, far below a level of sRGB."""


def oklch_from_srgb(color: tuple[int, int, int]) -> tuple[float, float, float]:
    """Return lightness 0 to 1, chroma from 0 on and hue 0 to below 360 degrees of sRGB levels."""
    lab = oklab_forward(np.array([color], np.uint8))[0].astype(np.float64) / 100
    hue = np.degrees(np.arctan2(lab[2], lab[1])) % 360
    return float(np.clip(lab[0], 0, 1)), float(np.hypot(lab[1], lab[2])), float(hue)


def srgb_from_oklch(lightness: float, chroma: float, hue: float) -> tuple[int, int, int]:
    """Return the sRGB levels of a colour; outside sRGB, those of the largest chroma that fits."""

    def light(strength: float) -> Reals:
        return _light(np.array(lightness), np.array(strength), hue)

    low, high = 0.0, chroma
    if _is_within(light(chroma)):
        low = chroma
    else:
        for _ in range(_STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if _is_within(light(middle)) else (low, middle)
    red, green, blue = map(int, _levels(light(low)))
    return red, green, blue


def srgb_plane(
    hue: float, width: int, height: int
) -> tuple[Levels, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """Return a field of colours of one hue.

    Parameters
    ----------
    hue
        The hue in degrees.
    width, height
        Size in pixels: chroma grows from 0 at the left to `LARGEST_CHROMA` at the right, lightness
        from 0 at the bottom to 1 at the top.

    Returns
    -------
    Levels uint8 (height, width, 3), clipped to sRGB, and whether they are in sRGB, bool (h, w).
    """
    lightness, chroma = np.meshgrid(
        np.linspace(1, 0, height), np.linspace(0, LARGEST_CHROMA, width), indexing="ij"
    )
    light = _light(lightness, chroma, hue)
    return _levels(light), _is_within(light)


def _light(lightness: Reals, chroma: Reals, hue: float) -> Reals:
    """Return linear light, float64 (..., 3), 0 to 1 within sRGB."""
    angle = np.radians(hue)
    lab = np.stack([lightness, chroma * np.cos(angle), chroma * np.sin(angle)], axis=-1)
    return linear_from_oklab(100 * lab)


def _is_within(light: Reals) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.asarray(((light >= -_TOLERANCE) & (light <= 1 + _TOLERANCE)).all(axis=-1))


def _levels(light: Reals) -> Levels:
    return np.rint(255 * np.clip(srgb_from_linear(light), 0, 1)).astype(np.uint8)
