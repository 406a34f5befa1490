"""Finds one palette for many files: for a whole batch, or for each folder.

    each file -> a worker reads it as it will be converted, and counts its colours
        -> the counts are merged, one group after another (`color_tally`)
        -> clustered like the colours of one image -> ordered -> palette

A palette depends only on the files and the settings, not on the order of counting or the number of
workers. Files that cannot be read are left out; their conversion reports the error. Memory holds
the colours of one group and of the files being counted.

All files of a group get the whole palette, so that an index means the same colour in each. Entries
that are not opaque come first, then the most used ones; unused entries that are not locked are
removed. Steps that depend on where colours are in a picture are left out: the detection of flat
art, rare colours, and palettes fitted to a dither.
"""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.batch.plan.enums import Sharing
from quantizer.batch.run.convert_file import Task
from quantizer.batch.shared_palette.color_tally import ColorTally
from quantizer.batch.shared_palette.count import count_colors
from quantizer.errors import Cancelled, SettingsError
from quantizer.image.palette import Palette
from quantizer.process.child import ProcessDiedError
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction.hidden_colors import recolor_transparent
from quantizer.reduction.palette_order import order_entries
from quantizer.reduction.palette_search import cluster
from quantizer.reduction.palette_subset import PaletteSubset
from quantizer.remap.nearest_color import PaletteMap
from quantizer.settings.settings import Effort, Selector

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Executor

    from quantizer.batch.plan.options import Conversion
    from quantizer.batch.plan.plan import Entry
    from quantizer.image.histogram import Histogram
    from quantizer.reduction.clustering import Clustering
    from quantizer.settings.settings import Settings

_POLL = 0.1
"""Seconds between two looks at whether the search is cancelled."""

_ATTEMPTS = 2
"""How often a file is counted if its worker dies, which may have another cause."""


def share_palettes(
    entries: Sequence[Entry],
    conversion: Conversion,
    executor: Executor,
    most: int,
    progress: Progress = SILENT,
    effort: Effort = Effort.BALANCED,
) -> dict[str, Palette]:
    """Find the palettes that files share.

    Parameters
    ----------
    entries
        The files; those without a group are ignored. Skipped files count, too, so that a resumed
        batch finds the same palettes again.
    conversion
        How the files are converted. If it has a palette, the shared ones are entries of it; none is
        searched for if all its entries are used.
    executor
        Counts the colours.
    most
        Largest number of files submitted at a time, at least 1.
    progress
        Receives the share of files counted, as `Stage.COUNT`; says whether this is cancelled.
    effort
        The least effort of the search, since it serves many files; the settings may ask for more.

    Returns
    -------
    dict
        The palette of each group, by its name; groups without a readable file are missing.

    Raises
    ------
    SettingsError
        If the settings cannot be used for a shared palette, or leave too few entries.
    """
    members = _by_group(entries)
    if conversion.takes_whole_palette or not members:
        return {}
    own = conversion.settings.fitted_to_depth()
    effort = max(own.cluster.effort, effort, key=list(Effort).index)
    settings = replace(own, cluster=replace(own.cluster, effort=effort))
    check_target(settings)
    missing = Counter(entry.group for entry in members)
    palettes: dict[str, Palette] = {}
    tallies: dict[str, ColorTally] = {}
    tasks = [Task(entry, conversion) for entry in members]
    for number, (place, counted) in enumerate(_count(tasks, executor, most, progress), 1):
        group = members[place].group or ""
        tally = tallies.setdefault(group, ColorTally())
        if counted is not None:
            tally.merge(counted, progress)
        progress.at(Stage.COUNT).report(number / len(members))
        missing[group] -= 1
        if missing[group]:
            continue
        del tallies[group]
        if not tally.is_empty:
            given = conversion.palette
            palettes[group] = _group_palette(group, tally, settings, given, progress)
    return {group: palettes[group] for group in missing if group in palettes}


