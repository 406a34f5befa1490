"""Where the program's own files lie, and the folder for those of its user.

An installed copy has everything in this package: `quantizer.ui` and `quantizer.resources`. In a
checkout, the folders ``ui`` and ``resources`` are beside the package instead. They are then looked
up at that place and never by a bare name, since a user's own folder may have the same name.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from types import ModuleType

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent
_IS_CHECKOUT = not (_PACKAGE / "ui").is_dir() and (_CHECKOUT / "ui" / "app.py").is_file()


def resources() -> Traversable:
    """Return the folder of icons, the sample image and the blue-noise mask."""
    if _IS_CHECKOUT:
        return _CHECKOUT / "resources"
    from importlib.resources import files  # noqa: PLC0415 - takes longer than a small file

    return files("quantizer") / "resources"


def user_configuration_folder() -> Path:
    """Return the folder that holds a folder for each program with what its user has set up.

    Raises
    ------
    RuntimeError
        If the user has no home folder.
    """
    if sys.platform == "win32":
        base = os.environ.get("APPDATA", "")
        usual = Path("AppData", "Roaming")
    elif sys.platform == "darwin":
        base, usual = "", Path("Library", "Application Support")
    else:
        base, usual = os.environ.get("XDG_CONFIG_HOME", ""), Path(".config")
    # The XDG Base Directory Specification tells programs to ignore relative paths.
    return Path(base) if Path(base).is_absolute() else Path.home() / usual


def import_window() -> ModuleType:
    """Import and return the module that opens the window, ``ui/app.py``."""
    if not _IS_CHECKOUT:
        return importlib.import_module("quantizer.ui.app")
    if str(_CHECKOUT) not in sys.path[:1]:
        sys.path.insert(0, str(_CHECKOUT))
    return importlib.import_module("ui.app")
