"""The name of a change of one setting: its label, and its value before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quantizer.dither import DITHERERS
from quantizer.image.palette import format_hex
from quantizer.language import mark, number, tr
from quantizer.settings.enums import Choice
from quantizer.settings.settings import OPTIONS

if TYPE_CHECKING:
    from quantizer.settings.option import Option


_LABELS = {
    "animation.frames": mark("Frames"),
    "animation.reverse": mark("Reverse"),
    "animation.delay": mark("Delay"),
    "animation.delays": mark("Delay"),
    "animation.loop": mark("Plays"),
}
"""Labels of settings that have none in the settings panel, as the strip of frames shows them."""


def setting_change(name: str, before: object, after: object) -> str:
    """Return the name of a change of a setting, such as ``Effort from Balanced to Best``.

    Parameters
    ----------
    name
        The dotted name of the setting.
    before, after
        Its values, which differ.
    """
    option = OPTIONS[name]
    label = tr(option.label or _LABELS.get(name, "")) or option.name.replace("_", " ")
    if option.kind is bool:
        return tr("{setting} on", setting=label) if after else tr("{setting} off", setting=label)
    if name == "dither.kernel":
        return tr("another dither kernel") if after else tr("no dither kernel of its own")
    return tr(
        "{setting} from {before} to {after}",
        setting=label,
        before=_value(name, option, before),
        after=_value(name, option, after),
    )


def _value(name: str, option: Option, value: Any) -> str:
    """Return a value in words."""
    if value is None or value == "":
        return tr("none") if name in _NONE else tr("automatic")
    if isinstance(value, Choice):
        return tr(value.label) or str(value)
    if name == "dither.name":
        return tr(DITHERERS[value].label) if value in DITHERERS.names else str(value)
    if isinstance(value, tuple):
        is_color = name == "alpha.matte"
        return format_hex((*value, 255)) if is_color else ", ".join(map(str, value))
    if option.kind is float and option.range == (0, 1):
        return tr("{percent} %", percent=number(100 * value, ".10g"))
    return number(value, ".10g") if option.kind is float else str(value)


_NONE = frozenset(
    {"alpha.matte", "indexed.bits", "adjust.resize", "target.min_psnr", "animation.delays"}
)
"""Settings of which None is nothing at all, not a choice of the program."""
