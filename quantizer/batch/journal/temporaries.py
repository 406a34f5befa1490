"""Temporary files that a killed run has left in the folders it wrote to."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.image_files.atomic import TEMPORARY

if TYPE_CHECKING:
    from collections.abc import Iterable


def remove_temporaries(folders: Iterable[Path], run_id: str) -> int:
    """Remove the temporary files of a run that is no longer working; return their number.

    Unreadable folders are ignored.
    """
    start, end = f"{TEMPORARY[0]}{run_id}-", TEMPORARY[1]
    removed = 0
    for place in sorted({os.path.realpath(folder) for folder in folders}):
        with contextlib.suppress(OSError):
            for name in os.listdir(place):  # noqa: PTH208 - only names are needed
                if name.startswith(start) and name.endswith(end):
                    Path(place, name).unlink(missing_ok=True)
                    removed += 1
    return removed
