"""Errors and warnings that scikit-learn's users can catch by scikit-learn's own names.

``except sklearn.exceptions.NotFittedError`` and filters for
``sklearn.exceptions.ConvergenceWarning`` must work for `KMeans`, without importing scikit-learn for
those who do not use it. Who names these classes has imported scikit-learn. Then the error that is
raised is of a class that descends from this library's and from scikit-learn's.
"""

from __future__ import annotations

import sys
from typing import TypeVar

from quantizer import errors

_Kind = TypeVar("_Kind", bound=Warning | errors.QuantizerError)


def known_to_scikit_learn(kind: type[_Kind]) -> type[_Kind]:
    """Return the class to raise in place of an error or warning of `quantizer.errors`.

    It is `kind` itself, or a subclass of it that is a subclass of scikit-learn's class of the same
    name, too, if scikit-learn has been imported.
    """
    if "sklearn" not in sys.modules:
        return kind
    from quantizer.kmeans import scikit_learn_subclasses  # noqa: PLC0415

    return getattr(scikit_learn_subclasses, kind.__name__)  # type: ignore[no-any-return]
