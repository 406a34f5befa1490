"""Changes in watched folders: the system's messages, and files that are new and complete.

`observe_changes` wakes the watcher when the disk changes. `StableFiles` then decides which files
are new or changed and have not grown for a while.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
from typing import TYPE_CHECKING

from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from quantizer.batch.journal.record import FileSignature
from quantizer.errors import ReadError

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

    from quantizer.batch.plan.options import BatchOptions, FileSelection

_RELEVANT = frozenset({"created", "modified", "moved", "closed"})
"""Events after which there may be a new file; reading a file causes others."""

_log = logging.getLogger(__name__)


class StableFiles:
    """Finds the files that are new or changed, and whose size and time have stayed for a while.

    Parameters
    ----------
    seconds
        How long they must stay unchanged.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._returned: dict[Path, FileSignature] = {}
        self._changing: dict[Path, tuple[FileSignature, float]] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether there are files that may still grow."""
        return bool(self._changing)

    def take(self, files: Iterable[Path]) -> frozenset[Path]:
        """Return those of all existing files that are stable, each state of a file once."""
        now, stable = self._clock(), set()
        before, self._changing = self._changing, {}
        returned, self._returned = self._returned, {}
        for file in files:
            signature = FileSignature.of(file)
            if signature is None:
                continue
            if signature == returned.get(file):
                self._returned[file] = signature
                continue
            known, since = before.get(file, (None, now))
            if signature == known and now - since >= self._seconds:
                self._returned[file] = signature
                stable.add(file)
            else:
                self._changing[file] = signature, since if signature == known else now
        return frozenset(stable)


@contextlib.contextmanager
def observe_changes(options: BatchOptions, wake: Callable[[], None]) -> Iterator[None]:
    """Call `wake` on another thread whenever something changes in the input folders.

    Raises
    ------
    ReadError
        If the folders cannot be observed.
    """
    output = os.path.realpath(options.destination.folder or "")
    observer = _observe(options.selection, _Handler(wake, output, options.selection.paths))
    try:
        yield
    finally:
        observer.stop()
        observer.join()


class _Handler(FileSystemEventHandler):
    """Calls `wake` for events outside the output folder, and when an input folder is deleted."""

    def __init__(self, wake: Callable[[], None], output: str, roots: Iterable[Path]) -> None:
        self._wake = wake
        self._roots = {os.path.realpath(root) for root in roots}
        self._output = os.path.join(output, "")  # noqa: PTH118 - keeps the separator at the end

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Handle an event."""
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        is_own = all(os.path.join(path, "").startswith(self._output) for path in paths)  # noqa: PTH118
        is_new = event.event_type in _RELEVANT and not is_own
        if is_new or (event.event_type == "deleted" and not self._roots.isdisjoint(paths)):
            self._wake()


def _observe(selection: FileSelection, handler: _Handler) -> BaseObserver:
    """Return a started observer; one that polls if the system cannot send messages."""
    folders = {path if path.is_dir() else path.parent for path in selection.paths}
    for kind in (Observer, PollingObserver):
        observer = kind()
        try:
            for folder in sorted(os.path.realpath(folder) for folder in folders):
                observer.schedule(handler, folder, recursive=selection.recursive)
            observer.start()
        except OSError as error:  # such as the limit of inotify's watches
            observer.unschedule_all()
            reason = error.strerror or str(error)
            _log.info("%s cannot observe the folders: %s", kind, reason)
        else:
            return observer
    raise ReadError(
        os.fspath(selection.paths[0]), tr("cannot be watched ({reason})", reason=reason)
    )
