"""The tasks of a run, with a line in the journal before and after each.

    begin -> a line in the journal -> a call for a worker -> its outcome -> end: a line

Many files share one conversion, and a palette takes longer to pickle than a small image takes to
write. So both are pickled once here, and unpickled once in each worker.
"""

from __future__ import annotations

import pickle
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from quantizer.batch.digest import recipe_digest
from quantizer.batch.journal.record import JournalError
from quantizer.batch.run.convert_file import Task, convert
from quantizer.dither import expect_pictures
from quantizer.errors import QuantizerError
from quantizer.process.server import current_progress

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from quantizer.batch.journal.journal import Journal
    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.options import BatchOptions, Conversion
    from quantizer.batch.plan.plan import Entry
    from quantizer.image.palette import Palette

_CACHED = 16
"""Shared palettes kept pickled; files of one group mostly follow each other. Not tuned."""


class Recipes:
    """How each entry is converted; `palettes` are those that files share, by `Entry.group`."""

    def __init__(self, options: BatchOptions, palettes: Mapping[str, Palette]) -> None:
        self.palettes = palettes
        self._conversion = options.conversion
        self._digests: dict[tuple[str, str | None], str] = {}
        self.pickled = lru_cache(_CACHED)(self._pickle)

    def digest(self, entry: Entry) -> str:
        """Return the digest of all that determines an output besides its input."""
        key = entry.format, entry.group
        if key not in self._digests:
            palette = self._shared(entry.group) or self._conversion.palette
            self._digests[key] = recipe_digest(self._conversion, entry.format, palette)
        return self._digests[key]

    def _pickle(self, group: str | None) -> bytes:
        """Return the conversion and the shared palette of a group, for `convert_pickled`."""
        return pickle.dumps((self._conversion, self._shared(group)), pickle.HIGHEST_PROTOCOL)

    def _shared(self, group: str | None) -> Palette | None:
        return None if group is None else self.palettes.get(group)


class JournaledTasks:
    """Makes the tasks of entries, and records their begin and end in the journal.

    Parameters
    ----------
    recipes, journal
        How entries are converted, and where that is recorded.
    in_place
        Whether results replace their inputs.
    count, jobs
        The number of entries, and of workers. They tell a worker about how many files it can
        expect; no result depends on them.
    """

    def __init__(
        self,
        recipes: Recipes,
        journal: Journal,
        *,
        in_place: bool,
        count: int = 0,
        jobs: int = 1,
    ) -> None:
        self._recipes = recipes
        self._journal = journal
        self._in_place = in_place
        self._waiting, self._jobs = count, jobs
        self.folders: set[Path] = set()
        """Folders of the outputs that were begun."""

    def begin(self, entry: Entry) -> Callable[[], Outcome]:
        """Return the call that converts an entry.

        Raises
        ------
        QuantizerError
            If the journal cannot be written, or a file to be overwritten cannot be backed up.
        """
        try:
            self._journal.begin(entry)
        except JournalError as error:
            if error.path != self._journal.path:
                raise
            raise QuantizerError(describe_unwritable(error, in_place=self._in_place)) from error
        self.folders.add(entry.target.parent)
        recipe = self._recipes.pickled(entry.group)
        self._waiting = max(0, self._waiting - 1)
        coming, run_id = self._waiting // self._jobs, self._journal.run_id
        return partial(convert_pickled, recipe, entry, run_id, self._in_place, coming)

    def end(self, entry: Entry, outcome: Outcome) -> None:
        """Record the outcome of an entry."""
        self._journal.end(entry, outcome, self._recipes.digest(entry))


def describe_unwritable(error: JournalError, *, in_place: bool) -> str:
    """Return why nothing can be converted, with the folder's name instead of the journal's.

    That is the folder of the inputs if outputs replace them (`in_place`).
    """
    cause = error.__cause__
    if not isinstance(cause, OSError):
        return str(error)
    folder = "input" if in_place else "output"
    return tr(
        "the {folder} folder cannot be written ({reason})",
        folder=folder,
        reason=cause.strerror or cause,
    )


def convert_pickled(
    recipe: bytes, entry: Entry, run_id: str, in_place: bool, coming: int = 0
) -> Outcome:
    """Convert a file in a worker that can expect about `coming` more.

    `recipe` is one of `Recipes.pickled`.
    """
    expect_pictures(coming)
    conversion, palette = _unpickle(recipe)
    return convert(Task(entry, conversion, palette, run_id, in_place), current_progress())


@lru_cache(_CACHED)
def _unpickle(recipe: bytes) -> tuple[Conversion, Palette | None]:
    conversion, palette = pickle.loads(recipe)
    return conversion, palette
