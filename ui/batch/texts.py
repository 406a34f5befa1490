"""The texts of the batch window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.batch.outcome import State
from quantizer.batch.plan.options import Collision, Sharing
from quantizer.language import mark, number, tr, tr_n

from ..panels.texts import size, whole_percentage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quantizer.batch.outcome import Outcome
    from quantizer.batch.run.throughput import Throughput

STATE_LABELS = {
    State.WAITING: mark("Waiting"),
    State.RUNNING: mark("Converting"),
    State.DONE: mark("Converted"),
    State.COPIED: mark("Original copied"),
    State.SKIPPED: mark("Skipped"),
    State.FAILED: mark("Failed"),
    State.CANCELLED: mark("Cancelled"),
}
COLLISION_TEXTS = {
    Collision.RENAME: (mark("Keep both"), mark("The new file gets a number in its name")),
    Collision.SKIP: (
        mark("Skip the image"),
        mark("The existing file is kept; the image is not converted"),
    ),
    Collision.OVERWRITE: (mark("Replace it"), mark("The new file replaces the existing one")),
    Collision.FAIL: (
        mark("Do not start"),
        mark("Nothing is converted while an output file exists"),
    ),
}
"""Label and tooltip of each way to deal with an existing file."""
SHARING_TEXTS = {
    Sharing.NONE: (mark("Own"), mark("Each image has its own palette")),
    Sharing.ALL: (mark("One for all"), mark("All images share one palette")),
    Sharing.FOLDER: (mark("Per folder"), mark("The images of each folder share a palette")),
}
"""Label and tooltip of each way to share palettes."""


def saved_words(outcome: Outcome) -> str:
    """Return how much smaller an output is, as a share and in bytes; empty without an output."""
    if outcome.state is not State.DONE or not outcome.bytes_before:
        return ""
    share = abs(outcome.saved) / outcome.bytes_before
    sign = "" if outcome.saved >= 0 else "+"
    return f"{sign}{whole_percentage(share)} · {sign}{size(abs(outcome.saved))}"


def saved_tip(outcome: Outcome) -> str:
    """Return the sizes before and after."""
    if outcome.bytes_before is None or outcome.bytes_after is None:
        return ""
    words = f"{size(outcome.bytes_before)} → {size(outcome.bytes_after)}"
    return words if outcome.saved >= 0 else tr("{words}, larger than the original", words=words)


def counts_words(counts: Mapping[State, int]) -> str:
    """Return the number of files in each state: ``9,950 converted, 20 failed``."""
    parts = [
        tr("{count:,} {state}", count=counts[state], state=tr(state.value))
        for state in State
        if counts.get(state)
    ]
    return ", ".join(parts) or tr("nothing done")


def progress_words(throughput: Throughput) -> str:
    """Return the progress of a run: count, rate, time left, bytes saved."""
    words = [
        tr_n(
            "{done:,} of {n:,} file",
            "{done:,} of {n:,} files",
            throughput.total,
            done=throughput.done,
        )
    ]
    rate = throughput.rate
    if rate:
        words.append(tr("{rate} files/s", rate=number(rate, ".0f" if rate >= 9.95 else ".1f")))
    left = throughput.seconds_left
    if left is not None and throughput.done < throughput.total:
        words.append(tr("{duration} left", duration=duration(left)))
    saved = throughput.saved
    words.append(_saved(size(abs(saved)), is_larger=saved < 0))
    if failed := throughput.counts[State.FAILED]:
        words.append(tr("{count:,} failed", count=failed))
    return " · ".join(words)


def balance_words(before: int, saved: int) -> str:
    """Return the sizes before and after: ``48.1 MB → 12.9 MB, 73 % saved``."""
    words = f"{size(before)} → {size(before - saved)}"
    share = whole_percentage(abs(saved) / before)
    return f"{words}, {_saved(share, is_larger=saved < 0)}"


def _saved(amount: str, *, is_larger: bool) -> str:
    if is_larger:
        return tr("{amount} larger", amount=amount)
    return tr("{amount} saved", amount=amount)


def duration(seconds: float) -> str:
    """Return a duration: ``8 s``, ``2 min 05 s``, ``1 h 20 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return tr("{minutes} min {rest:02} s", minutes=minutes, rest=rest)
    hours, minutes = divmod(minutes, 60)
    return tr("{hours} h {minutes:02} min", hours=hours, minutes=minutes)
