"""What earlier runs have done already, and a batch need not do again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.batch.outcome import Outcome, State
from quantizer.palette import Palette, Swatch

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.history import History
    from quantizer.batch.plan import Entry
    from quantizer.batch.record import Run
    from quantizer.batch.tasks import Recipes

ALREADY_CONVERTED = "already converted"
"""Why an entry is left out whose output is there already."""


class EarlierResults:
    """The entries that journals prove as done.

    Parameters
    ----------
    history
        What the journals tell.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._known: dict[tuple[Path, Path], Outcome] = {}

    def leave_out(self, entry: Entry, recipes: Recipes) -> Entry:
        """Return an entry, with the reason why it is left out if it need not be done again."""
        if entry.skip:
            return entry
        outcome = self._history.done(entry, recipes.digest(entry))
        if outcome is None:
            return entry
        self._known[entry.source, entry.target] = outcome
        is_skipped = outcome.state is State.SKIPPED  # it was tried, and the result not wanted
        return replace(entry, skip=outcome.reason if is_skipped else ALREADY_CONVERTED)

    def outcome(self, entry: Entry) -> Outcome:
        """Return the outcome of an entry that is left out, with what is known of its result."""
        known = self._known.get((entry.source, entry.target))
        if known is None:
            return Outcome(entry.source, entry.target, State.SKIPPED, entry.skip)
        return replace(
            known,
            source=entry.source,
            target=entry.target,
            state=State.SKIPPED,
            reason=entry.skip,
            seconds=0.0,
            notices=(),
        )


def earlier_palettes(run: Run | None, recipe: str, groups: set[str]) -> dict[str, Palette]:
    """Return the palettes of groups that a run had found before it broke off.

    Parameters
    ----------
    run
        What its journal tells; None without one.
    recipe
        What the palettes are found by.
    groups
        Those wanted; there are none unless all are known.
    """
    told = {} if run is None else run.palettes.get(recipe, {})
    if not groups <= told.keys():
        return {}
    return {
        group: Palette(tuple(Swatch((r, g, b, a)) for r, g, b, a in told[group]))
        for group in groups
    }
