"""Subclasses of this library's errors and of scikit-learn's; imported only if scikit-learn is.

They are classes of a module so that worker processes can send them.
"""

from __future__ import annotations

from sklearn import exceptions

from quantizer import errors


class NotFittedError(errors.NotFittedError, exceptions.NotFittedError):  # type: ignore[misc]
    """See `quantizer.errors.NotFittedError`."""


class ConvergenceWarning(errors.ConvergenceWarning, exceptions.ConvergenceWarning):  # type: ignore[misc]
    """See `quantizer.errors.ConvergenceWarning`."""
