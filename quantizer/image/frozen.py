"""Arrays that nobody can write into, so that frozen values can share them without copies.

A read-only view is not enough: whoever has the array behind it can still write. So an array counts
as frozen if it and every array behind it are read-only. A function that has made an array and gives
it away calls `frozen`; an image then takes it as it is. It copies any other array (`owned`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray


def frozen(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Make an array read-only, and every array that it is a view of; return it.

    It is for the one who has made the array and does not write into it any more.
    """
    for one in _with_bases(array):
        if isinstance(one, np.ndarray):
            one.flags.writeable = False
    return array


def owned(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return an array C-contiguous and frozen: itself if it is so already, otherwise a copy."""
    if array.flags.c_contiguous and all(map(_is_read_only, _with_bases(array))):
        return array
    return frozen(np.array(array, order="C", copy=True, subok=False))


def _with_bases(array: NDArray[np.uint8]) -> Iterator[Any]:
    """Yield an array, the array that it is a view of, and so on to the one that has the memory."""
    one: Any = array
    while one is not None:
        yield one
        one = one.base if isinstance(one, np.ndarray) else None


def _is_read_only(memory: object) -> bool:
    """Return whether an array, or another object behind one, is known to be read-only."""
    return isinstance(memory, bytes) or (
        isinstance(memory, np.ndarray) and not memory.flags.writeable
    )
