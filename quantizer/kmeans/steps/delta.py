"""Delta encoding: an array that is stored as its difference from an earlier one.

A run of hundreds of steps keeps the labels of every step, of which few change from one step to the
next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DEPTH = 16
"""Most differences to apply to get an array back; not tuned."""
_DENSE = 4
"""An array is stored whole if more than one in so many values changed, since a difference needs a
position with each value; not tuned."""


@dataclass(frozen=True, slots=True, eq=False)
class Delta:
    """A stored array.

    Parameters
    ----------
    values
        The values that differ from those of `base`; all values (n,) without a base.
    positions
        Where they are; None without a base.
    base
        The earlier array, or None.
    depth
        Number of bases beneath this one.
    """

    values: NDArray[Any]
    positions: NDArray[np.int32] | None = None
    base: Delta | None = None
    depth: int = 0

    @classmethod
    def of(cls, array: NDArray[Any], base: Delta | None = None) -> Self:
        """Store an array (n,); `base` is an earlier one of the same length and dtype, if any."""
        if base is not None and base.depth < _DEPTH:
            changed = np.flatnonzero(array != base.array())
            if len(changed) * _DENSE <= len(array):
                positions = changed.astype(np.int32)
                return cls(array[changed], positions, base, base.depth + 1)
        return cls(array.copy())

    def array(self) -> NDArray[Any]:
        """Return a copy of the array, (n,)."""
        chain: list[Delta] = [self]
        while (base := chain[-1].base) is not None:
            chain.append(base)
        array = chain.pop().values.copy()
        for delta in reversed(chain):
            array[delta.positions] = delta.values
        return array
