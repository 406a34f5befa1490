"""What a file is read from: its path, its bytes, or an object that reads them.

`named_data` brings all of these to a name for messages and, where the file is not to be opened by
its path, its bytes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from quantizer.errors import DataTypeError, ReadError, type_name

from ..language import tr


class BinaryFile(Protocol):
    """An object that is read like a file opened with mode ``"rb"``."""

    def read(self) -> bytes:
        """Return all bytes from the current place on."""


FileInput = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryFile
"""A path, the bytes of a file, or a binary file object."""


def named_data(file: FileInput) -> tuple[Path | str, bytes | None]:
    """Return the path or name of a file, and its bytes; None if it is to be opened by its path.

    A file object is read from its current place to its end. Its name counts as a path if there is
    a file of that name.

    Raises
    ------
    DataTypeError
        If `file` is neither a path, nor bytes, nor a binary file object.
    ReadError
        If a file object cannot be read.
    """
    if isinstance(file, str | os.PathLike):
        return Path(file), None
    if isinstance(file, bytes | bytearray | memoryview):
        return tr("the bytes"), bytes(file)
    if not hasattr(file, "read"):
        raise DataTypeError(
            tr(
                "a file is read from a path, from bytes or from a file object, not from {kind}",
                kind=type_name(file),
            )
        )
    given = getattr(file, "name", None)
    name = given if isinstance(given, str) and given else tr("the file object")
    try:
        data: object = file.read()
    except (OSError, ValueError) as error:
        raise ReadError(name, tr("cannot be read: {reason}", reason=error)) from error
    if not isinstance(data, bytes):
        raise DataTypeError(tr("{name} was opened as text; open it with mode 'rb'", name=name))
    return Path(name) if Path(name).is_file() else name, data
