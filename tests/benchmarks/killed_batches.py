"""Kills batches at random moments, resumes and undoes them; are all files as they were?

    python -m tests.benchmarks.killed_batches [--times 30] [--seed 0] [--group]

Each time, a folder of pictures is converted with ``--replace --share folder``, and killed by
SIGKILL. The same command then finishes the run, and ``--undo`` takes it back. The pictures must be
the same bytes as before, with nothing else beside them and nothing left in the trash. The moments
are spread over the time from the first line of the journal to the end of a run. With ``--group``
the workers are killed as well.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tests.batch.runs import tree

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDERS, _FILES = 4, 12
_BATCH = ["--replace", "--share", "folder", "--yes", "-k", "8", "--effort", "fast"]


def make_pictures(folder: Path, folders: int = _FOLDERS, files: int = _FILES) -> None:
    """Make folders of small pictures, every other one a JPEG, which becomes a PNG."""
    rng = np.random.default_rng(0)
    for number in range(folders * files):
        path = folder / f"{number % folders}" / f"{number:02}.{('png', 'jpg')[number % 2]}"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (96, 96, 3), np.uint8)).save(path)


def environment(home: Path) -> dict[str, str]:
    """Return an environment whose trash and key are in a folder of its own."""
    places = {"HOME": home, "XDG_DATA_HOME": home / "data", "XDG_CONFIG_HOME": home / "config"}
    return os.environ | {name: str(place) for name, place in places.items()}


def command(folder: Path, jobs: int = 2) -> list[str]:
    """Return the command that converts a folder in place."""
    words = [sys.executable, "-m", "quantizer", "batch", str(folder), "-j", str(jobs)]
    return words + _BATCH


def run_and_kill(
    folder: Path, settings: Mapping[str, str], seconds: float, *, group: bool = False
) -> float | None:
    """Convert a folder, and kill that some seconds after the journal was begun.

    Return the seconds from then to the end of the run if it ended before; None if it was killed.
    """
    words = command(folder)
    running = subprocess.Popen(
        words, env=settings, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while running.poll() is None and not list(folder.glob(".quantizer-batch/*.jsonl")):
        time.sleep(0.002)
    begun = time.monotonic()
    try:
        running.wait(None if math.isinf(seconds) else seconds)
    except subprocess.TimeoutExpired:
        if group:
            os.killpg(running.pid, signal.SIGKILL)
        running.kill()
        running.wait()
        return None
    return time.monotonic() - begun


def _run(words: list[str], settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, check=False, env=settings, capture_output=True, text=True)


def trashed(home: Path) -> list[str]:
    """Return the names of the files that are in the trash."""
    return sorted(path.name for path in (home / "data" / "Trash" / "files").glob("*"))


def try_once(parent: Path, seconds: float, *, group: bool) -> list[str]:
    """Kill, resume and undo one batch; return what is wrong then."""
    folder, home = parent / "pictures", parent / "home"
    home.mkdir()
    make_pictures(folder)
    before, settings = tree(folder), environment(home)
    was_killed = run_and_kill(folder, settings, seconds, group=group) is None
    at_once = len(trashed(home))
    again = _run(command(folder), settings)
    wrong = [] if again.returncode == 0 else [f"the resumed run failed: {again.stderr.strip()}"]
    done = len(trashed(home))
    if done != len(before):
        wrong.append(f"{done} of {len(before)} originals in the trash after the resumed run")
    words = [sys.executable, "-m", "quantizer", "batch", "--undo", str(folder)]
    undone = _run(words, settings)
    if undone.returncode != 0:
        wrong.append(f"the undo failed: {undone.stderr.strip()}")
    after = tree(folder)
    names = sorted(name for name in before | after if before.get(name) != after.get(name))
    if names:
        wrong.append(f"not as before: {names}")
    if trashed(home):
        wrong.append(f"left in the trash: {trashed(home)}")
    what = f"killed with {at_once} originals in the trash" if was_killed else "not killed: too late"
    print(f"{seconds:6.2f} s: {what}: {'; '.join(wrong) or 'as before'}", flush=True)
    return wrong


def main() -> int:
    """Kill batches, and print what became of each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--group", action="store_true")
    arguments = parser.parse_args()
    chance, failures = random.Random(arguments.seed), 0
    with tempfile.TemporaryDirectory() as name:
        first = Path(name, "first")
        (first / "home").mkdir(parents=True)
        make_pictures(first / "pictures")
        whole = run_and_kill(first / "pictures", environment(first / "home"), math.inf)
        for number in range(arguments.times):
            parent = Path(name, str(number))
            parent.mkdir()
            seconds = chance.uniform(0, whole or 0)
            failures += bool(try_once(parent, seconds, group=arguments.group))
    print(f"{arguments.times - failures} of {arguments.times} as they were, byte for byte")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