def find_palette(
    histogram: Histogram,
    settings: Settings,
    progress: Progress = SILENT,
    given: Palette | None = None,
) -> Palette:
    """Find the palette of colours without a picture.

    Parameters
    ----------
    histogram
        The colours, weighted as the settings ask for.
    settings
        The number of entries, or how it is chosen, and how they are found.
    progress
        Receives the share of the search done, as `Stage.CLUSTER`.
    given
        A palette to choose the entries from; None to find colours by clustering.

    Returns
    -------
    Palette
        Entries that are not opaque first, then by their share of the weight; those of a given
        palette in its order.

    Raises
    ------
    SettingsError
        If there is no room for the locked colours beside a transparent entry.
    """
    if settings.target.selector is not Selector.FIXED:
        from quantizer.reduction.auto_k import suggest  # noqa: PLC0415 - rarely used

        k = suggest(None, histogram, settings, progress).selection.k
        settings = replace(settings, cluster=replace(settings.cluster, colors=k))
    if given is not None:
        return PaletteSubset(given, histogram, settings).best(settings.cluster.colors, progress)
    return _ordered_palette(cluster(histogram, settings, progress), histogram, settings, progress)


def palette_of_tally(
    tally: ColorTally,
    settings: Settings,
    progress: Progress = SILENT,
    given: Palette | None = None,
) -> Palette:
    """Find the palette of all images in a tally, as `find_palette` does.

    Its transparent entry has the mean colour under the transparent pixels of the images.
    """
    palette = find_palette(tally.histogram(progress), settings, progress, given)
    if given is not None:
        return palette
    return replace(recolor_transparent(palette, tally.hidden_color), is_found=True)


def _by_group(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries that have a group, one group after another."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.group is not None:
            groups.setdefault(entry.group, []).append(entry)
    return [entry for group in groups.values() for entry in group]


def check_target(settings: Settings) -> None:
    """Raise an error for limits on PSNR or size, and for indices that are to be kept."""
    if settings.indexed.keep_indices:
        raise SettingsError(
            tr("files that keep their indices keep their own palettes, too: share no palette")
        )
    target = settings.target
    if target.min_psnr is not None or target.max_bytes is not None:
        raise SettingsError(
            tr(
                "a shared palette is found before any file is converted, so it cannot be "
                "fitted to a limit on PSNR or bytes; leave the limit out, or share no palette"
            )
        )


def _count(
    tasks: Sequence[Task], executor: Executor, most: int, progress: Progress
) -> Iterator[tuple[int, ColorTally | None]]:
    """Yield the index of each task and the colours it counted, in the order in which they end."""
    waiting = deque((place, _ATTEMPTS) for place in range(len(tasks)))
    running: dict[Future[ColorTally | None], tuple[int, int]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(1, most):
                place, attempts = waiting.popleft()
                running[executor.submit(count_colors, tasks[place])] = place, attempts - 1
            done = wait(running, _POLL, FIRST_COMPLETED).done
            progress.check()
            for future in done:
                place, attempts = running.pop(future)
                if future.cancelled():
                    raise Cancelled
                error = future.exception()
                if not isinstance(error, ProcessDiedError):
                    yield place, future.result()
                elif attempts:
                    waiting.appendleft((place, attempts))
                else:
                    yield place, None
    finally:
        for future in running:
            future.cancel()


def _group_palette(
    group: str, tally: ColorTally, settings: Settings, given: Palette | None, progress: Progress
) -> Palette:
    try:
        return palette_of_tally(tally, settings, progress, given)
    except SettingsError as error:
        where = tr("the batch") if group == Sharing.ALL else group
        raise SettingsError(
            tr("no palette for all files of {where}: {error}", where=where, error=error)
        ) from error


def _ordered_palette(
    found: Clustering, histogram: Histogram, settings: Settings, progress: Progress
) -> Palette:
    """Return a clustering as an ordered palette, each entry with its share of the weight."""
    colors = found.colors
    entries = PaletteMap(colors, found.features, found.metric)(histogram.colors, progress)
    counts = np.bincount(entries, histogram.weights, len(colors))
    order = order_entries(colors, counts, settings.locked)
    shares = counts[order] / counts.sum()
    return Palette.from_colors(colors[order], shares=shares, locked=settings.locked)
