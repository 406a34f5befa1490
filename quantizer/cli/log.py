"""Where log messages go: to stderr with ``-v``, to a file with ``--log-file``, else nowhere.

The modules log through ``logging.getLogger(__name__)``. `logging_to` attaches the handlers to the
loggers of the library and of the window, so messages of other libraries never appear. `logging` is
imported only when it is needed: ``--help`` does not pay for it.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer import __version__
from quantizer.errors import QuantizerError, WriteError

if TYPE_CHECKING:
    import argparse
    import logging
    from collections.abc import Iterator

_LOGGERS = ("quantizer", "ui")
_MAX_BYTES = 1_000_000
_BACKUPS = 2
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def add_arguments(parser: argparse.ArgumentParser, *, lists_files: bool = False) -> None:
    """Add ``-v`` and ``--log-file``.

    Parameters
    ----------
    parser
        The parser of a command.
    lists_files
        Whether the first ``-v`` lists files, so that log messages need a second one.
    """
    group = parser.add_argument_group("log")
    first = "print a line for each file; -vv: log messages" if lists_files else "log messages"
    text = f"{first} on stderr; once more for details"
    group.add_argument("-v", "--verbose", action="count", default=0, help=text)
    text = "append detailed log messages to FILE"
    group.add_argument("--log-file", metavar="FILE", type=Path, help=text)


@contextlib.contextmanager
def logging_to(
    verbose: int = 0, log_file: Path | None = None, *, rotate: bool = False
) -> Iterator[None]:
    """Log while the context is open; without arguments, log nothing.

    An error that leaves the context is logged with its traceback.

    Parameters
    ----------
    verbose
        0: nothing on stderr, 1: information, 2 and more: debugging messages.
    log_file
        File that all messages are appended to; None for no file.
    rotate
        Whether to begin a new file after 1 MB and keep two old ones.

    Raises
    ------
    WriteError
        If `log_file` cannot be written, or holds something other than log messages.
    """
    if verbose <= 0 and log_file is None:
        yield
        return
    import logging
    import platform

    from quantizer.cli.log_handler import EscapingFormatter, MessageHandler

    handlers: list[logging.Handler] = []
    if verbose > 0:
        terminal = MessageHandler()
        terminal.setLevel(logging.INFO if verbose == 1 else logging.DEBUG)
        terminal.setFormatter(EscapingFormatter("%(levelname)s %(name)s: %(message)s"))
        handlers.append(terminal)
    if log_file is not None:
        handlers.append(_file_handler(log_file, rotate=rotate))
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        for handler in handlers:
            logger.addHandler(handler)
    log = logging.getLogger(__name__)
    system = f"Python {platform.python_version()}, {platform.platform()}"
    log.info("quantizer %s, %s: %s", __version__, system, sys.argv[1:])
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        is_expected = isinstance(error, QuantizerError | KeyboardInterrupt)
        level = logging.DEBUG if is_expected else logging.ERROR
        log.log(level, "ended by an error", exc_info=error)
        raise
    finally:
        for logger in loggers:
            logger.setLevel(logging.NOTSET)
            for handler in handlers:
                logger.removeHandler(handler)
        for handler in handlers:
            handler.close()


def _file_handler(path: Path, *, rotate: bool) -> logging.Handler:
    from logging.handlers import RotatingFileHandler

    from quantizer.cli.log_handler import EscapingFormatter

    limit = _MAX_BYTES if rotate else 0
    try:
        _check_log(path)
        handler = RotatingFileHandler(path, "a", limit, _BACKUPS, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(path, f"the log cannot be written: {reason}") from None
    handler.setFormatter(EscapingFormatter(_FORMAT))
    return handler


def _check_log(path: Path) -> None:
    """Raise WriteError if `path` is a file that is no log: an image, say, named by mistake."""
    with contextlib.suppress(FileNotFoundError):
        if path.is_file():
            with path.open("rb") as file:
                head = file.read(4)
            if head and not head.isdigit():  # a log begins with the year
                raise WriteError(path, "is not a log file; nothing was appended to it")
