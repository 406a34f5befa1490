"""The colours of an image as samples of the step mode, and the picture that they recolour.

    frame -> alpha mode -> distinct visible colours (`Histogram`) -> features of the chosen space
                       -> every n-th row and column -> the sample of each pixel

These are the samples that the K-means of the result works on. An image with more colours than
K-means takes (`limit_colors`) is represented by the colours of its picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import DataError
from quantizer.image.histogram import Histogram, pack
from quantizer.image.image import Image
from quantizer.kmeans.steps import Unit
from quantizer.language import tr
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.clustering import feature_space_for
from quantizer.reduction.color_cells import limit_colors

from ..cloud.axis_names import axis_names
from .step_data import ShownPicture, StepData, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.progress import Progress
    from quantizer.settings.settings import Settings

_PIXELS = 500_000
"""Most pixels of the picture: recoloured within a few milliseconds; not tuned."""


def image_data(
    image: Image,
    settings: Settings,
    name: str,
    histogram: Histogram | None,
    progress: Progress,
) -> StepData:
    """Return the colours of an image, and the picture.

    Parameters
    ----------
    image
        The image or frame, as it was fitted to the file format.
    settings
        Colour space and alpha mode.
    name
        The name of the image.
    histogram
        Its colours, if they are counted already.
    progress
        Told the share of pixels counted.

    Raises
    ------
    DataError
        If all pixels are transparent.
    """
    flat = apply_alpha_mode(image, settings.alpha, progress)
    small = _every_nth(flat.pixels)
    if histogram is None or flat is not image:
        histogram = Histogram.of(flat, progress)
    visible = histogram.visible()
    if not len(visible):
        raise DataError(tr("All pixels are transparent, so there are no colours to cluster."))
    if len(limit_colors(visible, progress)) < len(visible):
        visible = Histogram.of(Image(small), progress).visible()
    colors = visible.colors
    space = feature_space_for(visible, settings, np.empty((0, 4), np.uint8))
    features = space.encode(colors, progress)
    packed = pack(Image(small).packed)
    alpha = None if (small[..., 3] == 255).all() else small[..., 3]
    return StepData(
        name=name,
        unit=Unit.PIXELS,
        features=features,
        weights=visible.weights.astype(np.float64),
        colors=np.ascontiguousarray(colors[:, :3]),
        view=View.of_first(features.shape[1], axis_names(space.space, space.lightness)),
        k=settings.cluster.colors,
        space=space,
        picture=ShownPicture(_samples_of(packed, visible), alpha),
    )


def _samples_of(packed: NDArray[np.uint32], visible: Histogram) -> NDArray[np.int32]:
    """Return the colour of each pixel, (height, width), by its position in `visible`."""
    return np.where(packed == 0, -1, visible.find(packed)).astype(np.int32)


def _every_nth(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return rows and columns at even distances: about `_PIXELS` pixels at most."""
    height, width = pixels.shape[:2]
    factor = min(1.0, (_PIXELS / (height * width)) ** 0.5)
    rows = np.linspace(0, height - 1, max(1, round(height * factor))).astype(np.intp)
    columns = np.linspace(0, width - 1, max(1, round(width * factor))).astype(np.intp)
    packed = pixels.view("<u4")[..., 0].take(rows, axis=0).take(columns, axis=1)
    return packed.view(np.uint8).reshape(len(rows), len(columns), 4)
