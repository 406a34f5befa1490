"""Names of features: a data frame's columns, the same ones in `fit` and in `predict`."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from quantizer.kmeans.estimator_base import Estimator

    Names = NDArray[np.object_]

_MOST_SHOWN = 5
"""Names that an error lists, as scikit-learn does."""


def names_of(data: object) -> Names | None:
    """Return the names of the columns, object (d,), or None if they are not all strings.

    Raises
    ------
    TypeError
        If some of the names are strings and others are not.
    """
    columns = getattr(data, "columns", None)
    if columns is None or callable(columns):
        return None
    names = np.asarray(columns, dtype=object)
    kinds = sorted({type(name).__qualname__ for name in names})
    if "str" in kinds and len(kinds) > 1:
        raise TypeError(
            "Feature names are only supported if all input features have string names, but your "
            f"input has {kinds} as feature name / column name types. If you want feature names "
            "to be stored and validated, you must convert them all to strings, by using "
            "X.columns = X.columns.astype(str) for example. Otherwise you can remove feature / "
            "column names from your input data, or convert them all to a non-string data type."
        )
    return names if kinds == ["str"] else None


def check_names(names: Names | None, fitted: Names | None, estimator: str) -> None:
    """Compare the names of features with those that `fit` saw.

    Parameters
    ----------
    names
        Names now, or None.
    fitted
        Names when `fit` was called, or None.
    estimator
        Name of the estimator's class.

    Warns
    -----
    UserWarning
        If there are names either now or then only.

    Raises
    ------
    DataError
        A ValueError: there are other names, or the same in another order.
    """
    if names is None or fitted is None:
        if names is not None:
            _warn(f"X has feature names, but {estimator} was fitted without feature names")
        elif fitted is not None:
            _warn(
                f"X does not have valid feature names, but {estimator} was fitted with feature "
                "names"
            )
        return
    if np.array_equal(names, fitted):
        return
    unseen, missing = sorted({*names} - {*fitted}), sorted({*fitted} - {*names})
    message = "The feature names should match those that were passed during fit.\n"
    if unseen:
        message += "Feature names unseen at fit time:\n" + _listed(unseen)
    if missing:
        message += "Feature names seen at fit time, yet now missing:\n" + _listed(missing)
    if not unseen and not missing:
        message += "Feature names must be in the same order as they were in fit.\n"
    raise DataError(message)


def check_input_features(names: ArrayLike, estimator: Estimator) -> None:
    """Raise `DataError` if names of features are not those that an estimator was fitted with."""
    given = np.asarray(names, dtype=object)
    fitted = getattr(estimator, "feature_names_in_", None)
    if fitted is not None and not np.array_equal(given, fitted):
        raise DataError("input_features is not equal to feature_names_in_")
    if len(given) != estimator.n_features_in_:
        raise DataError(
            "input_features should have length equal to number of features "
            f"({estimator.n_features_in_}), got {len(given)}"
        )


def _warn(message: str) -> None:
    warnings.warn(message, UserWarning, stacklevel=5)  # where the user calls the estimator


def _listed(names: list[str]) -> str:
    lines = [f"- {name}\n" for name in names[:_MOST_SHOWN]]
    return "".join(lines) + ("- ...\n" if len(names) > _MOST_SHOWN else "")
