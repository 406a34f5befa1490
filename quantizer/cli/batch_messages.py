"""Prints the messages of a batch: while it runs, and its summary.

Each failed file gets a line at once. The others, which may be ten thousand, get a progress bar and
one line at the end, or one line each with ``--verbose``. A sentence that is the same for many files
(why they were skipped, what was not preserved, why they were not begun) is printed once, with the
number of files.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import TYPE_CHECKING

from quantizer.batch.outcome import State
from quantizer.batch.run.throughput import Throughput
from quantizer.cli.link_hint import link_hint
from quantizer.cli.terminal import format_bytes, format_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.plan import Entry, Plan
    from quantizer.batch.report import Summary
    from quantizer.cli.terminal import Terminal

_LINES = 8
"""Most sentences about several files; the rest is counted."""
_PERIOD = 10.0
"""Seconds between two lines of progress if there is no terminal for a progress bar."""
_NUMBER = re.compile(r"\d[\d.,]*(?<=\d)")
_BAR = 20
"""Length of the progress bar in characters."""


class Messages:
    """Prints messages about a run, if `verbose` a line for each file; a listener of `Batch.run`."""

    def __init__(
        self, terminal: Terminal, *, verbose: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._terminal = terminal
        self._verbose = verbose
        self._clock, self._printed = clock, clock()
        self._throughput = Throughput(0, clock)
        self._grouped = _GroupedSentences(), _GroupedSentences()
        self._not_begun: Counter[str] = Counter()
        self._running: set[int] = set()
        self._notices: set[str] = set()

    def begin(self, plan: Plan) -> None:
        """Print the notices of a plan that is about to be run."""
        self._throughput = Throughput(len(plan.entries), self._clock)
        if plan.links_outside and (hint := link_hint(plan.links_outside)) not in self._notices:
            self._terminal.say(hint)
            self._notices.add(hint)
        self._notices.update(plan.notices)
        limit = len(plan.notices) if self._verbose else _LINES
        for notice in plan.notices[:limit]:
            self._terminal.say(notice)
        if len(plan.notices) > limit:
            self._terminal.say(f"and {len(plan.notices) - limit:,} more notices (-v prints them)")

    def __call__(self, entry: Entry, outcome: Outcome) -> None:
        """Print a message about a file, if it needs one."""
        if not outcome.state.is_final:
            self._running.add(entry.number)
            return
        self._throughput.count([(entry, outcome)])
        if outcome.state is State.FAILED:
            is_own = bool(entry.error) or entry.number in self._running
            if is_own or self._verbose or not self._not_begun[outcome.reason]:
                self._terminal.complain(_failure(outcome))
            self._not_begun[outcome.reason] += not is_own
        elif self._verbose and outcome.state is not State.CANCELLED:
            self._terminal.say(_line(outcome))
        self._running.discard(entry.number)
        self._collect(outcome)
        self._show()

    def end(self, summary: Summary) -> None:
        """Print the summary."""
        for reason, count in self._not_begun.items():
            if count > 1 and not self._verbose:
                self._terminal.complain(f"and {format_count(count - 1, 'file')} more: {reason}")
        lines = [] if self._verbose else [line for group in self._grouped for line in group.lines()]
        lines += [notice for notice in summary.notices if notice not in self._notices]
        for line in (*lines, describe_summary(summary)):
            self._terminal.say(line)

    def _collect(self, outcome: Outcome) -> None:
        skips, notices = self._grouped
        if outcome.state is State.SKIPPED:
            skips.add(f"skipped, {outcome.reason}", outcome.source)
        for notice in outcome.notices:
            notices.add(notice, outcome.source)
            if self._verbose:
                self._terminal.say(f"{outcome.source}: {notice}")

    def _show(self) -> None:
        if self._terminal.draws:
            filled = round(_BAR * self._throughput.fraction)
            bar = "#" * filled + "-" * (_BAR - filled)
            self._terminal.show(f"[{bar}] {describe_throughput(self._throughput)}")
        elif (now := self._clock()) - self._printed >= _PERIOD and self._throughput.fraction < 1:
            self._printed = now
            self._terminal.say(describe_throughput(self._throughput))


class _GroupedSentences:
    """Sentences about files, with their number; those that differ only in figures are one."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, tuple[Path, str]] = {}

    def add(self, sentence: str, file: Path) -> None:
        """Add a sentence about a file."""
        key = _NUMBER.sub("...", sentence)
        self._counts[key] += 1
        _, first = self._first.setdefault(key, (file, sentence))
        if first != sentence:
            self._first[key] = (file, key)

    def lines(self) -> Iterator[str]:
        """Yield the most frequent sentences with their number of files, then the rest's number."""
        common = self._counts.most_common(_LINES)
        for key, count in common:
            file, sentence = self._first[key]
            yield f"{file if count == 1 else format_count(count, 'file')}: {sentence}"
        rest = self._counts.total() - sum(count for _, count in common)
        if rest:
            yield f"{format_count(rest, 'file')}: other reasons (-v prints each)"


def describe_throughput(throughput: Throughput) -> str:
    """Return the progress of a run: ``"120 of 2,000 files, 35.2/s, 53 s left, 4.1 MB saved"``."""
    parts = [f"{throughput.done:,} of {format_count(throughput.total, 'file')}"]
    if (rate := throughput.rate) is not None and (left := throughput.seconds_left) is not None:
        parts += [f"{rate:.1f}/s" if rate < 100 else f"{rate:.0f}/s", f"{_duration(left)} left"]
    return ", ".join([*parts, _saved(throughput.saved)])


def describe_summary(summary: Summary) -> str:
    """Return the summary of all files, in one line."""
    states = [state for state in State if state.is_final and summary.counts[state]]
    parts = [_count(state, summary.counts[state]) for state in states]
    line = ", ".join(parts) or "no file to convert"
    line += f" in {_duration(summary.seconds)}"
    if summary.bytes_before:
        share = summary.bytes_after / summary.bytes_before
        line += (
            f": {format_bytes(summary.bytes_before)} -> {format_bytes(summary.bytes_after)} "
            f"({share:.0%}), {_saved(summary.saved)}"
        )
    return line


def _failure(outcome: Outcome) -> str:
    is_named = str(outcome.source) in outcome.reason or str(outcome.target) in outcome.reason
    return outcome.reason if is_named else f"{outcome.source}: {outcome.reason}"


def _line(outcome: Outcome) -> str:
    if outcome.state is State.SKIPPED:
        return f"{outcome.source}: skipped, {outcome.reason}"
    files = f"{outcome.source} -> {outcome.target}"
    if outcome.state is State.COPIED:
        return f"{files}: original copied, {outcome.reason}"
    before, after = outcome.bytes_before or 0, outcome.bytes_after or 0
    share = f", {after / before:.0%} of {format_bytes(before)}" if before else ""
    colors = format_count(outcome.k or 0, "colour")
    return f"{files}: {colors}, {format_bytes(after)}{share}"


def _count(state: State, count: int) -> str:
    if state is State.COPIED and count > 1:
        return f"{count:,} originals copied"
    return f"{count:,} {state.value}"


def _saved(count: int) -> str:
    return f"{format_bytes(count)} saved" if count >= 0 else f"{format_bytes(-count)} more"


def _duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
