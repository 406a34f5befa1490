"""What can go wrong, said to a person.

Every error that Quantizer raises on purpose descends from `QuantizerError`; its text is one
sentence that names the file or the value, says what is wrong and, where it helps, what to do.
The command line prints that sentence, the window shows it, and neither shows a traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class QuantizerError(Exception):
    """Root of all errors raised by Quantizer."""


class FileError(QuantizerError):
    """Something is wrong with one file.

    Parameters
    ----------
    path
        The file (or folder) concerned.
    reason
        What is wrong with it, without the file's name and without a full stop.
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[FileError], tuple[Path | str, str]]:
        return type(self), (self.path, self.reason)


class ReadError(FileError):
    """A file could not be read: missing, damaged, foreign, or too large."""


class WriteError(FileError):
    """A file could not be written; whatever stood at its place before still stands there."""


class SettingsError(QuantizerError, ValueError):
    """A setting has a value that cannot be used (wrong usage: exit code 2)."""


class QualityError(QuantizerError):
    """No allowed number of colours reaches the quality asked for (exit code 99)."""


class SizeError(QuantizerError):
    """The file is larger than allowed, whatever the number of colours (exit code 98)."""


class DataError(QuantizerError, ValueError):
    """Data handed to the K-means core cannot be clustered (NaN, wrong shape, wrong weights)."""


class NotFittedError(QuantizerError, ValueError, AttributeError):
    """An estimator was asked to predict before it was fitted."""


class Cancelled(QuantizerError):  # noqa: N818 - a request that was granted, not a mishap
    """The job was cancelled; it has left no trace."""

    def __init__(self) -> None:
        super().__init__("Cancelled")

    def __reduce__(self) -> tuple[type[Cancelled], tuple[()]]:
        return type(self), ()


class ConvergenceWarning(UserWarning):
    """A fit ended with fewer distinct clusters than were asked for."""
