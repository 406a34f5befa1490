"""The entries of a plan as tasks for a run, written into the journal.

    begin -> a line in the journal -> a call that can be sent -> its outcome -> end: a line

How files are converted is the same for many of them, and a palette takes longer to pickle than a
small image takes to write. So it is pickled once here, and unpickled once in each worker_main.
"""

from __future__ import annotations

import pickle
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from quantizer.batch.digest import recipe_digest
from quantizer.batch.journal.record import JournalError
from quantizer.batch.run.convert_file import Task, convert
from quantizer.errors import QuantizerError
from quantizer.process.current import current_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from quantizer.batch.journal.journal import Journal
    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.options import BatchOptions, Conversion
    from quantizer.batch.plan.plan import Entry
    from quantizer.image.palette import Palette

_IN_USE = 16
"""Shared palettes that are remembered; files of one group mostly follow each other."""


class Recipes:
    """How each entry is converted.

    Parameters
    ----------
    options
        What is asked for.
    palettes
        Those that files share, by `Entry.group`.
    """

    def __init__(self, options: BatchOptions, palettes: Mapping[str, Palette]) -> None:
        self.palettes = palettes
        self._conversion = options.conversion
        self._digests: dict[tuple[str, str | None], str] = {}
        self._pickled = lru_cache(_IN_USE)(self._pickle)

    def digest(self, entry: Entry) -> str:
        """Return the fingerprint of all that determines an output, but for its input."""
        key = entry.format, entry.group
        if key not in self._digests:
            palette = self._shared(entry.group) or self._conversion.palette
            self._digests[key] = recipe_digest(self._conversion, entry.format, palette)
        return self._digests[key]

    def pickled(self, entry: Entry) -> bytes:
        """Return the conversion and the shared palette of an entry, for `convert_pickled`."""
        return self._pickled(entry.group)

    def _pickle(self, group: str | None) -> bytes:
        return pickle.dumps((self._conversion, self._shared(group)), pickle.HIGHEST_PROTOCOL)

    def _shared(self, group: str | None) -> Palette | None:
        return None if group is None else self.palettes.get(group)


class JournaledTasks:
    """The task of each entry, written into the journal when it begins and when it ends.

    Parameters
    ----------
    recipes
        How the entries are converted.
    journal
        Where it is written.
    in_place
        Whether outputs take the place of their inputs.
    """

    def __init__(self, recipes: Recipes, journal: Journal, *, in_place: bool) -> None:
        self._recipes = recipes
        self._journal = journal
        self._in_place = in_place
        self.folders: set[Path] = set()
        """Where outputs were written, or begun."""

    def begin(self, entry: Entry) -> Callable[[], Outcome]:
        """Return the call that converts an entry.

        Raises
        ------
        QuantizerError
            If the journal cannot be written, or a file to be overwritten not be kept.
        """
        try:
            self._journal.begin(entry)
        except JournalError as error:
            if error.path != self._journal.path:
                raise
            raise QuantizerError(unwritable(error, in_place=self._in_place)) from error
        self.folders.add(entry.target.parent)
        recipe = self._recipes.pickled(entry)
        return partial(convert_pickled, recipe, entry, self._journal.run_id, self._in_place)

    def end(self, entry: Entry, outcome: Outcome) -> None:
        """Write down what became of an entry."""
        self._journal.end(entry, outcome, self._recipes.digest(entry))


def unwritable(error: JournalError, *, in_place: bool) -> str:
    """Return why nothing can be converted: the folder, which a person knows better than a journal.

    Parameters
    ----------
    error
        Why the journal cannot be written.
    in_place
        Whether outputs, and so the journal, are in the folder of the inputs.
    """
    cause = error.__cause__
    if not isinstance(cause, OSError):
        return str(error)
    folder = "input" if in_place else "output"
    return f"the {folder} folder cannot be written ({cause.strerror or cause})"


def convert_pickled(recipe: bytes, entry: Entry, run_id: str, in_place: bool) -> Outcome:
    """Convert a file in a worker, as `Recipes.pickled` says.

    Raises
    ------
    Cancelled
        If it is no longer wanted.
    """
    conversion, palette = _unpickle(recipe)
    return convert(Task(entry, conversion, palette, run_id, in_place), current_progress())


@lru_cache(_IN_USE)
def _unpickle(recipe: bytes) -> tuple[Conversion, Palette | None]:
    conversion, palette = pickle.loads(recipe)
    return conversion, palette
