"""The parameters of `KMeans`, checked when a fit begins, as scikit-learn does."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np

from quantizer.errors import SettingsError
from quantizer.settings.settings import Init, Metric


def check_parameters(parameters: dict[str, Any]) -> None:
    """Raise `SettingsError` if a parameter of `KMeans` has a value that cannot be used."""
    for name in ("n_clusters", "max_iter", "n_init"):
        value = parameters[name]
        if name == "n_init" and isinstance(value, str) and value == "auto":
            continue
        if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
            _refuse(name, value, "an int in the range [1, inf)")
    tol, metric, init = (parameters[name] for name in ("tol", "metric", "init"))
    if not isinstance(tol, Real) or not 0 <= float(tol) < np.inf:
        _refuse("tol", tol, "a float in the range [0.0, inf)")
    if metric not in tuple(Metric):
        _refuse("metric", metric, f"a str among {[str(m) for m in Metric]}")
    if isinstance(init, str) and init not in tuple(Init):
        _refuse("init", init, f"a str among {[str(i) for i in Init]}, an array or callable")


def _refuse(name: str, value: object, allowed: str) -> None:
    raise SettingsError(
        f"The {name!r} parameter of KMeans must be {allowed}. Got {value!r} instead."
    )


def generator(
    state: int | np.random.Generator | np.random.RandomState | None,
) -> np.random.Generator:
    """Return the generator that a `random_state` stands for, or raise `SettingsError`."""
    if isinstance(state, np.random.RandomState):
        return np.random.default_rng(state.randint(2**31))
    try:
        return np.random.default_rng(state)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{state!r} cannot be used to seed a random generator") from error
