"""Clusters for images with soft edges, in which opaque pixels stay exactly opaque.

K-means averages opacity like any coordinate, so a cluster of opaque pixels and soft edges would get
an entry with an alpha of some 240, and the opaque pixels would show what is behind them. Here
opaque colours belong to opaque centroids only:

    clusters of all colours -> those of mostly opaque pixels become opaque
        -> K-means on the opaque colours, from these centroids
        -> K-means on the soft colours, from the other centroids, with the opaque ones fixed

Soft colours may belong to an opaque centroid, but do not move it. `quantizer.remap.nearest_color`
keeps the same rule when pixels are mapped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.level_grid import EVERY_LEVEL
from quantizer.kmeans import KMeansResult, kmeans
from quantizer.kmeans.distance import distances_to, nearest
from quantizer.progress import SILENT, Progress
from quantizer.reduction.grid_rounding import round_centers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.color.features import FeatureSpace
    from quantizer.color.level_grid import LevelGrid
    from quantizer.settings.settings import ClusterSettings, Metric

    Floats = NDArray[np.float32]


_MOST_ITERATIONS = 4
"""Most iterations, since descents start near their end. On icons 16 lower the mean CIEDE2000 by
less than 0.3 % (``python -m tests.benchmarks.alpha``) and take twice as long."""


@dataclass(frozen=True, slots=True, eq=False)
class OpaqueClusters:
    """Opaque and soft colours, and how they are clustered.

    Parameters
    ----------
    points
        float32 (n, 4): features of the distinct visible colours.
    weights
        float64 (n,): their weights.
    opaque
        bool (n,): which of them are opaque.
    features
        The space of the features, with alpha.
    metric
        Distance.
    """

    points: Floats
    weights: NDArray[np.float64]
    opaque: NDArray[np.bool_]
    features: FeatureSpace
    metric: Metric

    def refine(
        self,
        found: KMeansResult,
        fixed: NDArray[np.uint8],
        settings: ClusterSettings,
        threads: int | None = None,
        progress: Progress = SILENT,
    ) -> KMeansResult:
        """Return clusters in which each opaque colour belongs to an opaque centroid.

        Parameters
        ----------
        found
            Clusters of all colours; the first centroids are `fixed`.
        fixed
            Colours that are not moved, uint8 (m, 4).
        settings
            Limits of the iterations, and the seed.
        threads
            Most threads at work; None for one per processor core.
        progress
            Checked now and then.

        Returns
        -------
        KMeansResult
            The centroids `fixed`, then opaque ones, then the others; at most as many as in `found`.
            It is `found` itself if there are no opaque colours, no centroid that may be opaque,
            or a centroid for each colour.
        """
        chosen = self._mostly_opaque(found, fixed)
        if not self.opaque.any() or not chosen.any() or not found.inertia:
            return found

        def descend(members: NDArray[np.bool_], k: int, given: Floats, held: int) -> Floats:
            centers = kmeans(
                self.points[members],
                k,
                weights=self.weights[members],
                given=given,
                fixed=held,
                metric=self.metric,
                max_iter=min(_MOST_ITERATIONS, settings.max_iter),
                tol=settings.tol,
                rng=settings.seed,
                threads=threads,
                progress=progress,
            ).centers
            return np.asarray(centers, np.float32)

        is_firm = fixed[:, 3] == 255
        firm, held = found.centers[chosen], int(is_firm.sum())
        opaque = descend(self.opaque, len(firm), firm, held)
        opaque[:, 3] = self._full_opacity
        soft, soft_held = found.centers[~chosen], len(fixed) - held
        if self.opaque.all():
            soft = soft[:soft_held]
        else:
            given, held_here = np.concatenate([opaque, soft]), len(opaque) + soft_held
            soft = descend(~self.opaque, len(found.centers), given, held_here)[len(opaque) :]
        first = np.empty((len(fixed), 4), np.float32)
        first[is_firm], first[~is_firm] = opaque[:held], soft[:soft_held]
        centers = np.concatenate([first, opaque[held:], soft[soft_held:]])
        return self._result(found, centers, progress)

    def round(
        self,
        centers: Floats,
        *,
        fixed: int = 0,
        rounds: int = 1000,
        levels: LevelGrid = EVERY_LEVEL,
        threads: int | None = None,
        progress: Progress = SILENT,
    ) -> NDArray[np.uint8]:
        """Return centroids rounded to colours, opaque ones and others apart: uint8 (k, 4).

        The parameters are those of `round_centers`.
        """
        colors = levels.round(self.features.decode(centers))
        if not rounds:
            return colors
        firm = colors[:, 3] == 255
        labels = self._assign(centers, progress)
        for entries, members in (
            (np.flatnonzero(firm), self.opaque),
            (np.flatnonzero(~firm), ~self.opaque & ~firm[labels]),
        ):
            if len(entries) and members.any():
                colors[entries] = round_centers(
                    centers[entries],
                    self.features,
                    self.points[members],
                    self.weights[members],
                    self.metric,
                    fixed=int((entries < fixed).sum()),
                    rounds=rounds,
                    levels=levels,
                    threads=threads,
                    progress=progress,
                )
        return colors

    @property
    def _full_opacity(self) -> np.float32:
        """The fourth feature of an opaque colour."""
        return np.float32(self.features.encode(np.full((1, 4), 255, np.uint8))[0, 3])

    def _mostly_opaque(self, found: KMeansResult, fixed: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Return which centroids become opaque, bool (k,): at least one that is not fixed."""
        count = len(found.centers)
        share = np.bincount(found.labels, self.weights * self.opaque, count)
        chosen: NDArray[np.bool_] = 2 * share > found.counts
        chosen[: len(fixed)] = fixed[:, 3] == 255
        if not chosen.any() and len(fixed) < count:
            chosen[len(fixed) + int(share[len(fixed) :].argmax())] = True
        return chosen

    def _assign(self, centers: Floats, progress: Progress) -> NDArray[np.int32]:
        """Return the nearest centroid that each colour may belong to, int32 (n,)."""
        is_firm = self.features.decode(centers)[:, 3] == 255
        firm = np.flatnonzero(is_firm)
        labels = nearest(self.points, centers, self.metric, progress)
        wrong = np.flatnonzero(self.opaque & ~is_firm[labels])
        if len(firm) and len(wrong):
            labels[wrong] = firm[nearest(self.points[wrong], centers[firm], self.metric, progress)]
        return labels

    def _result(self, found: KMeansResult, centers: Floats, progress: Progress) -> KMeansResult:
        labels = self._assign(centers, progress)
        costs = distances_to(self.points, centers, labels, self.metric, progress)
        counts = np.bincount(labels, self.weights, len(centers)).astype(np.float64)
        inertia = float(costs @ self.weights)
        return replace(found, centers=centers, labels=labels, counts=counts, inertia=inertia)
