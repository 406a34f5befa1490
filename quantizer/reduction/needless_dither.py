"""Whether a palette reproduces an image so closely that a dither would only add grain.

    distinct colours -> nearest entries -> CIELAB differences on black and on white
        -> the share of pixels whose difference can be seen

Screenshots and icons often have few more colours than the palette. Without a dither they are
reduced in less time, to fewer bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.cielab import lab_forward
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.remap.nearest_color import PaletteMap

_VISIBLE = 1.0
"""Smallest visible difference in CIELAB. Two colours side by side need about 2.3 (M. Mahy, L. Van
Eycken, A. Oosterlinck, "Evaluation of uniform color spaces developed after the adoption of CIELAB
and CIELUV", Color Research and Application 19(2), 1994); half of it leaves room for bands, whose
borders are seen better."""

_VISIBLE_SHARE = 0.02
"""Share of pixels that may differ visibly. Chosen by ``python -m tests.benchmarks.look`` and
``tests.benchmarks.alpha``: photos are dithered as before, most screenshots and a third of the
icons are not."""

_SAMPLE = 1 << 10
"""Colours of a first sample, which is enough to tell most photos; not tuned."""


def is_needless(histogram: Histogram, palette_map: PaletteMap, progress: Progress = SILENT) -> bool:
    """Return whether too few pixels differ visibly from their nearest entries to dither them.

    Parameters
    ----------
    histogram
        The image's distinct colours.
    palette_map
        The palette.
    progress
        Checked now and then.
    """
    visible = histogram.visible()
    if not len(visible):
        return True
    step = -(-len(visible) // _SAMPLE)
    if step > 1:
        sample = visible.weights[::step]
        seen = sample @ _differ(visible.colors[::step], palette_map, progress)
        if seen > 5 * _VISIBLE_SHARE * sample.sum():
            return False
    seen = visible.weights @ _differ(visible.colors, palette_map, progress)
    return bool(seen <= _VISIBLE_SHARE * histogram.weights.sum())


def _differ(
    colors: NDArray[np.uint8], palette_map: PaletteMap, progress: Progress
) -> NDArray[np.bool_]:
    """Return which colours, uint8 (n, 4), differ visibly from their entries, bool (n,)."""
    entries = palette_map.colors[palette_map(colors, progress)]
    opaque = not palette_map.features.with_alpha
    differ = np.zeros(len(colors), np.bool_)
    for backdrop in (0,) if opaque else (0, 255):
        progress.check()
        difference = lab_forward(_over(colors, backdrop)) - lab_forward(_over(entries, backdrop))
        differ |= np.einsum("nd,nd->n", difference, difference) > _VISIBLE**2
    return differ


def _over(colors: NDArray[np.uint8], backdrop: int) -> NDArray[np.uint8]:
    """Return colours, uint8 (n, 4), over a grey backdrop: uint8 (n, 3)."""
    alpha = colors[:, 3:].astype(np.float32) / np.float32(255)
    over = backdrop + (colors[:, :3] - np.float32(backdrop)) * alpha
    return np.asarray(np.rint(over), np.uint8)
