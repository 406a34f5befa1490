"""The texts of the window for numbers, choices and errors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from quantizer.kmeans.selection import Reason

from ..document.count_mode import CountBy

if TYPE_CHECKING:
    from quantizer.kmeans.selection import Selection

COUNT_BY_TEXTS = {
    CountBy.PERSON: ("Number", "The number of colours that you set"),
    CountBy.IMAGE: ("Auto", "A number of colours that suits the image (A)"),
    CountBy.SIZE: ("Size", "As many colours as fit into a file of a given size"),
    CountBy.QUALITY: ("Quality", "As few colours as reach a given quality"),
}
"""Label and tooltip of each way to set the number of colours."""
DITHER_TIPS = {
    "none": "Each pixel gets the nearest colour: flat areas stay flat, gradients show bands",
    "adaptive": (
        "Dithers smooth gradients but not flat areas and sharp edges: clean images, small files"
    ),
    "floyd-steinberg": "Spreads each error over four neighbours: fine grain, the best known method",
    "atkinson": "Spreads three quarters of each error: crisp, with more contrast",
    "jarvis-judice-ninke": "Spreads each error over twelve neighbours: soft and even",
    "stucki": "Spreads each error over twelve neighbours, the near ones more: soft and clear",
    "burkes": "Spreads each error over seven neighbours on two rows",
    "sierra": "Spreads each error over ten neighbours on three rows",
    "sierra-two-row": "Spreads each error over seven neighbours on two rows",
    "sierra-lite": "Spreads each error over three neighbours: close to Floyd-Steinberg",
    "bayer-2": "A regular pattern of 2 by 2 pixels: coarse steps, small files",
    "bayer-4": "A regular pattern of 4 by 4 pixels: the look of early computers",
    "bayer-8": "A regular pattern of 8 by 8 pixels: cross-hatched, small files",
    "bayer-16": "A regular pattern of 16 by 16 pixels",
    "blue-noise": "A pattern without visible structure that does not flicker in animations",
    "pattern": (
        "Mixes colours of any palette by how they look, in a regular pattern of 8 by 8 pixels: "
        "good for few or uneven colours"
    ),
    "pattern-blue-noise": (
        "Mixes colours of any palette by how they look, without visible structure"
    ),
    "barycentric": (
        "Mixes the colours of any palette that are most alike, in a regular pattern of 8 by 8 "
        "pixels: the least grain for few or uneven colours"
    ),
    "barycentric-blue-noise": (
        "Mixes the colours of any palette that are most alike, without visible structure"
    ),
    "ostromoukhov": (
        "Spreads each error over three neighbours by shares made for its level: fine grain without "
        "worms, five times as slow"
    ),
    "zhou-fang": (
        "Ostromoukhov's method with a little noise in the middle tones, against regular patterns"
    ),
    "riemersma": "Carries errors along a winding curve: no worms, and nothing bleeds over edges",
}
"""Tooltip of each ditherer, by its name."""
REASON_LABELS = {
    Reason.KNEE: "elbow",
    Reason.SILHOUETTE: "silhouette",
    Reason.DISTINCT: "all colours",
    Reason.FLAT: "flat art",
    Reason.TARGET: "within the limit",
}
"""Why a number of colours was chosen, in a few words."""


def percentage(share: float) -> str:
    """Return a share, 0 to 1, as a percentage with at most three significant digits."""
    percent = 100 * share
    if 0 < percent < 0.01:
        return "< 0.01 %"
    return f"{percent:.{2 if percent < 1 else 1}f} %"


def whole_percentage(share: float) -> str:
    """Return a share, 0 to 1, as a whole percentage; below 10 % with one decimal."""
    percent = 100 * share
    return f"{percent:.{1 if percent < 9.95 else 0}f} %"


def size(count: int) -> str:
    """Return a number of bytes in decimal units: ``48.2 kB``."""
    if count < 1000:
        return f"{count} bytes"
    value = float(count)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 999.5 or unit == "GB":
            return f"{value:.{1 if value < 99.95 else 0}f} {unit}"
    raise AssertionError


def seconds(value: float) -> str:
    """Return a duration: ``84 ms`` or ``1.42 s``."""
    return f"{1000 * value:.0f} ms" if value < 0.9995 else f"{value:.2f} s"


def clock(milliseconds: int) -> str:
    """Return a time as minutes and seconds: ``0:04.80``."""
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes}:{rest / 1000:05.2f}"


def count_of(number: int, noun: str) -> str:
    """Return ``1 colour``, ``1,200 colours``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def sentence(error: Exception) -> str:
    """Return the text of an error with a capital letter and a full stop."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


def found_words(selection: Selection, colors: int) -> str:
    """Return the number of colours that was found, with the reason or the quality and size."""
    words = count_of(colors, "colour")
    if selection.reason is not Reason.TARGET:
        return f"Auto: {words} ({REASON_LABELS[selection.reason]})"
    chosen = next((one for one in selection.candidates if one.k == selection.k), None)
    effects = []
    if chosen is not None and chosen.psnr is not None:
        effects.append(f"{chosen.psnr:.1f} dB" if math.isfinite(chosen.psnr) else "no loss")
    if chosen is not None and chosen.bytes is not None:
        effects.append(f"{chosen.bytes / 1000:,.1f} kB")  # with the precision of the limit
    return f"Found: {words}, {', '.join(effects)}" if effects else f"Found: {words}"


def reason_words(selection: Selection, colors: int) -> str:
    """Return why this number of colours was found, in a sentence."""
    words = count_of(colors, "colour")
    if selection.reason is Reason.TARGET:
        tried = count_of(len(selection.candidates), "number")
        return f"{words} meet the limit; {tried} of colours were tried"
    return f"{words} suit the image: {selection.reason.value}"
