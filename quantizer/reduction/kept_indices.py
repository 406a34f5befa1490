"""Indexed images that keep their indices and the places of their palette's entries.

A sprite may have the same colour twice, so that a game can exchange one of them (palette swaps).
Colours alone cannot tell such entries apart. So the indices of the file are kept

    - if its own palette is given: each index that is used has the same colour in both
    - if ``indexed.keep_indices`` asks for it; with a given palette, its colours take the places of
      the image's own, whatever they are

Palette files often hold no opacity. So an entry that is transparent in the image stays so, unless
the given palette says which of its entries are see-through.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import SettingsError
from quantizer.image.frozen import frozen
from quantizer.image.image import Image, IndexedImage
from quantizer.image.palette import Palette
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.clustering import levels_for, palette_as_clustering
from quantizer.reduction.quantized import Quantized
from quantizer.settings.settings import AlphaMode

from ..language import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.progress import Progress
    from quantizer.settings.settings import AlphaSettings, Settings


def keep_indices(
    image: Image,
    histogram: Histogram,
    settings: Settings,
    palette: Palette | None,
    progress: Progress,
) -> Quantized:
    """Return an indexed image with its own indices, as a reduction without metrics.

    Parameters
    ----------
    image
        The image as it was read.
    histogram
        Its colours, after its alpha mode was applied.
    settings
        The alpha mode, which is applied to the entries, and the colours of a device.
    palette
        The colours of the entries; None for the image's own.
    progress
        Checked now and then.

    Raises
    ------
    SettingsError
        If the image is not an indexed one, or uses an index beyond the given palette.
    """
    own = image.indexed
    if own is None:
        raise SettingsError(
            tr(
                "indices can be kept of an image that has a palette, such as an indexed PNG, "
                "GIF or BMP, and this one has none"
            )
        )
    most = int(own.indices.max())
    entries = own.palette if palette is None else palette
    if most >= len(entries):
        raise SettingsError(
            tr(
                "the image uses the index {most}, but the palette has {count} colours",
                most=most,
                count=len(entries),
            )
        )
    colors = entries.colors
    if palette is not None:
        colors = _with_opacity(colors, own.palette.colors)
    colors = levels_for(settings).round(_by_alpha_mode(colors, settings.alpha))
    return _as_quantized(image, own.indices, entries, colors, histogram, settings, progress)


def with_own_palette(
    image: Image,
    flat: Image,
    histogram: Histogram,
    settings: Settings,
    palette: Palette,
    progress: Progress,
) -> Quantized | None:
    """Return an image with its own indices if a given palette is its own; else None.

    The parameters are those of `keep_indices`; `flat` is the image after its alpha mode was
    applied.
    """
    own = image.indexed
    if own is None or own.indices.shape != flat.packed.shape:
        return None
    used = np.unique(own.indices)
    if used[-1] >= len(palette):
        return None
    colors = _with_opacity(palette.colors, own.palette.colors)
    if not (colors[used] == own.palette.colors[used]).all():
        return None
    # The alpha mode may have changed the pixels.
    if not (colors[own.indices].view(np.uint32)[..., 0] == flat.packed).all():
        return None
    return _as_quantized(image, own.indices, palette, colors, histogram, settings, progress)


def _with_opacity(colors: NDArray[np.uint8], own: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return given colours, uint8 (k, 4), with the opacity of the image's own, uint8 (m, 4).

    If any given colour is see-through, all keep their opacity.
    """
    if (colors[:, 3] < 255).any():
        return colors
    count = min(len(colors), len(own))
    opacity = colors.copy()
    opacity[:count, 3] = own[:count, 3]
    return opacity


def _by_alpha_mode(colors: NDArray[np.uint8], alpha: AlphaSettings) -> NDArray[np.uint8]:
    """Return entries, uint8 (k, 4), after an alpha mode; a dither cannot split an entry."""
    if alpha.mode is AlphaMode.DITHER:
        alpha = replace(alpha, mode=AlphaMode.THRESHOLD)
    row: NDArray[np.uint8] = apply_alpha_mode(Image(colors[None]), alpha).pixels[0]
    return row


def _as_quantized(
    image: Image,
    indices: NDArray[np.uint8],
    entries: Palette,
    colors: NDArray[np.uint8],
    histogram: Histogram,
    settings: Settings,
    progress: Progress,
) -> Quantized:
    counts = np.bincount(indices.reshape(-1), minlength=len(colors))
    shares = (counts / indices.size).tolist()
    swatches = zip(entries.with_colors(colors), shares, strict=True)
    palette = Palette(tuple(replace(one, share=share) for one, share in swatches), entries.name)
    found = palette_as_clustering(palette.as_shown(), histogram, settings, progress)
    exact = histogram.is_within(found.colors)
    indexed = IndexedImage(frozen(indices), palette, image.metadata)
    return Quantized(indexed, palette, found.kmeans, None, exact, 0.0, settings)
