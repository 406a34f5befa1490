"""The program: the window when no command is given, else the command line.

The installed command ``quantizer``, ``python -m quantizer`` and ``python main.py`` all call `main`.
Qt is imported only if a window is to open.
"""

from __future__ import annotations

import gc
import sys

TYPE_CHECKING = False  # `typing` takes a moment to import, in which Ctrl+C would not be caught

if TYPE_CHECKING:
    from pathlib import Path


def open_window(path: Path | None) -> int:
    """Open the window with the image at `path`, or with the sample, and return the exit code."""
    from quantizer.installation import import_window

    window = import_window()
    gc.enable()
    return int(window.run(path))


def main() -> int:
    """Run the program and return its exit code; ``reduce`` ends the process."""
    try:
        if hasattr(sys, "frozen"):  # then the worker processes of a batch start here as well
            import multiprocessing

            multiprocessing.freeze_support()
        gc.disable()  # until all modules are loaded: they are no garbage
        from quantizer import cli

        code = cli.main(sys.argv[1:], open_window)
        if sys.argv[1:2] == ["reduce"]:
            _end_process(code)
    except KeyboardInterrupt:  # during these imports; afterwards the command line handles it
        sys.stderr.write("quantizer: interrupted\n")
        return 130
    return code


def _end_process(code: int) -> None:
    """End this process without taking the interpreter apart, which would need some 10 ms.

    Functions registered with `atexit` are called as usual. A profiler that is at work prints its
    report after `main`; then nothing happens here.
    """
    import atexit
    import os

    if "_lsprof" in sys.modules:
        return
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
