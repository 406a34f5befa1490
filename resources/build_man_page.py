"""The step of the build that makes the manual page, which is then installed as a data file.

setuptools runs it in place of its own step for modules (``tool.setuptools.cmdclass`` in
pyproject.toml), for a wheel and for an editable install alike. The page goes to the path that
``tool.setuptools.data-files`` names. The parser needs no other packages, so that the page can be
made where only setuptools is installed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from setuptools.command.build_py import build_py

PAGE = Path("build", "man", "quantizer.1")


class BuildWithManPage(build_py):
    """Writes the manual page, then copies the modules."""

    def run(self) -> None:
        """Run the step; the current folder is that of the project."""
        sys.path.insert(0, str(Path.cwd()))  # setuptools leaves it out
        try:
            from resources.man_page import format_man_page  # noqa: PLC0415 - found only now
        finally:
            del sys.path[0]
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(format_man_page(), encoding="utf-8")
        super().run()
