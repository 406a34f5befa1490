"""One palette for many files: of a whole batch, or of each folder.

    each file -> a worker reads it as it will be converted, and counts its colours
        -> their tallies merged here, group by group (`tally`)
        -> clustered as the colours of one image would be -> in order -> a palette

A palette depends on the files and the settings alone: not on the order in which files are counted,
nor on how many workers count them, nor where. Files that cannot be read are left out; what is
wrong with them is told when they are converted. Memory holds the tallies of the group at hand and
of the files being counted.

All files of a group get the palette as it is, every entry in its place whether they use it or not,
so their indices mean the same colours. As in any palette that Quantizer finds, entries that are
not opaque come first, then the most used of the group; those that nothing uses and that are not
locked are left out. What depends on where colours lie in a picture is not looked for: flat art,
small but telling regions, mixtures fitted to a dither.
"""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.batch.plan.enums import Sharing
from quantizer.batch.shared_palette.color_tally import Tally
from quantizer.batch.shared_palette.count import CountTask, count_in_worker
from quantizer.errors import Cancelled, SettingsError
from quantizer.image.histogram import distinct_colors, pack_colors
from quantizer.image.palette import Palette
from quantizer.process.child import ProcessDiedError
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction.palette_order import order_entries
from quantizer.reduction.palette_search import cluster
from quantizer.remap.nearest_color import PaletteMap
from quantizer.settings.settings import Effort, Selector

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from quantizer.batch.plan.options import Conversion
    from quantizer.batch.plan.plan import Entry
    from quantizer.image.histogram import Histogram
    from quantizer.reduction.palette_search import Clustering
    from quantizer.settings.settings import Settings

_PATIENCE = 0.1
"""Seconds between two looks at whether the job is still wanted."""

_ALMOST_OPAQUE = 240
"""An entry from this alpha on that mostly opaque pixels take is opaque. Images without soft edges,
which share the palette with those that have some, could not use it otherwise."""

_OPAQUE = 0xFF000000
"""From here on a packed colour is opaque."""

_ATTEMPTS = 2
"""How often a file is counted whose worker dies: the file may not be to blame."""


def share_palettes(
    entries: Sequence[Entry],
    conversion: Conversion,
    executor: Executor,
    ahead: int,
    progress: Progress = SILENT,
    effort: Effort = Effort.BALANCED,
) -> dict[str, Palette]:
    """Find the palettes that files get together.

    Parameters
    ----------
    entries
        The files; those without a group are not asked for. A file counts whether it is to be
        converted or not, so that a batch which goes on finds the palettes that it had.
    conversion
        How the files are converted. Where a palette is given, none is looked for.
    executor
        Where colours are counted.
    ahead
        Most files given out at a time, at least 1.
    progress
        Told the share of the files counted, as `Stage.COUNT`; asked whether the job is still
        wanted.
    effort
        How long to search at least, since a search serves many files; longer where the settings
        say so.

    Returns
    -------
    dict
        The palette of each group, by its name; without groups of which no file can be read.

    Raises
    ------
    SettingsError
        If the settings ask for what a shared palette cannot give, or leave too few entries.
    Cancelled
        If `progress` says so; nothing that waits is begun then.
    """
    members = _by_group(entries)
    if conversion.palette is not None or not members:
        return {}
    settings = _lifted(conversion.settings, effort)
    _check_target(settings)
    missing = Counter(entry.group for entry in members)
    palettes: dict[str, Palette] = {}
    tallies: dict[str, Tally] = {}
    tasks = [CountTask(entry.source.absolute(), entry.format, conversion) for entry in members]
    for number, (place, counted) in enumerate(_count(tasks, executor, ahead, progress), 1):
        group = members[place].group or ""
        tally = tallies.setdefault(group, Tally())
        if counted is not None:
            tally.merge(counted, progress)
        progress.at(Stage.COUNT).report(number / len(members))
        missing[group] -= 1
        if missing[group]:
            continue
        del tallies[group]
        if not tally.is_empty:
            palettes[group] = _group_palette(group, tally, settings, progress)
    return {group: palettes[group] for group in missing if group in palettes}


