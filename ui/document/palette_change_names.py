"""The names of changes of a given palette, and of edits of the palette of a result."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quantizer.image.palette import format_hex
from quantizer.language import tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image.palette import Color, Palette
    from quantizer.reduction.palette_edits import EditedEntry, PaletteEdits


def palette_change(before: Palette | None, after: Palette | None) -> str:
    """Return the name of a change of the given palette; None where colours are found."""
    if after is None:
        return tr("colours found for the image")
    if before is not None and after.is_found:
        name = _more_or_fewer([one.color for one in before], [one.color for one in after])
        if name:
            return name
    if after.name:
        return tr("palette {name}", name=after.name)
    return tr_n("palette of {n} colour", "palette of {n} colours", len(after))


def edits_change(before: PaletteEdits | None, after: PaletteEdits | None) -> str:
    """Return the name of a change of the edits of a palette; None where there are none."""
    if after is None:
        return tr("all edits of the palette taken back")
    old = _unedited(after) if before is None or before.found != after.found else before.entries
    if len(old) != len(after.entries):
        return _other_number(old, after.entries)
    if [one.sources for one in old] != [one.sources for one in after.entries]:
        return tr("order of the colours")
    for name in (_other_colors, _other_names, _other_locks):
        text = name(old, after.entries)
        if text:
            return text
    return tr("edit of the palette")


def _unedited(edits: PaletteEdits) -> tuple[EditedEntry, ...]:
    """Return the entries as they were found; names and locks are those of the edited ones."""
    from quantizer.reduction.palette_edits import EditedEntry  # noqa: PLC0415 - loads NumPy

    return tuple(EditedEntry(color, (place,)) for place, color in enumerate(edits.found))


def _other_number(before: Sequence[EditedEntry], after: Sequence[EditedEntry]) -> str:
    old, new = ([one.color for one in entries] for entries in (before, after))
    name = _more_or_fewer(old, new)
    if name:
        return name
    count = len(before) - len(after) + 1
    return tr_n("merge of {n} colour", "merge of {n} colours", count)


def _more_or_fewer(before: Sequence[Color], after: Sequence[Color]) -> str:
    """Return which colours were added or deleted; empty if some of both were."""
    more, fewer = Counter(after) - Counter(before), Counter(before) - Counter(after)
    if fewer and not more:
        return _count(list(fewer.elements()), is_added=False)
    if more and not fewer:
        return _count(list(more.elements()), is_added=True)
    return ""


def _count(colors: Sequence[Color], *, is_added: bool) -> str:
    if len(colors) == 1:
        color = format_hex(colors[0])
        return tr("{color} added", color=color) if is_added else tr("{color} deleted", color=color)
    if is_added:
        return tr_n("{n} colour added", "{n} colours added", len(colors))
    return tr_n("{n} colour deleted", "{n} colours deleted", len(colors))


def _other_colors(before: Sequence[EditedEntry], after: Sequence[EditedEntry]) -> str:
    pairs = [(a.color, b.color) for a, b in zip(before, after, strict=True) if a.color != b.color]
    if len(pairs) == 1:
        old, new = map(format_hex, pairs[0])
        return tr("{color} to {other}", color=old, other=new)
    return tr_n("{n} colour changed", "{n} colours changed", len(pairs)) if pairs else ""


def _other_names(before: Sequence[EditedEntry], after: Sequence[EditedEntry]) -> str:
    named = [b for a, b in zip(before, after, strict=True) if a.name != b.name]
    if len(named) == 1:
        color, name = format_hex(named[0].color), named[0].name
        return (
            tr("{color} named “{name}”", color=color, name=name)
            if name
            else tr("{color} without a name", color=color)
        )
    return tr_n("name of {n} colour", "names of {n} colours", len(named)) if named else ""


def _other_locks(before: Sequence[EditedEntry], after: Sequence[EditedEntry]) -> str:
    changed = [b for a, b in zip(before, after, strict=True) if a.locked != b.locked]
    if not changed:
        return ""
    is_locked = changed[0].locked
    if len(changed) == 1:
        color = format_hex(changed[0].color)
        if is_locked:
            return tr("lock of {color}", color=color)
        return tr("unlock of {color}", color=color)
    if is_locked:
        return tr_n("lock of {n} colour", "lock of {n} colours", len(changed))
    return tr_n("unlock of {n} colour", "unlock of {n} colours", len(changed))
