"""A batch that is killed, resumed and undone leaves all files as they were.

`tests.benchmarks.killed_batches` does the same at many moments.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from quantizer.cli import main
from tests.batch.runs import tree
from tests.benchmarks.killed_batches import command, make_pictures

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_killed_resumed_and_undone(tmp_path: Path, home_trash: Path) -> None:
    folder = tmp_path / "pictures"
    make_pictures(folder, folders=2, files=4)
    before = tree(folder)
    words = command(folder, jobs=1)
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None and not list(home_trash.glob("files/*")):
            time.sleep(0.002)
        running.kill()
    assert tree(folder) != before
    assert main(words[3:]) == 0
    assert len(list(home_trash.glob("files/*"))) == len(before)
    assert main(["batch", "--undo", str(folder)]) == 0
    assert tree(folder) == before
    assert not list(home_trash.glob("files/*"))
