"""The names of changes, for *Undo*: what differs between two choices, in a few words.

    before, after -> the first field of `Chosen` that differs -> its name

Nobody passes a name when something is changed: all names follow from the values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.image.palette import format_hex
from quantizer.language import number, tr, tr_n

from .count_mode import CountBy, count_by, shown_count
from .palette_change_names import edits_change, palette_change
from .setting_change_names import setting_change

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.settings.settings import Settings

    from .selection import Chosen

_COUNT = frozenset(
    {"cluster.colors", "target.selector", "target.min_psnr", "target.max_bytes", "locked"}
)
"""The settings that are named together: how many colours there are, and which are locked."""


def change_name(before: Chosen, after: Chosen) -> str:
    """Return what was changed, such as ``16 to 24 colours``; empty if nothing was."""
    return next((name for one in FIELD_NAMES.values() if (name := one(before, after))), "")


def _preset_name(before: Chosen, after: Chosen) -> str:
    if before.preset == after.preset:
        return ""
    if after.preset is None:
        return tr("without the preset {name}", name=before.preset.name if before.preset else "")
    is_same = before.preset is not None and before.preset.key == after.preset.key
    if is_same and before.settings == after.settings:
        return tr("update of the preset {name}", name=after.preset.name)
    return tr("preset {name}", name=after.preset.name)


def _palette_name(before: Chosen, after: Chosen) -> str:
    if before.palette == after.palette:
        return ""
    return palette_change(before.palette, after.palette)


def _settings_name(before: Chosen, after: Chosen) -> str:
    old, new = before.settings.values(), after.settings.values()
    changed = [name for name in new if old[name] != new[name]]
    others = [name for name in changed if name not in _COUNT]
    if before.edits is not None and after.edits is None and changed != ["locked"]:
        # The colours that were locked in the edited palette are locked in the settings now.
        changed = [name for name in changed if name != "locked"]
    names = [setting_change(name, old[name], new[name]) for name in others]
    if len(others) < len(changed):
        names.insert(0, _count_name(before, after))
    if not names:
        return ""
    first, *more = names
    if not more:
        return first
    if len(more) == 1:
        return tr("{change} and {other}", change=first, other=more[0])
    return tr("{change} and {n} more", change=first, n=len(more))


def _count_name(before: Chosen, after: Chosen) -> str:
    """Return how the number of colours, or which of them are locked, was changed."""
    by = count_by(after.settings)
    if _is_about_locks(before.settings, after.settings):
        return _locked_name(before.settings, after.settings)
    if by is CountBy.SIZE:
        size = number((after.settings.target.max_bytes or 0) / 1000, ",.10g")
        return tr("a file of {size} kB", size=size)
    if by is CountBy.QUALITY:
        return tr(
            "a quality of {decibels} dB",
            decibels=number(after.settings.target.min_psnr or 0, ".10g"),
        )
    if by is CountBy.IMAGE:
        kind = tr(after.settings.target.selector.label)
        return tr("automatic number of colours ({kind})", kind=kind)
    count = shown_count(after.settings, after.palette)
    if count_by(before.settings) is not CountBy.PERSON:
        return tr_n("{n} colour", "{n} colours", count)
    earlier = shown_count(before.settings, before.palette)
    return tr_n("{before} to {n} colour", "{before} to {n} colours", count, before=earlier)


def _is_about_locks(before: Settings, after: Settings) -> bool:
    """Return whether other colours are locked, and no more are asked for than those."""
    more = after.cluster.colors - before.cluster.colors
    is_same = after.target == before.target and more in {0, len(after.locked) - len(before.locked)}
    return is_same and before.locked != after.locked


def _locked_name(before: Settings, after: Settings) -> str:
    more = [color for color in after.locked if color not in before.locked]
    fewer = [color for color in before.locked if color not in after.locked]
    if len(more) == 1 and not fewer:
        return tr("lock of {color}", color=format_hex(more[0]))
    if len(fewer) == 1 and not more:
        return tr("unlock of {color}", color=format_hex(fewer[0]))
    if fewer and not more:
        return tr_n("unlock of {n} colour", "unlock of {n} colours", len(fewer))
    return tr("other locked colours: {n}", n=len(after.locked))


def _edits_name(before: Chosen, after: Chosen) -> str:
    return "" if before.edits == after.edits else edits_change(before.edits, after.edits)


def _format_name(before: Chosen, after: Chosen) -> str:
    if before.file_format == after.file_format:
        return ""
    if after.file_format is None:
        return tr("the format exported last")
    return tr("format {name}", name=tr(after.file_format.label).partition(" (")[0])


FIELD_NAMES: dict[str, Callable[[Chosen, Chosen], str]] = {
    "preset": _preset_name,
    "palette": _palette_name,
    "settings": _settings_name,
    "edits": _edits_name,
    "file_format": _format_name,
}
"""What names a change of each field of `Chosen`, the most telling field first."""
