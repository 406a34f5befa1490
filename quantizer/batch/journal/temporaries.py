"""What a run that was killed left half done in the folders that it wrote to."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.image_files.atomic import TEMPORARY

if TYPE_CHECKING:
    from collections.abc import Iterable


def remove_temporaries(folders: Iterable[Path], run_id: str) -> int:
    """Remove the temporary files that a run left; return how many.

    Parameters
    ----------
    folders
        Where it wrote; one that cannot be read is passed over.
    run_id
        The run, which must not be at work any more.
    """
    start, end = f"{TEMPORARY[0]}{run_id}-", TEMPORARY[1]
    removed = 0
    places = {os.path.realpath(folder) for folder in folders}
    for place in sorted(places):
        with contextlib.suppress(OSError):
            for name in os.listdir(place):  # noqa: PTH208 - names are all that is asked for
                if name.startswith(start) and name.endswith(end):
                    Path(place, name).unlink(missing_ok=True)
                    removed += 1
    return removed