def find_palette(histogram: Histogram, settings: Settings, progress: Progress = SILENT) -> Palette:
    """Return the palette of colours without a picture.

    Parameters
    ----------
    histogram
        The colours, with the weights that the settings ask for.
    settings
        How many entries, or who looks for their number; how to find them.
    progress
        Told the share of the search done, as `Stage.CLUSTER`.

    Returns
    -------
    Palette
        Entries that are not opaque first, then by their share.

    Raises
    ------
    SettingsError
        If there is no room for locked colours beside a transparent entry.
    Cancelled
        If `progress` says so.
    """
    if settings.target.selector is not Selector.FIXED:
        from quantizer.reduction.auto_k import suggest  # noqa: PLC0415 - seldom wanted

        suggestion = suggest(None, histogram, settings, progress)
        k = suggestion.selection.k
        settings = replace(settings, cluster=replace(settings.cluster, colors=k))
    return _arranged(cluster(histogram, settings, progress), histogram, settings, progress)


def _by_group(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries that have a group, one group after the other."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.group is not None:
            groups.setdefault(entry.group, []).append(entry)
    return [entry for group in groups.values() for entry in group]


def _lifted(settings: Settings, effort: Effort) -> Settings:
    """Return settings with at least this effort."""
    wanted = max(settings.cluster.effort, effort, key=list(Effort).index)
    return replace(settings, cluster=replace(settings.cluster, effort=wanted))


def _check_target(settings: Settings) -> None:
    """Refuse demands on results, which a palette for many of them cannot know."""
    target = settings.target
    if target.min_psnr is not None or target.max_bytes is not None:
        raise SettingsError(
            "a palette that files share is found before any of them is converted: it cannot be "
            "made to meet a demand on PSNR or bytes; leave that out, or share no palette"
        )


def _count(
    tasks: Sequence[CountTask], executor: Executor, ahead: int, progress: Progress
) -> Iterator[tuple[int, Tally | None]]:
    """Yield the place of each task and what it counted, as they end."""
    waiting = deque((place, _ATTEMPTS) for place in range(len(tasks)))
    running: dict[Future[Tally | None], tuple[int, int]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(1, ahead):
                place, attempts = waiting.popleft()
                running[executor.submit(count_in_worker, tasks[place])] = place, attempts - 1
            done = wait(running, _PATIENCE, FIRST_COMPLETED).done
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


def _group_palette(group: str, tally: Tally, settings: Settings, progress: Progress) -> Palette:
    try:
        return find_palette(tally.histogram(progress), settings, progress)
    except SettingsError as error:
        where = "the batch" if group == Sharing.ALL else group
        raise SettingsError(f"no palette for all files of {where}: {error}") from error


def _arranged(
    found: Clustering, histogram: Histogram, settings: Settings, progress: Progress
) -> Palette:
    """Return what was found as a palette in order, each entry with its share."""
    colors, counts, opaque = found.colors, *_count_entries(found, histogram, progress)
    locked = pack_colors(np.array(settings.locked, np.uint8).reshape(-1, 4))
    veiled = (colors[:, 3] >= _ALMOST_OPAQUE) & (colors[:, 3] < 255) & (2 * opaque > counts)
    veiled &= ~np.isin(pack_colors(colors), locked)
    if veiled.any():
        colors = colors.copy()
        colors[veiled, 3] = 255
        colors = distinct_colors(colors)
        counts = _count_entries(replace(found, colors=colors), histogram, progress)[0]
    order = order_entries(colors, counts, settings.locked)
    shares = counts[order] / counts.sum()
    return Palette.from_colors(colors[order], shares=shares, locked=settings.locked)


def _count_entries(
    found: Clustering, histogram: Histogram, progress: Progress
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weight of the colours that take each entry, and of the opaque ones of them."""
    palette_map = PaletteMap(found.colors, found.features, found.metric)
    entries = palette_map(histogram.colors, progress)
    counts, opaque = np.zeros((2, len(found.colors)))
    np.add.at(counts, entries, histogram.weights)
    np.add.at(opaque, entries, histogram.weights * (histogram.packed >= _OPAQUE))
    return counts, opaque
