"""What sets a cluster apart, in words: "high electronics and travel, very low clothing".

The mean of each column within the cluster is compared with that of all other rows. Their difference
is counted in standard deviations of the column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_NOTABLE = 0.5
"""Standard deviations from which a difference is named: Cohen's medium effect (J. Cohen,
"Statistical power analysis for the behavioral sciences", 1988)."""
_LARGE = 1.5
"""Standard deviations from which it is called very high or very low; not tuned."""
_MOST = 4
"""Most columns named; not tuned."""


def differences(
    means: NDArray[np.float64],
    counts: NDArray[np.int64],
    deviations: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return by how much each cluster differs from all other rows.

    Parameters
    ----------
    means
        float64 (k, d): mean of each column in each cluster.
    counts
        int64 (k,): rows of each cluster, at least 1.
    deviations
        float64 (d,): standard deviation of each column over all rows.

    Returns
    -------
    ndarray
        float64 (k, d): difference of the means, in standard deviations; 0 for constant columns,
        and with only one cluster.
    """
    sizes = counts[:, None].astype(np.float64)
    others = sizes.sum() - sizes
    sums = means * sizes
    rest = (sums.sum(axis=0) - sums) / np.where(others > 0, others, 1)
    known = (others > 0) & (deviations > 0)
    return np.where(known, (means - rest) / np.where(deviations > 0, deviations, 1), 0.0)


def describe(difference: NDArray[np.float64], names: Sequence[str]) -> str:
    """Return what sets a cluster apart, the largest differences first.

    Parameters
    ----------
    difference
        float64 (d,): a row of `differences`.
    names
        Names of the d columns.
    """
    order = np.argsort(-np.abs(difference), kind="stable")[:_MOST]
    groups: dict[str, list[str]] = {}
    for index in order.tolist():
        value = float(difference[index])
        if abs(value) >= _NOTABLE:
            word = "high" if value > 0 else "low"
            level = tr("very {word}", word=word) if abs(value) >= _LARGE else word
            groups.setdefault(level, []).append(names[index])
    if not groups:
        return tr("close to the average in every column")
    return ", ".join(f"{level} {_listed(columns)}" for level, columns in groups.items())


def _listed(words: list[str]) -> str:
    """Return words as a list: ``"a, b and c"``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
