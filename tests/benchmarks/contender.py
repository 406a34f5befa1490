"""The interface of a program that is compared, and Quantizer's implementation of it.

Only `run` is timed: from decoded pixels to palette entries and palette. `restore` turns its result
into colours, to calculate the error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from quantizer.image.image import Image
from quantizer.progress import Progress, Stage
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import (
    ClusterSettings,
    DitherSettings,
    Effort,
    RareColors,
    Settings,
)
from tests.benchmarks.watch import StageWatch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from quantizer.reduction.pipeline import Quantized
    from tests.benchmarks.picture import Picture

    Pixels = NDArray[np.uint8]


class Contender(Protocol):
    """A program, library or setting that is compared."""

    name: str
    takes_alpha: bool
    """Whether it reduces images with transparent pixels."""

    def run(self, picture: Picture, k: int) -> Any:
        """Reduce an image to at most `k` colours, undithered, in sRGB."""

    def restore(self, picture: Picture, result: Any) -> Pixels:
        """Return the colours of the result of `run`, uint8 (height, width, 4)."""


class Ours:
    """Quantizer at one effort.

    Parameters
    ----------
    effort
        The effort.
    rare_colors
        What happens to rare colours.
    """

    takes_alpha = True

    def __init__(self, effort: Effort, rare_colors: RareColors = RareColors.KEEP) -> None:
        self.name = str(effort)
        self._effort = effort
        self._rare_colors = rare_colors
        self.clustering: list[float] = []
        """Share of clustering in the time of each run."""

    def run(self, picture: Picture, k: int) -> Quantized:
        """Reduce, as the window and the command line do."""
        cluster = ClusterSettings(k, effort=self._effort, rare_colors=self._rare_colors)
        settings = Settings(cluster, DitherSettings("none"))
        watch = StageWatch()
        result = quantize(
            Image(picture.rgba), settings, Progress(listener=watch), with_metrics=False
        )
        watch.stop()
        self.clustering.append(watch.share(Stage.CLUSTER))
        return result

    def restore(self, picture: Picture, result: Quantized) -> Pixels:
        """Look every pixel up in the palette."""
        return result.indexed.to_rgba()
