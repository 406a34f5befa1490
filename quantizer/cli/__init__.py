"""The command line: arguments in, exit code out.

`arguments` builds the parser. Each command is a module of its name, imported only when the command
runs, so that ``--help`` does not load NumPy. Results go to stdout, messages and progress to stderr.
`main` turns every error into one line and an exit code.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.cli import log
from quantizer.cli.arguments import COMMANDS, LISTING_COMMANDS, PROGRAM, parse, window_parser
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.streams import StandardOutputError, print_message
from quantizer.cli.suggestion import suggestion
from quantizer.errors import QuantizerError, SettingsError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType


def main(argv: Sequence[str], open_window: Callable[[Path | None], int] | None = None) -> int:
    """Run the program.

    Parameters
    ----------
    argv
        The arguments, without the program's name.
    open_window
        Opens the window with an image, or with a sample for None; None if there is no window.

    Returns
    -------
    int
        0 success, 1 failure, 2 wrong usage, 98 the result would be larger than allowed, 99 the
        quality cannot be reached, 130 interrupted.
    """
    _open_closed_streams()
    try:
        with _terminated_as_interrupted():
            return _dispatch(list(argv), open_window)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - see _explain
        message, code = _explain(error)
        if message:
            print_message(f"{PROGRAM}: {message}")
        return code


def _open_closed_streams() -> None:
    """Open the null device for stdin, stdout or stderr if the caller has closed it (``2>&-``).

    Otherwise the next file to be opened would get its file descriptor, and with it the messages.
    For stdout it is opened to be read: a result that is printed there is an error, and is not lost.
    """
    modes = {
        "stdin": ("r", os.O_RDONLY),
        "stdout": ("w", os.O_RDONLY),
        "stderr": ("w", os.O_WRONLY),
    }
    for name, (mode, access) in modes.items():
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, access)
            os.set_inheritable(descriptor, True)  # for worker processes, likewise
            setattr(sys, name, open(descriptor, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


@contextlib.contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Handle SIGTERM like Ctrl+C, so that no temporary file is left behind."""

    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _explain(error: BaseException) -> tuple[str, ExitCode]:
    """Return the message, which may be empty, and the exit code for an error.

    A bug is one line, too.
    """
    if isinstance(error, SettingsError):
        return str(error), ExitCode.USAGE
    if isinstance(error, QuantizerError | StandardOutputError):
        return str(error), ExitCode.FAILED
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", ExitCode.INTERRUPTED
    if isinstance(error, MemoryError):
        return "there is not enough memory for this image", ExitCode.FAILED
    if isinstance(error, FileNotFoundError) and not _has_current_folder():
        message = "the current folder no longer exists; change to another one (cd) and try again"
        return message, ExitCode.FAILED
    words = " ".join(str(error).split())
    return f"unexpected {type(error).__name__}: {words}; please report this", ExitCode.FAILED


def _has_current_folder() -> bool:
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def _dispatch(argv: list[str], open_window: Callable[[Path | None], int] | None) -> int:
    named = _first_word(argv)
    if named not in COMMANDS and not {"-h", "--help", "--version"} & set(argv):
        return _window(argv, open_window)
    # Takes effect when NumPy is loaded. Its matrix products are small here and run on our own
    # threads; starting those of OpenBLAS would take as long as loading NumPy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    arguments = parse(argv)
    verbose = arguments.verbose - (arguments.command in LISTING_COMMANDS)
    with log.logging_to(verbose, arguments.log_file):
        return _run(arguments)


def _run(arguments: Namespace) -> int:
    """Run a command; a message about wrong usage names the configuration file, if there is one."""
    try:
        return int(_command(arguments.command).run(arguments))
    except SettingsError as error:
        if arguments.configuration is None:
            raise
        raise SettingsError(
            f"{error} ({arguments.configuration} gives default values; --no-config ignores it)"
        ) from error


def _first_word(argv: list[str]) -> str | None:
    """Return the first argument that is neither an option nor the value of ``--log-file``."""
    pairs = zip(["", *argv], argv, strict=False)
    words = (word for before, word in pairs if before != "--log-file" and word[:1] != "-")
    return next(words, None)


def _command(name: str) -> ModuleType:
    """Import the module of a command, without collecting garbage while it loads."""
    gc.disable()
    try:
        return importlib.import_module(f"quantizer.cli.{name}")
    finally:
        gc.freeze()
        gc.enable()


def _window(argv: list[str], open_window: Callable[[Path | None], int] | None) -> int:
    named = _first_word(argv)
    if named is not None and not os.path.lexists(named):
        meant = suggestion(named, COMMANDS)
        if meant or named == Path(named).stem:
            hint = meant or f"; the commands are {', '.join(COMMANDS)}"
            raise SettingsError(f"{named!r} is neither a command nor a file{hint}")
    if open_window is None:
        commands = ", ".join(COMMANDS)
        raise SettingsError(
            f"give one of the commands {commands}; to open the window, run 'quantizer' "
            "or 'python main.py'"
        )
    arguments = window_parser().parse_args(argv)
    images = arguments.images
    if len(images) > 1:
        raise SettingsError(
            f"{images[0]!r} is not a command, and the window opens one image, not {len(images)}; "
            f"the commands are {', '.join(COMMANDS)}"
        )
    with log.logging_to(arguments.verbose, arguments.log_file):
        return open_window(Path(images[0]) if images else None)
