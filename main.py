"""Quantizer's front door: the window when no command is given, else the command line.

``python main.py`` and the installed command ``quantizer`` are this same program. Qt is imported
only if a window is to open.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from quantizer import cli

if TYPE_CHECKING:
    from pathlib import Path


def open_window(path: Path | None) -> int:
    """Open the window, on the image at `path` or on the sample, and return the exit code."""
    from ui.app import run

    return run(path)


def main() -> int:
    """Run the program and return its exit code."""
    return cli.main(sys.argv[1:], open_window)


if __name__ == "__main__":
    sys.exit(main())
