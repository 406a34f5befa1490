"""Data frames in place of arrays, as scikit-learn's `set_output` offers them.

The libraries of data frames are imported only for those who ask for their data frames.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quantizer.errors import SettingsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONTAINERS = ("default", "pandas", "polars")
"""What `set_output` accepts."""


def check_container(name: str) -> None:
    """Raise `SettingsError` if there is no container of that name."""
    if name not in CONTAINERS:
        raise SettingsError(f"output config must be in {list(CONTAINERS)}, got {name}")


def in_container(
    name: str, values: NDArray[Any], original: object, columns: NDArray[np.object_]
) -> Any:
    """Return values as a data frame.

    Parameters
    ----------
    name
        ``"pandas"`` or ``"polars"``, which must be installed.
    values
        (n, m).
    original
        The data that the values were computed from. If they are a pandas data frame, the new one
        has the same index.
    columns
        m names.
    """
    check_container(name)
    if name == "pandas":
        import pandas  # noqa: PLC0415 - only for those who have it

        index = original.index if isinstance(original, pandas.DataFrame) else None
        return pandas.DataFrame(values, index=index, columns=columns, copy=False)
    import polars  # noqa: PLC0415 - only for those who have it

    return polars.DataFrame(values, schema=columns.tolist(), orient="row")
