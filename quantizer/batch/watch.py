"""Converts what appears or changes in folders, until it is told to end.

    a change on the disk (watchdog) -> the folders are scanned
        -> files that are new or changed, and have stood still for a second
        -> planned together -> run -> wait for the next change

What is there at the beginning comes first, in the same way. A change only says that there is
something to look for; what there is, the scan finds. So no file is missed whose message was lost,
nor one in a folder that was moved here, nor one that grew while others were converted. Where
messages do not come at all (folders of other machines), a look every so often finds it, too.

Each file is tried once for each state that it is in: one that fails is tried again when it changes.
If a folder that is watched vanishes, that ends the watch, too.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.plan import EmptySelectionError, Entry
from quantizer.batch.plan.scan import Scan, scan
from quantizer.batch.report import Summary
from quantizer.errors import Cancelled, FileError, QuantizerError, ReadError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

    from quantizer.batch.plan.options import BatchOptions, Selection
    from quantizer.batch.plan.plan import Plan
    from quantizer.batch.plan.scan import UnreadFolder
    from quantizer.batch.run.control import Control
    from quantizer.batch.session import Batch

STILL_SECONDS = 1.0
"""How long size and time of change of a file have to stay as they are."""

_LOOK_SECONDS = 0.5
"""Time between two looks at files that may still grow."""
_RESCAN_SECONDS = 30.0
"""Time after which the folders are scanned without having been told of a change."""

_TELLING = frozenset({"created", "modified", "moved", "closed"})
"""Events after which there may be something new; that a file was read is no such event."""

_Signature = tuple[int, int]
"""Size and time of change of a file."""


def _say_nothing() -> None:
    """Tell nobody."""


def watch(
    batch: Batch,
    control: Control,
    begin: Callable[[Plan], None],
    listener: Callable[[Entry, Outcome], None],
    ready: Callable[[], None] = _say_nothing,
) -> Summary:
    """Convert what is in the batch's folders and what comes into them.

    Parameters
    ----------
    batch
        Plans and runs; its output goes to a folder, and its files share no palette.
    control
        Ends the watch when it is cancelled.
    begin
        Told the plan of each round before it is run.
    listener
        Told each change of a file's state.
    ready
        Called once it is clear that there is something to watch.

    Returns
    -------
    Summary
        The last outcome of each file; it counts as cancelled if a round was cut short. What ended
        the watch, such as a folder that vanished, is among them as a failure.

    Raises
    ------
    SettingsError
        If the batch replaces its inputs: each result would be a new input.
    QuantizerError
        If a folder is not there at the beginning, or nothing can be begun.
    """
    options = batch.options
    if options.destination.replaces:
        raise SettingsError("a folder whose files are replaced cannot be watched: name another one")
    started = time.monotonic()
    rounds = _Rounds(batch, control, begin, listener)
    with _awakened(options, control) as wake, contextlib.suppress(Cancelled):
        _drain(wake)
        found = scan(options.selection, options.destination.folder, control.progress())
        ready()
        try:
            _follow(found, rounds, wake, options, control)
        except QuantizerError as error:
            has_begun = rounds.outcomes or isinstance(error, ReadError)
            if isinstance(error, Cancelled) or not has_begun:
                raise
            rounds.fail(error)
    return Summary(
        tuple(rounds.outcomes.values()),
        time.monotonic() - started,
        batch.journal,
        cancelled=rounds.is_cut_short,
        notices=tuple(dict.fromkeys(rounds.notices)),
    )


def _follow(
    found: Scan,
    rounds: _Rounds,
    wake: SimpleQueue[None],
    options: BatchOptions,
    control: Control,
) -> None:
    """Convert what is found, and what is found later on, until the control ends it."""
    arrivals = Arrivals(STILL_SECONDS)
    while not control.is_cancelled:
        due = arrivals.due(file.source for file in found.files) | rounds.unread(found.unread)
        if due:
            rounds.run(due)
        else:
            if not arrivals.is_waiting:
                _sleep(wake)
            control.wait(_LOOK_SECONDS)
        _drain(wake)
        found = scan(options.selection, options.destination.folder, control.progress())


class Arrivals:
    """Tells which files are new or changed, and have come to rest.

    Parameters
    ----------
    still
        Seconds for which a file has to stay as it is.
    clock
        Tells seconds.
    """

    def __init__(self, still: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._still = still
        self._clock = clock
        self._taken: dict[Path, _Signature] = {}
        self._moving: dict[Path, tuple[_Signature, float]] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether there are files that have to stand still for longer."""
        return bool(self._moving)

    def due(self, files: Iterable[Path]) -> frozenset[Path]:
        """Return those of all files that are there now which are to be converted; each once."""
        now, due = self._clock(), set()
        before, self._moving = self._moving, {}
        taken, self._taken = self._taken, {}
        for file in files:
            signature = _signature(file)
            if signature is None:
                continue
            if signature == taken.get(file):
                self._taken[file] = signature
                continue
            known, since = before.get(file, (None, now))
            if signature == known and now - since >= self._still:
                self._taken[file] = signature
                due.add(file)
            else:
                self._moving[file] = signature, since if signature == known else now
        return frozenset(due)


