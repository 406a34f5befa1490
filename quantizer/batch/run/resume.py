"""What earlier runs have done already, and a batch need not do again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.batch.digest import recipe_digest
from quantizer.batch.journal.record import absolute
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.run.journaled_tasks import Recipes
from quantizer.image.palette import Palette, Swatch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from quantizer.batch.journal.history import History
    from quantizer.batch.journal.record import Run
    from quantizer.batch.plan.options import BatchOptions
    from quantizer.batch.plan.plan import Entry

ALREADY_CONVERTED = "already converted"
"""Why an entry is left out whose output is there already."""


class EarlierResults:
    """What journals prove as done, and how it was done.

    Parameters
    ----------
    history
        What the journals tell.
    options
        What is asked for.

    Attributes
    ----------
    roots
        The folders and files given, as journals have them.
    sharing
        What shared palettes are found by; see `quantizer.batch.digest.recipe_digest`.
    """

    def __init__(self, history: History, options: BatchOptions) -> None:
        self.roots = tuple(map(absolute, options.selection.paths))
        self.sharing = recipe_digest(options.conversion, str(options.sharing), None)
        self._history = history
        self._options = options
        self._known: dict[tuple[Path, Path], Outcome] = {}

    def leave_out(self, entry: Entry, recipes: Recipes) -> Entry:
        """Return an entry, with the reason why it is left out if it need not be done again."""
        if entry.skip or entry.error:
            return entry
        outcome = self._history.done(entry, recipes.digest(entry))
        if outcome is None:
            return entry
        self._known[entry.source, entry.target] = outcome
        is_skipped = outcome.state is State.SKIPPED  # it was tried, and the result not wanted
        return replace(entry, skip=outcome.reason if is_skipped else ALREADY_CONVERTED)

    def outcome(self, entry: Entry) -> Outcome:
        """Return the outcome of an entry that is not begun, with what is known of its result."""
        if entry.error:
            return Outcome(entry.source, entry.target, State.FAILED, entry.error)
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

    @property
    def broken_off(self) -> Run | None:
        """The newest run, if it was this batch's and did not come to its end."""
        former = self._history.unfinished
        return former if former is not None and self._is_like_this(former) else None

    def palettes_in_use(self, entries: Iterable[Entry]) -> dict[str, Palette]:
        """Return the palettes of files that an earlier run put in the place of their originals.

        They cannot be found again, as those are gone.

        Parameters
        ----------
        entries
            Those that share, of which some may be such files.
        """
        told: dict[str, list[list[int]]] = {}
        for run in filter(self._is_like_this, self._history.runs):
            told |= run.palettes.get(self.sharing, {})
        known = {group: _palette(colors) for group, colors in told.items()}
        recipes, used = Recipes(self._options, known), set()
        for entry in entries:
            if entry.group in known and entry.group not in used:
                outcome = self._history.done(entry, recipes.digest(entry))
                if outcome is not None and outcome.state.is_written:
                    used.add(entry.group)
        return {group: palette for group, palette in known.items() if group in used}

    def _is_like_this(self, run: Run) -> bool:
        asked = self.roots, self._options.destination.replaces
        return (run.roots, run.replaces) == asked


def _palette(colors: Iterable[Iterable[int]]) -> Palette:
    return Palette(tuple(Swatch((r, g, b, a)) for r, g, b, a in colors))
