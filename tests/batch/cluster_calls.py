"""Functions that tests call on the workers of a cluster."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from quantizer.errors import ReadError
from quantizer.process.server import current_progress

if TYPE_CHECKING:
    from pathlib import Path


def own_id() -> int:
    return os.getpid()


def wait_for(folder: Path) -> int:
    """Tell the folder which process is at work, and wait until it holds ``go``."""
    (folder / str(os.getpid())).touch()
    while not (folder / "go").exists():
        current_progress().check()
        time.sleep(0.01)
    return os.getpid()


def fail(path: Path) -> None:
    raise ReadError(path, "is no image")