class _Rounds:
    """Plans and runs what is due, and keeps the last outcome of each file."""

    def __init__(
        self,
        batch: Batch,
        control: Control,
        begin: Callable[[Plan], None],
        listener: Callable[[Entry, Outcome], None],
    ) -> None:
        self.outcomes: dict[Path, Outcome] = {}
        self.notices: list[str] = []
        self.is_cut_short = False
        self._batch = batch
        self._control = control
        self._begin = begin
        self._listener = listener
        self._told: frozenset[str] = frozenset()
        self._unread: frozenset[Path] = frozenset()

    def unread(self, folders: Iterable[UnreadFolder]) -> frozenset[Path]:
        """Return which folders cannot be read since now; those that can be again are forgotten."""
        before, self._unread = self._unread, frozenset(folder.path for folder in folders)
        for path in before - self._unread:
            self.outcomes.pop(path, None)
        return self._unread - before

    def fail(self, error: QuantizerError) -> None:
        """Note what ended the watch, and tell of it."""
        options = self._batch.options
        path, reason = options.selection.paths[0], str(error)
        if isinstance(error, FileError):
            path, reason = Path(error.path), error.reason
        source = Path(os.path.abspath(path))  # noqa: PTH100 - as the scan has it
        target = options.destination.folder or source
        reason = f"{reason}; the watch has ended"
        entry = Entry(0, source, Path(source.name), target, "", error=reason)
        self.outcomes[source] = Outcome(source, target, State.FAILED, reason)
        self._listener(entry, self.outcomes[source])

    def run(self, due: frozenset[Path]) -> None:
        """Convert files."""
        try:
            plan = self._batch.plan(self._control.progress())
        except EmptySelectionError:  # what was due is gone again
            return
        entries = tuple(entry for entry in plan.entries if entry.source in due)
        fresh = tuple(notice for notice in plan.notices if notice not in self._told)
        self._told = frozenset(plan.notices)
        plan = replace(plan, entries=entries, notices=fresh)
        self._begin(plan)
        summary = self._batch.run(plan, {}, self._listener, self._control)
        self.outcomes.update((outcome.source, outcome) for outcome in summary.outcomes)
        self.notices += summary.notices
        self.is_cut_short = summary.cancelled


def _signature(path: Path) -> _Signature | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _sleep(wake: SimpleQueue[None]) -> None:
    """Wait for a change, but not for ever."""
    with contextlib.suppress(Empty):
        wake.get(timeout=_RESCAN_SECONDS)


def _drain(wake: SimpleQueue[None]) -> None:
    """Forget the changes that were told of until now: the scan that follows sees them."""
    with contextlib.suppress(Empty):
        while True:
            wake.get_nowait()


class _Handler(FileSystemEventHandler):
    """Wakes whoever waits when something comes or changes that is not our own, or a root goes."""

    def __init__(self, wake: SimpleQueue[None], output: str, roots: Iterable[Path]) -> None:
        self._wake = wake
        self._roots = {os.path.realpath(root) for root in roots}
        self._output = os.path.join(output, "")  # noqa: PTH118 - keeps the separator at the end

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Hear of a change."""
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        is_own = all(os.path.join(path, "").startswith(self._output) for path in paths)  # noqa: PTH118
        is_new = event.event_type in _TELLING and not is_own
        if is_new or (event.event_type == "deleted" and not self._roots.isdisjoint(paths)):
            self._wake.put(None)


@contextlib.contextmanager
def _awakened(options: BatchOptions, control: Control) -> Iterator[SimpleQueue[None]]:
    """Yield a queue that gets something whenever the disk changes, or the control."""
    wake: SimpleQueue[None] = SimpleQueue()
    output = os.path.realpath(options.destination.folder or "")
    handler = _Handler(wake, output, options.selection.paths)
    observer = _observe(options.selection, handler)
    try:
        with control.watched(lambda: wake.put(None)):
            yield wake
    finally:
        observer.stop()
        observer.join()


def _observe(selection: Selection, handler: _Handler) -> BaseObserver:
    """Return an observer at work: by messages of the system, or by looks where there are none."""
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
        else:
            return observer
    raise ReadError(os.fspath(selection.paths[0]), f"cannot be watched ({reason})")
