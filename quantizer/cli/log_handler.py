"""How a log message is shown: names in it escaped, and never on the line of the progress.

A module of its own, as `logging` is imported only when it is needed.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from quantizer.cli.streams import print_message
from quantizer.escape import escape_controls

if TYPE_CHECKING:
    from types import TracebackType


class EscapingFormatter(logging.Formatter):
    """Formats a message on one line, and a traceback after it on its own lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - as in logging
        """Return the line of a message."""
        return escape_controls(super().formatMessage(record))

    def formatException(  # noqa: N802 - as in logging
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the lines of a traceback."""
        return escape_controls(super().formatException(ei), keep="\n")


class MessageHandler(logging.Handler):
    """Prints log messages on stderr, among the other messages."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one message."""
        try:
            for line in self.format(record).split("\n"):
                print_message(line)
        except Exception:  # noqa: BLE001 - as every handler of logging does
            self.handleError(record)
