"""Functions that tests call in worker processes. Few imports, so that workers start fast."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from typing import TYPE_CHECKING

from quantizer.errors import ReadError
from quantizer.process.server import current_progress

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.plan import Entry


def identity() -> int:
    return os.getpid()


def modules() -> tuple[set[str], str]:
    return set(sys.modules), os.environ["OPENBLAS_NUM_THREADS"]


def blocked_signals() -> set[int]:
    return set(signal.pthread_sigmask(signal.SIG_BLOCK, ()))


def die(number: int) -> None:
    os.kill(os.getpid(), number)
    time.sleep(60)


def leave(code: int) -> None:
    os._exit(code)


def fail(path: Path) -> None:
    raise ReadError(path, "is torn")


def give_what_cannot_be_sent() -> object:
    return lambda: None


def work_until_cancelled(begun: Path) -> None:
    begun.write_text(str(os.getpid()))
    while True:
        current_progress().check()
        time.sleep(0.01)


def sleep_on(begun: Path) -> None:
    begun.write_text(str(os.getpid()))
    time.sleep(60)


def hold_the_lock(begun: Path) -> None:
    """Keep the interpreter's lock for longer than any test lasts."""
    begun.write_text(str(os.getpid()))
    re.match("(a+)+b", "a" * 60)


def refuse_to_start(starts: Path, *_: object, **__: object) -> None:
    with starts.open("a") as file:
        file.write("x")


def convert_unless_told_to_die(
    recipe: bytes, entry: Entry, run_id: str, in_place: bool, coming: int
) -> Outcome:
    """Convert a file; one whose name begins with "die" ends the worker in the middle of writing."""
    from quantizer.batch.run.journaled_tasks import convert_pickled

    if entry.source.name.startswith("die"):
        (entry.target.parent / f".quantizer-{run_id}-0.tmp").write_bytes(b"half")
        die(signal.SIGKILL)
    if entry.source.name.startswith("hang"):
        (entry.target.parent / f".quantizer-{run_id}-0.tmp").write_bytes(b"half")
        time.sleep(60)
    return convert_pickled(recipe, entry, run_id, in_place, coming)


def take_memory(size: int, begun: Path) -> int:
    """Hold `size` bytes until killed; if another process has begun this before, for a moment."""
    is_repeated = begun.exists()
    begun.write_text(str(os.getpid()))
    held = b"x" * size
    if not is_repeated:
        time.sleep(60)
    return len(held)


def hold_memory_beside(size: int, begun: Path) -> int:
    """Hold `size` bytes until the process that has written its number to `begun` has ended."""
    held = b"x" * size
    while not begun.exists() or not (text := begun.read_text()):
        time.sleep(0.01)
    with open(f"/proc/{text}/statm") as memory:  # noqa: PTH123 - few imports
        while memory.read().split()[1] != "0":  # as long as it is alive
            time.sleep(0.01)
            memory.seek(0)
    return len(held)
