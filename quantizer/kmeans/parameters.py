"""The parameters of `KMeans`, checked when a fit begins, as scikit-learn does."""

from __future__ import annotations

import warnings
from functools import cache
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.errors import SettingsError
from quantizer.settings.enums import Init, Metric

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from quantizer.kmeans.estimator_base import Estimator

    RandomState = int | np.random.Generator | np.random.RandomState | None

_RANDOM_RUNS = 10
"""Runs for ``n_init="auto"`` if the first centroids are drawn evenly or by a function."""


def _is_count(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= 1


def _is_init(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or value in tuple(Init))


def _among(choices: Iterable[str]) -> tuple[Callable[[object], bool], str]:
    names = [str(choice) for choice in choices]
    return lambda value: isinstance(value, str) and value in names, f"a str among {names}"


_COUNT = (_is_count, "an int in the range [1, inf)")

_ALLOWED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "n_clusters": _COUNT,
    "max_iter": _COUNT,
    "n_init": (
        lambda value: _is_count(value) or (isinstance(value, str) and value == "auto"),
        "'auto' or an int in the range [1, inf)",
    ),
    "tol": (
        lambda value: isinstance(value, Real) and 0 <= float(value) < np.inf,
        "a float in the range [0.0, inf)",
    ),
    "verbose": (lambda value: isinstance(value, Integral | np.bool_), "an int or a bool"),
    "copy_x": (lambda value: isinstance(value, bool | np.bool_), "a bool"),
    "algorithm": _among(("lloyd", "elkan")),
    "metric": _among(Metric),
    "init": (_is_init, f"a str among {[str(init) for init in Init]}, an array or callable"),
}
"""For each parameter whether a value can be used, and the values that can."""


def check_parameters(estimator: Estimator) -> None:
    """Raise `SettingsError` if a parameter of a `KMeans` has a value that cannot be used."""
    for name, (can_be_used, allowed) in _ALLOWED.items():
        value = getattr(estimator, name)
        if not can_be_used(value):
            raise SettingsError(
                f"The {name!r} parameter of {type(estimator).__name__} must be {allowed}. "
                f"Got {value!r} instead."
            )


def run_count(n_init: int | str, init: object, estimator: str) -> int:
    """Return the number of runs that `n_init` stands for; warn if given centroids allow only one.

    Parameters
    ----------
    n_init, init
        The parameters.
    estimator
        Name of the class, for the message.
    """
    is_array = not isinstance(init, str) and not callable(init)
    if isinstance(n_init, str):
        return _RANDOM_RUNS if callable(init) or (not is_array and init == Init.RANDOM) else 1
    if is_array and n_init != 1:
        warnings.warn(
            "Explicit initial center position passed: performing only one init in "
            f"{estimator} instead of n_init={n_init}.",
            RuntimeWarning,
            stacklevel=3,
        )
        return 1
    return int(n_init)


def explain_algorithm(algorithm: str, n_clusters: int) -> None:
    """Warn that Lloyd's algorithm runs in place of Elkan's: once, or for a single cluster."""
    if algorithm != "elkan":
        return
    if n_clusters == 1:
        warnings.warn(
            "algorithm='elkan' doesn't make sense for a single cluster. Using 'lloyd' instead.",
            RuntimeWarning,
            stacklevel=3,
        )
    else:
        _explain_elkan()


@cache
def _explain_elkan() -> None:
    warnings.warn(
        "algorithm='elkan' runs Lloyd's algorithm here, which finds the same clusters. This is "
        "said once.",
        UserWarning,
        stacklevel=4,
    )


def generator(state: Any) -> np.random.Generator:
    """Return the generator that a `random_state` stands for, or raise `SettingsError`.

    None stands for NumPy's global generator, as in scikit-learn: ``numpy.random.seed`` makes the
    result the same each time.
    """
    if state is None or state is np.random:
        return np.random.default_rng(np.random.randint(2**31))  # noqa: NPY002 - the global one
    if isinstance(state, np.random.RandomState):
        return np.random.default_rng(state.randint(2**31))
    try:
        return np.random.default_rng(state)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{state!r} cannot be used to seed a random generator") from error


def legacy_generator(state: RandomState) -> np.random.RandomState:
    """Return what a function that is given as `init` draws from.

    An int seeds the same numbers as in scikit-learn, and a ``RandomState`` is passed on.
    """
    if isinstance(state, np.random.RandomState):
        return state
    if isinstance(state, Integral):
        return np.random.RandomState(int(state))
    return np.random.RandomState(int(generator(state).integers(2**32)))
