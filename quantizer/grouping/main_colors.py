"""The few main colours of a picture or of a group of pictures, by K-means in OKLab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans import kmeans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.grouping.picture import Picture

COUNT = 5
"""Most main colours; not tuned."""
_CHROMA = 5.0
"""Chroma, in OKLab times 100, at which a colour counts twice; by eye, from groups of photos."""


@dataclass(frozen=True, slots=True, eq=False)
class MainColors:
    """Main colours, the most used first.

    Parameters
    ----------
    lab
        float32 (k, 3), k from 1 to `COUNT`: OKLab coordinates times 100.
    shares
        float64 (k,): part of the visible pixels, 0 to 1.
    """

    lab: NDArray[np.float32]
    shares: NDArray[np.float64]

    @classmethod
    def of(cls, picture: Picture) -> MainColors:
        """Return the main colours of a picture."""
        return cls._clustered(*picture.colors())

    @classmethod
    def together(cls, parts: Sequence[MainColors]) -> MainColors:
        """Return the main colours of several pictures, each of which counts the same.

        Vivid colours attract the main colours more than their shares say; else the mixture of
        many pictures would be grey.
        """
        lab = np.concatenate([part.lab for part in parts])
        shares = np.concatenate([part.shares for part in parts])
        chroma = np.hypot(lab[:, 1], lab[:, 2])
        return cls._clustered(lab, shares, shares * (1 + chroma / _CHROMA))

    @classmethod
    def _clustered(
        cls,
        lab: NDArray[np.float32],
        shares: NDArray[np.float64],
        weights: NDArray[np.float64] | None = None,
    ) -> MainColors:
        found = kmeans(lab, COUNT, weights=shares if weights is None else weights, threads=1)
        sums = np.bincount(found.labels, shares, len(found.centers))
        order = np.argsort(-sums, kind="stable")
        return cls(found.centers[order].astype(np.float32), sums[order] / sums.sum())
