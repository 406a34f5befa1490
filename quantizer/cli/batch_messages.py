"""What a person is told while a batch runs, and when it is over.

A line for each file that failed, as soon as it is known; of the others, of which there may be ten
thousand, one line in all and the progress of them, unless ``--verbose`` asks for each. What many
files have in common (why they were skipped, what could not be kept, that the run broke off
before them) is told once, with their number.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import TYPE_CHECKING

from quantizer.batch.outcome import State
from quantizer.batch.run.throughput import Pace
from quantizer.cli.terminal import format_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.plan import Entry, Plan
    from quantizer.batch.report import Summary
    from quantizer.cli.terminal import Terminal

_LINES = 8
"""Lines for what files have in common; the rest is a number."""
_PERIOD = 10.0
"""Seconds between two lines of progress where there is no terminal to draw a bar on."""
_NUMBER = re.compile(r"\d[\d.,]*(?<=\d)")
_BAR = 20
"""Characters of the bar."""


class Messages:
    """Listens to a run and tells of it.

    Parameters
    ----------
    terminal
        Where it is told.
    verbose
        Whether each file gets a line.
    clock
        Tells seconds.
    """

    def __init__(
        self, terminal: Terminal, *, verbose: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._terminal = terminal
        self._verbose = verbose
        self._clock = clock
        self._pace = Pace(0, clock)
        self._told = clock()
        self._common = _Common(), _Common()
        self._unbegun: Counter[str] = Counter()
        self._running: set[int] = set()
        self._notices: set[str] = set()

    def begin(self, plan: Plan) -> None:
        """Hear of what is about to be run."""
        self._pace = Pace(len(plan.entries), self._clock)
        self._notices.update(plan.notices)
        limit = len(plan.notices) if self._verbose else _LINES
        for notice in plan.notices[:limit]:
            self._terminal.say(notice)
        if len(plan.notices) > limit:
            self._terminal.say(f"and {len(plan.notices) - limit:,} more of that kind (-v lists)")

    def __call__(self, entry: Entry, outcome: Outcome) -> None:
        """Hear of a file."""
        if not outcome.state.is_final:
            self._running.add(entry.number)
            return
        self._pace.count([(entry, outcome)])
        if outcome.state is State.FAILED:
            is_own = bool(entry.error) or entry.number in self._running
            if is_own or self._verbose or not self._unbegun[outcome.reason]:
                self._terminal.complain(_failure(outcome))
            self._unbegun[outcome.reason] += not is_own
        elif self._verbose and outcome.state is not State.CANCELLED:
            self._terminal.say(_line(outcome))
        self._running.discard(entry.number)
        self._collect(outcome)
        self._show()

    def end(self, summary: Summary) -> None:
        """Tell what became of all."""
        for reason, count in self._unbegun.items():
            if count > 1 and not self._verbose:
                self._terminal.complain(f"and {_files(count - 1)} more: {reason}")
        if not self._verbose:
            for line in (line for common in self._common for line in common.lines()):
                self._terminal.say(line)
        for notice in summary.notices:
            if notice not in self._notices:
                self._terminal.say(notice)
        self._terminal.say(describe_summary(summary))

    def _collect(self, outcome: Outcome) -> None:
        skips, notices = self._common
        if outcome.state is State.SKIPPED:
            skips.add(f"skipped, {outcome.reason}", outcome.source)
        for notice in outcome.notices:
            notices.add(notice, outcome.source)
            if self._verbose:
                self._terminal.say(f"{outcome.source}: {notice}")

    def _show(self) -> None:
        if self._terminal.draws:
            filled = round(_BAR * self._pace.fraction)
            bar = "#" * filled + "-" * (_BAR - filled)
            self._terminal.show(f"[{bar}] {describe_pace(self._pace)}")
        elif self._clock() - self._told >= _PERIOD and self._pace.done < self._pace.total:
            self._told = self._clock()
            self._terminal.say(describe_pace(self._pace))


class _Common:
    """Sentences, each with how many files it is about, and one of them.

    Sentences that differ in their numbers only are one.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, tuple[Path, str]] = {}

    def add(self, sentence: str, file: Path) -> None:
        """Count a sentence about a file."""
        key = _NUMBER.sub("...", sentence)
        self._counts[key] += 1
        _, first = self._first.setdefault(key, (file, sentence))
        if first != sentence:
            self._first[key] = (file, key)

    def lines(self) -> Iterator[str]:
        """Yield the commonest sentences with their numbers, and the number of the rest."""
        common = self._counts.most_common(_LINES)
        for key, count in common:
            file, sentence = self._first[key]
            yield f"{file if count == 1 else _files(count)}: {sentence}"
        rest = self._counts.total() - sum(count for _, count in common)
        if rest:
            yield f"{_files(rest)}: other reasons (-v tells each)"


def describe_pace(pace: Pace) -> str:
    """Return how far a run is: ``"120 of 2,000 files, 35.2/s, 53 s left, 4.1 MB saved"``."""
    parts = [f"{pace.done:,} of {_files(pace.total)}"]
    if pace.rate is not None and pace.seconds_left is not None:
        parts += [f"{_rate(pace.rate)}/s", f"{_duration(pace.seconds_left)} left"]
    return ", ".join([*parts, _saved(pace.saved)])


def describe_summary(summary: Summary) -> str:
    """Return what became of all files, in one line."""
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
    told = f"{outcome.source} -> {outcome.target}"
    if outcome.state is State.COPIED:
        return f"{told}: original copied, {outcome.reason}"
    before, after = outcome.bytes_before or 0, outcome.bytes_after or 0
    share = f", {after / before:.0%} of {format_bytes(before)}" if before else ""
    colors = "1 colour" if outcome.k == 1 else f"{outcome.k} colours"
    return f"{told}: {colors}, {format_bytes(after)}{share}"


def _count(state: State, count: int) -> str:
    if state is State.COPIED and count > 1:
        return f"{count:,} originals copied"
    return f"{count:,} {state.value}"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _saved(count: int) -> str:
    return f"{format_bytes(count)} saved" if count >= 0 else f"{format_bytes(-count)} more"


def _rate(rate: float) -> str:
    return f"{rate:.1f}" if rate < 100 else f"{rate:.0f}"


def _duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
