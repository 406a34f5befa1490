"""Results of earlier runs, which a batch need not make again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.batch.digest import recipe_digest
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.tree import absolute
from quantizer.batch.run.journaled_tasks import Recipes
from quantizer.image.palette import Palette, Swatch

from ...language import mark

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from quantizer.batch.journal.history import History
    from quantizer.batch.journal.record import Run
    from quantizer.batch.plan.options import BatchOptions
    from quantizer.batch.plan.plan import Entry, Plan
    from quantizer.progress import Progress

ALREADY_CONVERTED = mark("already converted")
"""The reason of an entry that is skipped because its output exists."""


class PreviousResults:
    """The results in a history that serve a batch with certain options.

    Attributes
    ----------
    roots
        The given folders and files, as absolute paths.
    sharing
        Digest of what determines shared palettes; see `quantizer.batch.digest.recipe_digest`.
    """

    def __init__(self, history: History, options: BatchOptions) -> None:
        self.roots = tuple(map(absolute, options.selection.paths))
        conversion = options.conversion
        self.sharing = recipe_digest(conversion, str(options.sharing), conversion.palette)
        self._history = history
        self._options = options
        self._outcomes: dict[tuple[Path, Path], Outcome] = {}

    def skip_if_done(self, entry: Entry, recipes: Recipes) -> Entry:
        """Return an entry, with the reason to skip it if it need not be converted again."""
        if entry.skip or entry.error:
            return entry
        outcome = self._history.done(entry, recipes.digest(entry))
        if outcome is None:
            return entry
        self._outcomes[entry.source, entry.target] = outcome
        is_rejected = outcome.state is State.SKIPPED
        return replace(entry, skip=outcome.reason if is_rejected else ALREADY_CONVERTED)

    def skip_done(self, plan: Plan, progress: Progress) -> Plan:
        """Return a plan that skips what is done, except files that share a palette.

        These are checked when the palette is known.
        """
        recipes, entries = Recipes(self._options, {}), []
        for entry in plan.entries:
            progress.check()
            is_own = entry.group is None
            entries.append(self.skip_if_done(entry, recipes) if is_own else entry)
        return replace(plan, entries=tuple(entries))

    def outcome(self, entry: Entry) -> Outcome:
        """Return the outcome of an entry that is skipped, or has failed while planning."""
        if entry.error:
            return Outcome(entry.source, entry.target, State.FAILED, entry.error)
        previous = self._outcomes.get((entry.source, entry.target))
        if previous is None:
            return Outcome(entry.source, entry.target, State.SKIPPED, entry.skip)
        outcome = replace(previous, source=entry.source, target=entry.target, reason=entry.skip)
        return replace(outcome, state=State.SKIPPED, seconds=0.0, notices=())

    @property
    def unfinished_run(self) -> Run | None:
        """The newest run, if it was one of this batch and did not come to its end."""
        run = self._history.unfinished
        return run if run is not None and self._is_same_batch(run) else None

    def palettes_in_use(self, entries: Iterable[Entry]) -> dict[str, Palette]:
        """Return the shared palettes of files that an earlier run put in place of their originals.

        They cannot be found again, since the originals are gone.
        """
        recorded: dict[str, list[list[int]]] = {}
        for run in filter(self._is_same_batch, self._history.runs):
            recorded |= run.palettes.get(self.sharing, {})
        given = self._options.conversion.palette
        palettes = {group: _palette(colors, given) for group, colors in recorded.items()}
        recipes, used = Recipes(self._options, palettes), set()
        for entry in entries:
            if entry.group in palettes and entry.group not in used:
                outcome = self._history.done(entry, recipes.digest(entry))
                if outcome is not None and outcome.state.is_written:
                    used.add(entry.group)
        return {group: palette for group, palette in palettes.items() if group in used}

    def _is_same_batch(self, run: Run) -> bool:
        own = self.roots, self._options.destination.replaces
        return (run.roots, run.replaces) == own


def _palette(colors: Iterable[Iterable[int]], given: Palette | None) -> Palette:
    """Return a palette of recorded colours; those of a given palette are its swatches."""
    known = {swatch.color: swatch for swatch in given or ()}
    entries = (known.get((r, g, b, a), Swatch((r, g, b, a))) for r, g, b, a in colors)
    if given is None:
        return Palette(tuple(entries), is_found=True)
    return replace(given, swatches=tuple(entries))
