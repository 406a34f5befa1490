"""Converts files that appear or change in folders, until it is cancelled.

    a change on the disk -> the folders are scanned
        -> files that are new or changed, and have not grown for a second
        -> planned together -> run -> wait for the next change

The files that exist at the start come first, in the same way. A message about a change only starts
a scan, and the scan finds the files. So no file is missed because its message was lost, its folder
was moved here, or it grew while others were converted. Where the system sends no messages (network
disks), a regular scan finds it.

Each state of a file is tried once: a file that failed is tried again when it changes. If a watched
folder is deleted, the watch ends.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from quantizer.batch.changes import StableFiles, observe_changes
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.plan import EmptySelectionError, Entry
from quantizer.batch.plan.scan import scan
from quantizer.batch.report import Summary
from quantizer.errors import Cancelled, FileError, QuantizerError, ReadError, SettingsError

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from quantizer.batch.plan.plan import Plan
    from quantizer.batch.plan.scan_result import ScanResult, UnreadableFolder
    from quantizer.batch.run.control import Control
    from quantizer.batch.session import Batch

STABLE_SECONDS = 1.0
"""How long size and time of a file must stay unchanged before it is converted; not tuned."""

_LOOK_SECONDS = 0.5
"""Time between two scans while files may still grow; not tuned."""
_RESCAN_SECONDS = 30.0
"""Longest time between two scans; not tuned."""


def watch(
    batch: Batch,
    control: Control,
    begin: Callable[[Plan], None],
    listener: Callable[[Entry, Outcome], None],
    ready: Callable[[], None] = lambda: None,
) -> Summary:
    """Convert the files in the batch's input folders, and those that appear there.

    Parameters
    ----------
    batch
        Plans and runs; its outputs go to a folder, and its files share no palette.
    control
        Ends the watch when it is cancelled.
    begin
        Called with the plan of each round before it is run.
    listener
        Called with each change of a file's state.
    ready
        Called once the folders are being watched.

    Returns
    -------
    Summary
        The last outcome of each file. It is cancelled if a round was interrupted. What ended the
        watch, such as a folder that was deleted, is in it as a failure.

    Raises
    ------
    SettingsError
        If the batch replaces its inputs: each result would be a new input.
    QuantizerError
        If a folder does not exist at the start, or nothing can be converted.
    """
    options = batch.options
    if options.destination.replaces:
        raise SettingsError(
            tr("a folder whose files are replaced cannot be watched; choose an output folder")
        )
    started = time.monotonic()
    rounds = _Rounds(batch, control, begin, listener)
    changes: SimpleQueue[None] = SimpleQueue()

    def wake() -> None:
        changes.put(None)

    with observe_changes(options, wake), control.notifying(wake), contextlib.suppress(Cancelled):
        found = scan(options.selection, options.destination.folder, control.progress())
        ready()
        try:
            _follow(found, rounds, changes)
        except QuantizerError as error:
            has_begun = rounds.outcomes or isinstance(error, ReadError)
            if isinstance(error, Cancelled) or not has_begun:
                raise
            rounds.fail(error)
    return Summary(
        tuple(rounds.outcomes.values()),
        time.monotonic() - started,
        batch.journal,
        cancelled=rounds.is_interrupted,
        notices=tuple(dict.fromkeys(rounds.notices)),
    )


def _follow(found: ScanResult, rounds: _Rounds, changes: SimpleQueue[None]) -> None:
    """Convert the files that were found, and those found later, until the control cancels."""
    options, control = rounds.batch.options, rounds.control
    stable = StableFiles(STABLE_SECONDS)
    while not control.is_cancelled:
        files = stable.take(file.source for file in found.files) | rounds.unreadable(found.unread)
        if files:
            rounds.run(files)
        else:
            if not stable.is_waiting:
                with contextlib.suppress(Empty):
                    changes.get(timeout=_RESCAN_SECONDS)
            control.wait(_LOOK_SECONDS)
        _clear(changes)
        found = scan(options.selection, options.destination.folder, control.progress())


@dataclass(slots=True)
class _Rounds:
    """Plans and runs files that are ready, and keeps the last outcome of each."""

    batch: Batch
    control: Control
    begin: Callable[[Plan], None]
    listener: Callable[[Entry, Outcome], None]
    outcomes: dict[Path, Outcome] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    is_interrupted: bool = False
    last_notices: frozenset[str] = frozenset()
    last_unreadable: frozenset[Path] = frozenset()

    def unreadable(self, folders: Iterable[UnreadableFolder]) -> frozenset[Path]:
        """Return the folders that have become unreadable; forget those that are readable again."""
        before = self.last_unreadable
        self.last_unreadable = frozenset(folder.path for folder in folders)
        for path in before - self.last_unreadable:
            self.outcomes.pop(path, None)
        return self.last_unreadable - before

    def fail(self, error: QuantizerError) -> None:
        """Note the error that ended the watch."""
        options = self.batch.options
        path, reason = options.selection.paths[0], str(error)
        if isinstance(error, FileError):
            path, reason = Path(error.path), error.reason
        source = Path(os.path.abspath(path))  # noqa: PTH100 - as in a scan
        target = options.destination.folder or source
        reason = tr("{reason}; the watch has ended", reason=reason)
        entry = Entry(0, source, Path(source.name), target, "", error=reason)
        self.outcomes[source] = Outcome(source, target, State.FAILED, reason)
        self.listener(entry, self.outcomes[source])

    def run(self, files: frozenset[Path]) -> None:
        """Convert files."""
        try:
            plan = self.batch.plan(self.control.progress())
        except EmptySelectionError:  # the files are gone again
            return
        entries = tuple(entry for entry in plan.entries if entry.source in files)
        new = tuple(notice for notice in plan.notices if notice not in self.last_notices)
        self.last_notices = frozenset(plan.notices)
        plan = replace(plan, entries=entries, notices=new)
        self.begin(plan)
        summary = self.batch.run(plan, {}, self.listener, self.control)
        self.outcomes.update((outcome.source, outcome) for outcome in summary.outcomes)
        self.notices += summary.notices
        self.is_interrupted = summary.cancelled


def _clear(changes: SimpleQueue[None]) -> None:
    """Forget the changes so far: the scan that follows sees them."""
    with contextlib.suppress(Empty):
        while True:
            changes.get_nowait()
