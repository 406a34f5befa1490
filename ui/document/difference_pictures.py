"""The pictures that show the difference of two images, and the jobs that make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.image.image import Image
from quantizer.language import tr
from quantizer.metrics.difference import amplified, difference_map
from quantizer.reduction.alpha import apply_alpha_mode

from ..canvas.overlay import Overlay
from ..canvas.pyramid import Pyramid

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.metrics.compositing import Picture
    from quantizer.metrics.difference import Region
    from quantizer.progress import Progress
    from quantizer.settings.settings import AlphaSettings

    from ..jobs.worker import Context


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two images that are compared.

    Parameters
    ----------
    original, result
        The images; either may be true-colour or reduced.
    alpha
        The settings of transparency of the reduced one. They are applied to the other one before
        they are compared, if that is in true colours: what was not wanted is no error.
    """

    original: Picture
    result: Picture
    alpha: AlphaSettings

    @property
    def have_one_size(self) -> bool:
        """Whether both images have the same size, so that they can be compared."""
        before, after = self.original, self.result
        return (before.width, before.height) == (after.width, after.height)

    def flattened(self, progress: Progress) -> tuple[Picture, Picture]:
        """Return both images as they are compared."""

        def fitted(picture: Picture) -> Picture:
            if isinstance(picture, Image):
                return apply_alpha_mode(picture, self.alpha, progress)
            return picture

        return fitted(self.original), fitted(self.result)


@dataclass(frozen=True, slots=True, eq=False)
class ComparisonRequest:
    """A picture to compute.

    Parameters
    ----------
    pair
        The images.
    gain
        Factor of the differences; None for a heat map.
    """

    pair: Pair
    gain: int | None

    def is_same(self, other: ComparisonRequest | None) -> bool:
        """Whether `other` requests the same picture of the same image objects."""
        return (
            other is not None
            and self.pair.original is other.pair.original
            and self.pair.result is other.pair.result
            and self.gain == other.gain
        )


@dataclass(frozen=True, slots=True, eq=False)
class ComparisonResult:
    """A computed picture, and for a heat map the worst region."""

    wanted: ComparisonRequest
    overlay: Overlay
    region: Region | None = None


def compare(wanted: ComparisonRequest) -> Callable[[Context], ComparisonResult]:
    """Return the job that makes the picture of a request."""

    def heat_map(context: Context) -> ComparisonResult:
        found = difference_map(*wanted.pair.flattened(context.progress), context.progress)
        context.progress.check()
        region = found.worst_region(context.progress)
        picture = Pyramid.of_image(Image(found.heat()), context.progress)
        outlined = region if region.delta_e > 0 else None
        overlay = Overlay(picture, "CIEDE2000", found.cell, has_legend=True, region=outlined)
        return ComparisonResult(wanted, overlay, region)

    def difference(context: Context) -> ComparisonResult:
        assert wanted.gain is not None
        before, after = wanted.pair.flattened(context.progress)
        pixels = amplified(before, after, wanted.gain, context.progress)
        picture = Pyramid.of_image(Image(pixels), context.progress)
        label = tr("Difference \N{MULTIPLICATION SIGN} {gain}", gain=wanted.gain)
        return ComparisonResult(wanted, Overlay(picture, label))

    return heat_map if wanted.gain is None else difference
