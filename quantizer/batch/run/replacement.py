"""What a batch that replaces files is going to make of them, found before it starts.

    plan -> the files whose format changes: by their names
         -> a few files are converted on trial, and nothing is written: how large results become

Which of the other files become larger is not known before they are converted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.batch.run.convert_file import Task, result_size
from quantizer.errors import Cancelled, QuantizerError
from quantizer.image_files.formats import READABLE, format_by_name
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quantizer.batch.plan.plan import Entry, Plan
    from quantizer.image.palette import Palette

TRIED = 5
"""Most files that are converted on trial; chosen so that large photos take some seconds."""

_BY_ENDING = {ending: entry for entry in READABLE for ending in entry.extensions}


@dataclass(frozen=True, slots=True)
class Trial:
    """The sizes of files that were converted on trial.

    Parameters
    ----------
    sizes
        The bytes of each original and of its result.
    """

    sizes: tuple[tuple[int, int], ...]

    @property
    def larger(self) -> tuple[tuple[int, int], ...]:
        """The sizes of the files that become larger."""
        return tuple((before, after) for before, after in self.sizes if after > before)


def changed_formats(entries: Iterable[Entry]) -> Counter[tuple[str, str]]:
    """Return how many files change their format; keys are the names of both formats for people.

    Entries that are not to be converted do not count.
    """
    found: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        before = _BY_ENDING.get(entry.source.suffix.lower())
        if not entry.skip and not entry.error and before and before.name != entry.format:
            found[before.label, format_by_name(entry.format).label] += 1
    return found


def try_files(plan: Plan, palettes: Mapping[str, Palette], progress: Progress = SILENT) -> Trial:
    """Convert some files of a plan on trial, evenly spread over it; nothing is written.

    Parameters
    ----------
    palettes
        The palettes that files share; files whose palette is not in it are not tried.

    Returns
    -------
    Trial
        Files that cannot be converted, or not within the limits that are set, are left out: they
        would not be replaced.
    """
    entries = [
        entry
        for entry in plan.entries
        if not entry.skip and not entry.error and (entry.group is None or entry.group in palettes)
    ]
    count = min(TRIED, len(entries))
    sizes = []
    for number in range(count):
        entry = entries[number * len(entries) // count]
        shared = None if entry.group is None else palettes[entry.group]
        task = Task(entry, plan.options.conversion, shared, in_place=True)
        try:
            sizes.append(result_size(task, progress.between(number / count, (number + 1) / count)))
        except Cancelled:
            raise
        except (QuantizerError, OSError, MemoryError):
            continue
    return Trial(tuple(sizes))
