"""Quantizer's front door: the window when no command is given, else the command line.

``python main.py`` and the installed command ``quantizer`` are this same program. Qt is imported
only if a window is to open.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # as in `typing`, which takes a moment that Ctrl+C may fall into

if TYPE_CHECKING:
    from pathlib import Path


def open_window(path: Path | None) -> int:
    """Open the window, on the image at `path` or on the sample, and return the exit code."""
    from ui.app import run

    return run(path)


def main() -> int:
    """Run the program and return its exit code."""
    try:
        from quantizer import cli

        return cli.main(sys.argv[1:], open_window)
    except KeyboardInterrupt:  # before the command line was there to hear it
        sys.stderr.write("quantizer: interrupted\n")
        return 130


if __name__ == "__main__":
    if hasattr(sys, "frozen"):  # a worker process of a batch begins here, too
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())
