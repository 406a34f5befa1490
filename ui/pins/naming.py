"""The names of pins: what distinguishes each from the others.

    pins -> facts of each: colours, dither, file format, then every setting that has a label
        -> the facts in which the pins differ -> "16 colours, no dither, WebP"

A pin alone is named by its colours, its dither and its file format.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quantizer.dither import DITHERERS
from quantizer.language import tr, tr_n
from quantizer.settings.enums import Choice
from quantizer.settings.settings import OPTIONS, USUAL_STRENGTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.settings.option import Option
    from quantizer.settings.settings import DitherSettings

    from .pin import Pin

_MAIN = ("colors", "dither", "format")
"""The facts that name a pin that differs from no other."""
_COVERED = {"cluster.colors", "dither.name", "dither.strength", "locked"}
"""Settings that the facts before the settings tell."""


def names_of(pins: Sequence[Pin]) -> tuple[str, ...]:
    """Return the names of pins: those that the user gave, or what distinguishes each pin.

    Names that would be equal are numbered.
    """
    facts = [_facts(pin) for pin in pins]
    differing = [key for key in facts[0] if len({one[key] for one in facts}) > 1] if facts else []
    shown = differing or _MAIN
    names = [
        pin.made.name or ", ".join(one[key] for key in shown if one[key])
        for pin, one in zip(pins, facts, strict=True)
    ]
    return _numbered(names)


def format_name(label: str) -> str:
    """Return the name of a file format without what its label has in brackets."""
    return label.partition(" (")[0]


def dither_name(dither: DitherSettings) -> str:
    """Return the name of a dither, with its strength if that was set; `no dither` for none."""
    if dither.name == "none" or dither.strength == 0:
        return tr("no dither")
    label = tr("own kernel") if dither.kernel is not None else tr(DITHERERS[dither.name].label)
    if dither.strength in {None, USUAL_STRENGTH}:
        return label
    return tr("{dither} {percent} %", dither=label, percent=round(100 * (dither.strength or 0)))


def _facts(pin: Pin) -> dict[str, str]:
    recipe = pin.recipe
    settings, palette = recipe.settings, recipe.palette
    facts = {
        "colors": tr_n("{n} colour", "{n} colours", len(pin.quantized.palette)),
        "dither": dither_name(settings.dither),
        "format": format_name(recipe.file_format.label),
        "palette": "" if palette is None else palette.name or tr("given palette"),
        "edits": "" if recipe.edits is None else tr("edited colours"),
        "locked": tr_n("{n} locked colour", "{n} locked colours", len(settings.locked)),
        "optimize": tr("smallest file") if recipe.optimize else "",
        "profile": tr("own colour profile") if recipe.keep_profile else "",
    }
    values = settings.values()
    for name, option in OPTIONS.items():
        if tr(option.label) and name not in _COVERED:
            facts[name] = _setting(option, values[name])
    return facts


def _setting(option: Option, value: object) -> str:
    label = tr(option.label)
    if value is None:
        return tr("{setting} automatic", setting=label)
    if isinstance(value, bool):
        return label if value else tr("{setting} off", setting=label)
    text = tr(value.label) if isinstance(value, Choice) else value
    return tr("{setting} {value}", setting=label, value=text)


def _numbered(names: Sequence[str]) -> tuple[str, ...]:
    counts, seen, numbered = Counter(names), Counter[str](), []
    for name in names:
        seen[name] += 1
        numbered.append(f"{name} ({seen[name]})" if counts[name] > 1 else name)
    return tuple(numbered)
