"""Summarise single measurements as tables."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from tests.benchmarks.ratios import Ratios, geometric_mean
from tests.benchmarks.table import figure, ratio, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.measurement import Measurement
    from tests.benchmarks.reference import Reference


class Comparison:
    """Our results in comparison with those of other programs, over all images of a kind.

    Parameters
    ----------
    measurements
        The single measurements.
    efforts
        Names of our own settings among the contenders.
    reference
        Published errors, or None.
    """

    def __init__(
        self,
        measurements: Sequence[Measurement],
        efforts: Sequence[str],
        reference: Reference | None = None,
    ) -> None:
        self._measurements = measurements
        self.efforts = list(efforts)
        self.counts = list(dict.fromkeys(one.k for one in measurements))
        names = dict.fromkeys(one.contender for one in measurements)
        self.peers = [name for name in names if name not in self.efforts]
        self._reference = reference

    @property
    def rivals(self) -> list[str]:
        """The other programs, with the reference at the end if it has such images."""
        if self._reference is None:
            return self.peers
        name = self._reference.name
        has_images = any(self.errors(name, k) for k in self.counts)
        return [*self.peers, name] if has_images else self.peers

    def errors(self, name: str, k: int) -> dict[str, float]:
        """Return the MSE of a contender, or of the reference, by image."""
        if self._reference and name == self._reference.name:
            images = dict.fromkeys(one.image for one in self._measurements)
            known = {image: self._reference.of(image, k) for image in images}
            return {image: error for image, error in known.items() if error is not None}
        return {one.image: one.mse for one in self._of(name, k)}

    def times(self, name: str, k: int) -> dict[str, float]:
        """Return the median seconds of a contender by image; none for the reference."""
        return {one.image: one.time for one in self._of(name, k)}

    def error_ratios(self, effort: str, rival: str, k: int) -> Ratios:
        """Return the ratios of our MSE to theirs."""
        return Ratios.of(self.errors(effort, k), self.errors(rival, k))

    def time_ratios(self, effort: str, rival: str, k: int) -> Ratios:
        """Return the ratios of our time to theirs."""
        return Ratios.of(self.times(effort, k), self.times(rival, k))

    def overview(self, effort: str) -> str:
        """Return the table of geometric means at one effort: a row for each peer."""
        header = [effort]
        for k in self.counts:
            header += [f"MSE, k={k}", "time"]
        rows = []
        for rival in self.rivals:
            row = [rival]
            for k in self.counts:
                row.append(ratio(self.error_ratios(effort, rival, k).mean))
                row.append(ratio(self.time_ratios(effort, rival, k).mean))
            rows.append(row)
        return table(header, rows)

    def extremes(self, k: int) -> str:
        """Return the table of the worst image, and of how many images are worse, for one k."""
        header = [f"k={k}", "effort", "MSE", "worst", "on image", "worse on", "time", "slowest"]
        rows = []
        for rival in self.rivals:
            for effort in self.efforts:
                error = self.error_ratios(effort, rival, k)
                time = self.time_ratios(effort, rival, k)
                above = f"{error.above} of {error.count}"
                figures = [ratio(error.mean), ratio(error.worst), error.worst_name, above]
                rows.append([rival, effort, *figures, ratio(time.mean), ratio(time.worst)])
        return table(header, rows, texts=2)

    def absolute(self) -> str:
        """Return the table of geometric means of MSE and seconds."""
        header = ["contender"]
        for k in self.counts:
            header += [f"MSE, k={k}", "seconds"]
        rows = []
        for name in [*self.efforts, *self.rivals]:
            row = [name]
            for k in self.counts:
                errors = [error for error in self.errors(name, k).values() if error > 0]
                row.append(figure(geometric_mean(errors), 4))
                row.append(figure(geometric_mean(self.times(name, k).values())))
            rows.append(row)
        return table(header, rows)

    def shares(self) -> str:
        """Return the table of the share of clustering in our time."""
        rows = []
        for effort in self.efforts:
            row = [effort]
            for k in self.counts:
                shares = [share for one in self._of(effort, k) for share in one.clustering]
                row.append(f"{100 * statistics.mean(shares):.0f} %" if shares else "-")
            rows.append(row)
        return table(["clustering", *(f"k={k}" for k in self.counts)], rows)

    def summary(self) -> list[dict[str, object]]:
        """Return all ratios as values for JSON."""
        return [
            {
                "kind": self._measurements[0].kind,
                "k": k,
                "effort": effort,
                "rival": rival,
                "mse_ratio": error.mean,
                "mse_worst": error.worst,
                "mse_worst_image": error.worst_name,
                "images_worse": error.above,
                "images": error.count,
                "time_ratio": time.mean,
                "time_worst": time.worst,
            }
            for k in self.counts
            for effort in self.efforts
            for rival in self.rivals
            for error in [self.error_ratios(effort, rival, k)]
            for time in [self.time_ratios(effort, rival, k)]
        ]

    def _of(self, name: str, k: int) -> list[Measurement]:
        return [one for one in self._measurements if one.contender == name and one.k == k]
