"""Ratios over many images: geometric mean, worst, and how many are above 1."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def geometric_mean(values: Iterable[float]) -> float | None:
    """Return the geometric mean of positive values; None if there is none."""
    logarithms = [math.log(value) for value in values]
    return math.exp(math.fsum(logarithms) / len(logarithms)) if logarithms else None


@dataclass(frozen=True, slots=True)
class Ratios:
    """Summary of the ratios of our values to theirs, image by image.

    Parameters
    ----------
    mean
        Geometric mean; None without an image.
    worst
        The largest ratio; None without an image.
    worst_name
        The image with that ratio.
    above
        Number of images with a ratio above 1.
    count
        Number of images compared.
    """

    mean: float | None
    worst: float | None
    worst_name: str
    above: int
    count: int

    @classmethod
    def of(cls, ours: Mapping[str, float], theirs: Mapping[str, float]) -> Ratios:
        """Compare figures by image name.

        Images that only one side has are left out, and so are those with a value of 0, because an
        exact result has no ratio.
        """
        ratios = {
            name: value / theirs[name]
            for name, value in ours.items()
            if value > 0 and theirs.get(name, 0) > 0
        }
        worst = max(ratios, key=lambda name: ratios[name], default="")
        return cls(
            geometric_mean(ratios.values()),
            ratios.get(worst),
            worst,
            sum(ratio > 1 for ratio in ratios.values()),
            len(ratios),
        )
