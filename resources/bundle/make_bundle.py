"""Make a folder with Quantizer, Python and all libraries, which runs where no Python is installed.

Run ``python resources/bundle/make_bundle.py [FOLDER]``. It makes a virtual environment, installs
this project and PyInstaller there, and puts the bundle into ``FOLDER/quantizer`` (default:
``dist/quantizer`` in the project). See ``resources/docs/bundle.md``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

BUNDLE = Path(__file__).parent
PROJECT = BUNDLE.parents[1]


def main() -> None:
    """Make the bundle, and print where it is and how large."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else PROJECT / "dist").absolute()
    with tempfile.TemporaryDirectory() as work:
        environment = Path(work, "environment")
        venv.create(environment, with_pip=True)
        python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        _run(python, "-m", "pip", "install", "--quiet", str(PROJECT), "pyinstaller>=6.11")
        _run(
            *(python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
            *("--distpath", folder, "--workpath", Path(work, "build")),
            BUNDLE / "quantizer.spec",
        )
    made = folder / "quantizer"
    files = [path for path in made.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files) / 1e6
    sys.stdout.write(f"{made}: {len(files):,} files, {size:.0f} MB\n")


def _run(*command: Path | str) -> None:
    # The project is to be found where it is installed, whatever the caller's path says.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([str(word) for word in command], check=True, env=variables, cwd=BUNDLE)


if __name__ == "__main__":
    main()
