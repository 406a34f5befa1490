"""The program: the window when no command is given, else the command line.

The installed command ``quantizer``, ``python -m quantizer`` and ``python main.py`` all call `main`.
Qt is imported only if a window is to open.
"""

from __future__ import annotations

import gc
import sys
import warnings

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
    """Run the program and return its exit code."""
    try:
        if hasattr(sys, "frozen"):  # then the worker processes of a batch start here as well
            import multiprocessing

            multiprocessing.freeze_support()
        if not sys.warnoptions:  # warnings of libraries are for developers, who ask for them
            warnings.simplefilter("ignore")
        gc.disable()  # until all modules are loaded: they are no garbage
        from quantizer import cli

        return cli.main(sys.argv[1:], open_window)
    except KeyboardInterrupt:  # during these imports; afterwards the command line handles it
        sys.stderr.write("quantizer: interrupted\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
