"""The texts of the window for numbers, choices and errors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from quantizer.kmeans.selection import Reason
from quantizer.language import mark, number, tr, tr_n

from ..document.count_mode import CountBy

if TYPE_CHECKING:
    from quantizer.kmeans.selection import Selection

COUNT_BY_TEXTS = {
    CountBy.PERSON: ("Number", mark("The number of colours that you set")),
    CountBy.IMAGE: ("Auto", mark("A number of colours that suits the image (A)")),
    CountBy.SIZE: ("Size", mark("As many colours as fit into a file of a given size")),
    CountBy.QUALITY: ("Quality", mark("As few colours as reach a given quality")),
}
"""Label and tooltip of each way to set the number of colours."""
DITHER_TIPS = {
    "none": mark("Each pixel gets the nearest colour: flat areas stay flat, gradients show bands"),
    "adaptive": (
        mark(
            "Dithers smooth gradients but not flat areas and sharp edges: clean images, small files"
        )
    ),
    "floyd-steinberg": mark(
        "Spreads each error over four neighbours: fine grain, the best known method"
    ),
    "atkinson": mark("Spreads three quarters of each error: crisp, with more contrast"),
    "jarvis-judice-ninke": mark("Spreads each error over twelve neighbours: soft and even"),
    "stucki": mark("Spreads each error over twelve neighbours, the near ones more: soft and clear"),
    "burkes": mark("Spreads each error over seven neighbours on two rows"),
    "sierra": mark("Spreads each error over ten neighbours on three rows"),
    "sierra-two-row": mark("Spreads each error over seven neighbours on two rows"),
    "sierra-lite": mark("Spreads each error over three neighbours: close to Floyd-Steinberg"),
    "bayer-2": mark("A regular pattern of 2 by 2 pixels: coarse steps, small files"),
    "bayer-4": mark("A regular pattern of 4 by 4 pixels: the look of early computers"),
    "bayer-8": mark("A regular pattern of 8 by 8 pixels: cross-hatched, small files"),
    "bayer-16": mark("A regular pattern of 16 by 16 pixels"),
    "blue-noise": mark("A pattern without visible structure that does not flicker in animations"),
    "pattern": (
        mark(
            "Mixes colours of any palette by how they look, in a regular pattern of 8 by 8 "
            "pixels: good for few or uneven colours"
        )
    ),
    "pattern-blue-noise": (
        mark("Mixes colours of any palette by how they look, without visible structure")
    ),
    "barycentric": (
        mark(
            "Mixes the colours of any palette that are most alike, in a regular pattern of "
            "8 by 8 pixels: the least grain for few or uneven colours"
        )
    ),
    "barycentric-blue-noise": (
        mark("Mixes the colours of any palette that are most alike, without visible structure")
    ),
    "ostromoukhov": (
        mark(
            "Spreads each error over three neighbours by shares made for its level: fine "
            "grain without worms, five times as slow"
        )
    ),
    "zhou-fang": (
        mark(
            "Ostromoukhov's method with a little noise in the middle tones, against "
            "regular patterns"
        )
    ),
    "riemersma": mark(
        "Carries errors along a winding curve: no worms, and nothing bleeds over edges"
    ),
}
"""Tooltip of each ditherer, by its name."""
REASON_LABELS = {
    Reason.KNEE: mark("elbow"),
    Reason.SILHOUETTE: mark("silhouette"),
    Reason.DISTINCT: mark("all colours"),
    Reason.FLAT: mark("flat art"),
    Reason.TARGET: mark("within the limit"),
}
"""Why a number of colours was chosen, in a few words."""


def percentage(share: float) -> str:
    """Return a share, 0 to 1, as a percentage with at most three significant digits."""
    percent = 100 * share
    if 0 < percent < 0.01:
        return f"< {number(0.01)} %"
    return f"{number(percent, '.2f' if percent < 1 else '.1f')} %"


def whole_percentage(share: float) -> str:
    """Return a share, 0 to 1, as a whole percentage; below 10 % with one decimal."""
    percent = 100 * share
    return f"{number(percent, '.1f' if percent < 9.95 else '.0f')} %"


def size(count: int) -> str:
    """Return a number of bytes in decimal units: ``48.2 kB``."""
    if count < 1000:
        return tr_n("{n} byte", "{n} bytes", count)
    value = float(count)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 999.5 or unit == "GB":
            return f"{number(value, '.1f' if value < 99.95 else '.0f')} {unit}"
    raise AssertionError


def seconds(value: float) -> str:
    """Return a duration: ``84 ms`` or ``1.42 s``."""
    return f"{number(1000 * value, '.0f')} ms" if value < 0.9995 else f"{number(value, '.2f')} s"


def clock(milliseconds: int) -> str:
    """Return a time as minutes and seconds: ``0:04.80``."""
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes}:{number(rest / 1000, '05.2f')}"


def colors_of(count: int) -> str:
    """Return ``1 colour``, ``1,200 colours``."""
    return tr_n("{n:,} colour", "{n:,} colours", count)


def sentence(error: Exception) -> str:
    """Return the text of an error with a capital letter and a full stop."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


def found_words(selection: Selection, colors: int) -> str:
    """Return the number of colours that was found, with the reason or the quality and size."""
    words = colors_of(colors)
    if selection.reason is not Reason.TARGET:
        return tr(
            "Auto: {words} ({reason})",
            words=words,
            reason=tr(REASON_LABELS[selection.reason]),
        )
    chosen = next((one for one in selection.candidates if one.k == selection.k), None)
    effects = []
    if chosen is not None and chosen.psnr is not None:
        effects.append(
            f"{number(chosen.psnr, '.1f')} dB" if math.isfinite(chosen.psnr) else tr("no loss")
        )
    if chosen is not None and chosen.bytes is not None:
        effects.append(
            f"{number(chosen.bytes / 1000, ',.1f')} kB"
        )  # with the precision of the limit
    return (
        tr("Found: {words}, {effects}", words=words, effects=", ".join(effects))
        if effects
        else tr("Found: {words}", words=words)
    )


def reason_words(selection: Selection, colors: int) -> str:
    """Return why this number of colours was found, in a sentence."""
    words = colors_of(colors)
    if selection.reason is Reason.TARGET:
        return tr_n(
            "{words} meet the limit; {n} number of colours was tried",
            "{words} meet the limit; {n} numbers of colours were tried",
            len(selection.candidates),
            words=words,
        )
    return tr("{words} suit the image: {value}", words=words, value=tr(selection.reason.value))
