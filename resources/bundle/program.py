"""What the bundled programs run: the window, or the command line, by the program's name."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path


def run() -> int:
    """Run the program, or a worker process of it, and return the exit code."""
    multiprocessing.freeze_support()  # a worker process starts here as well, and ends in this call
    if Path(sys.executable).stem == "quantizer-window":
        from quantizer.ui.app import main as open_window  # noqa: PLC0415

        open_window()
    from quantizer.__main__ import main  # noqa: PLC0415

    return main()


if __name__ == "__main__":
    sys.exit(run())
