"""The log file of the window, which error messages name.

It is ``quantizer.log`` in the user's folder for application data, unless ``--log-file`` gave
another. See `quantizer.cli.log` for what it holds.
"""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from quantizer.cli.log import logging_to
from quantizer.errors import WriteError

if TYPE_CHECKING:
    from collections.abc import Iterator


def current_log_file() -> Path | None:
    """Return the file that messages are logged to; None if there is none."""
    handlers = logging.getLogger("quantizer").handlers
    files = (one.baseFilename for one in handlers if isinstance(one, logging.FileHandler))
    return next(map(Path, files), None)


@contextlib.contextmanager
def log_file() -> Iterator[None]:
    """Log to the user's log file while the window is open, unless another file is in use.

    A folder that cannot be written is no reason to keep the window closed: nothing is logged then.
    """
    place = QStandardPaths.StandardLocation.AppLocalDataLocation
    path = Path(QStandardPaths.writableLocation(place), "quantizer.log")
    with contextlib.ExitStack() as stack:
        package = logging.getLogger(__name__.partition(".")[0])
        package.addHandler(logging.NullHandler())  # else logging would print errors on stderr
        if current_log_file() is None:
            with contextlib.suppress(OSError, WriteError):
                path.parent.mkdir(parents=True, exist_ok=True)
                stack.enter_context(logging_to(log_file=path, rotate=True))
        yield
