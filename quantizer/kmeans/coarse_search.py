"""Centroids between the search on coarse cells and the descent on the samples.

At this point another centroid can be fixed at little cost: the least useful centroid makes room for
it, and the others go on from where they are, on a few thousand cells.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.breathing import drop_least_useful
from quantizer.kmeans.lloyd import Lloyd

if TYPE_CHECKING:
    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.problem import Problem
    from quantizer.kmeans.samples import Samples
    from quantizer.progress import Progress

_ITERATIONS, _GAIN = 6, 1e-3
"""Most iterations after a change, and the share of the inertia below which they end; not tuned."""


class CoarseSearch:
    """The centroids that were found on coarse cells, and a way to fix more of them.

    Parameters
    ----------
    cells
        The cells, or the samples where those are few.
    within
        Inertia within the cells.
    problem
        What was searched for.
    centers
        Centroids, float (k, d), relative to ``cells.mean``.
    inertia
        Inertia of the cells with these centroids.
    progress
        Checked in every block of cells.

    Attributes
    ----------
    problem
        What is searched for now: it has the number of fixed centroids.
    relative_centers
        float64 (k, d): the centroids, relative to ``cells.mean``, the fixed ones first.
    """

    def __init__(
        self,
        cells: Samples,
        within: float,
        problem: Problem,
        centers: Floats,
        inertia: float,
        progress: Progress,
    ) -> None:
        self._cells = cells
        self._within = within
        self._inertia = inertia
        self._progress = progress
        self.problem = problem
        self.relative_centers = centers

    @property
    def centers(self) -> Floats:
        """The centroids, float (k, d), the fixed ones first."""
        return self._cells.restore(self.relative_centers)

    def fix(self, center: Floats, most: float) -> bool:
        """Fix a further centroid in place of the least useful movable one, if that costs little.

        Parameters
        ----------
        center
            float (d,): its place. It comes after the centroids that are fixed already.
        most
            Share of the inertia by which the inertia may rise.

        Returns
        -------
        bool
            Whether the centroid is fixed. If not, nothing has changed.
        """
        fixed = self.problem.fixed
        if fixed >= self.problem.k:
            return False
        problem = replace(self.problem, fixed=fixed + 1)
        metric, threads = problem.metric, problem.threads
        lloyd = Lloyd(self._cells, metric, problem.fixed, threads, self._progress)
        more = np.insert(self.relative_centers, fixed, center - self._cells.mean, axis=0)
        settled = lloyd.settle(drop_least_useful(lloyd, more, 1), _ITERATIONS, _GAIN)
        if settled.inertia + self._within > (1 + most) * (self._inertia + self._within):
            return False
        self.problem, self._inertia = problem, settled.inertia
        self.relative_centers = settled.centers
        return True
