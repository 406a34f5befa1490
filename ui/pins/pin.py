"""A pin: one result of the open image, with what it costs and how good it is.

A pin holds the indices of its pixels and a thumbnail, and no picture in true colours: that is made
while the pin is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt

from quantizer.metrics.metrics import PartialMetrics

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from quantizer.conversion.recipe import Recipe
    from quantizer.image.image import IndexedAnimation, IndexedImage
    from quantizer.reduction.quantized import Quantized

    from ..canvas.pyramid import Pyramid
    from ..jobs.jobs import ReductionResult

THUMBNAIL = QSize(240, 120)
"""Largest size of a thumbnail in pixels: twice that of its place, for screens of double density."""


@dataclass(frozen=True, slots=True)
class PinnedRecipe:
    """How a pin is made again, such as from a project.

    Parameters
    ----------
    recipe
        How the image is converted.
    name
        The name that the user gave the pin; empty for one that says what distinguishes it.
    """

    recipe: Recipe
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Pin:
    """A result that is kept.

    Parameters
    ----------
    key
        Its number, different from those of all other pins of the session.
    made
        Its recipe, and the name that the user gave it.
    quantized
        How it was reduced, without the cluster of each colour.
    animation
        The reduced frames; a still image has one.
    thumbnail
        Its picture, at most `THUMBNAIL` in size.
    metrics
        Its distance from the original as far as it is measured.
    size
        Bytes of its file; None while that is being made.
    """

    key: int
    made: PinnedRecipe
    quantized: Quantized
    animation: IndexedAnimation
    thumbnail: QImage
    metrics: PartialMetrics
    size: int | None = None

    @classmethod
    def of(cls, key: int, made: PinnedRecipe, outcome: ReductionResult) -> Pin:
        """Return the pin of a result, which is not measured and whose file is not made yet."""
        measured = outcome.quantized.metrics
        return cls(
            key,
            made,
            without_labels(outcome.quantized),
            outcome.reduced.animation,
            thumbnail(outcome.picture),
            PartialMetrics() if measured is None else PartialMetrics.of(measured),
        )

    @property
    def recipe(self) -> Recipe:
        """How it was converted."""
        return self.made.recipe

    def frame(self, number: int) -> IndexedImage:
        """Return a reduced frame; the last one if the pin has fewer frames."""
        frames = self.animation.frames
        return frames[min(number, len(frames) - 1)].image


def without_labels(quantized: Quantized) -> Quantized:
    """Return a reduction that has forgotten the cluster of each colour, up to 4 bytes a pixel."""
    kmeans = replace(quantized.kmeans, labels=np.empty(0, np.int32))
    return replace(quantized, kmeans=kmeans)


def thumbnail(picture: Pyramid) -> QImage:
    """Return a picture at most `THUMBNAIL` in size; may be called on any thread."""
    size = QSize(picture.width, picture.height)
    if size.width() <= THUMBNAIL.width() and size.height() <= THUMBNAIL.height():
        return picture.levels[0].copy()
    size.scale(THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio)
    size = size.expandedTo(QSize(1, 1))
    level = picture.levels[picture.level_for(size.width() / picture.width)]
    smooth = Qt.TransformationMode.SmoothTransformation
    return level.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
