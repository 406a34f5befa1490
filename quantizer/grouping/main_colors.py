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
        """Return the main colours of several pictures, each of which counts the same."""
        lab = np.concatenate([part.lab for part in parts])
        return cls._clustered(lab, np.concatenate([part.shares for part in parts]))

    @classmethod
    def _clustered(cls, lab: NDArray[np.float32], weights: NDArray[np.float64]) -> MainColors:
        found = kmeans(lab, COUNT, weights=weights, threads=1)
        order = np.argsort(-found.counts, kind="stable")
        centers = found.centers[order].astype(np.float32)
        return cls(centers, found.counts[order] / found.counts.sum())
