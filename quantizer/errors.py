"""The errors that Quantizer raises on purpose.

All of them descend from `QuantizerError`. The message is one sentence for a person: it names the
file or the value, says what is wrong and, if that helps, what to do. The command line prints it and
the window shows it; neither shows a traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class QuantizerError(Exception):
    """Base class of all errors that Quantizer raises.

    Examples
    --------
    >>> from quantizer import QuantizerError, quantize
    >>> try:
    ...     quantize("photo.jpg", dither="floyd")
    ... except QuantizerError as error:
    ...     print(str(error).split("; ")[-1])
    did you mean 'floyd-steinberg'?
    """


class FileError(QuantizerError):
    """A file or folder cannot be used.

    Parameters
    ----------
    path
        The file or folder, or a name for data without one.
    reason
        What is wrong with it, without its name and without a full stop.
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[FileError], tuple[Path | str, str]]:
        return type(self), (self.path, self.reason)


class ReadError(FileError):
    """A file cannot be read: it is missing, damaged, too large, or of an unknown format."""


class WriteError(FileError):
    """A file could not be written; an existing file of that name is unchanged."""


class SettingsError(QuantizerError, ValueError):
    """A setting has an invalid value (exit code 2)."""


class KeywordError(SettingsError, TypeError):
    """A function was given a keyword that it does not have, or two that exclude each other."""


class QualityError(QuantizerError):
    """No allowed number of colours reaches the demanded quality (exit code 99)."""


class SizeError(QuantizerError):
    """The file is larger than allowed with any number of colours (exit code 98)."""


class DataError(QuantizerError, ValueError):
    """An array has an unusable shape, type or value, such as NaN or a negative weight."""


class DataTypeError(DataError, TypeError):
    """Data, an image or a palette are of a type or shape that cannot be used."""


class NotFittedError(QuantizerError, ValueError, AttributeError):
    """An estimator's `predict` was called before `fit`."""


class Cancelled(QuantizerError):  # noqa: N818 - the answer to a request, not an error
    """The job was cancelled; it has changed nothing."""

    def __init__(self) -> None:
        super().__init__("Cancelled")

    def __reduce__(self) -> tuple[type[Cancelled], tuple[()]]:
        return type(self), ()


class ConvergenceWarning(UserWarning):
    """A fit found fewer distinct clusters than requested."""


def type_name(value: object) -> str:
    """Return the name of a value's type for a message, such as ``list`` or ``PIL.Image.Image``."""
    kind = type(value)
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
