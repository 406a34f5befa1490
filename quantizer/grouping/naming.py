"""Names and palettes of groups, from the main colours of their images."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.spaces import decode
from quantizer.image.palette import Palette, Swatch
from quantizer.settings.settings import Space
from quantizer.swatches.names import css_colors, with_nearest_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.grouping.main_colors import MainColors

_FIRST_WORD = re.compile(
    "^(dark|light|medium|pale|deep|dim|hot|white|antique|blanched|floral|ghost|lavender|lemon|mint|"
    "misty|navajo|old|papaya|peach|powder)(?=.)"
)
_LAST_WORD = re.compile(
    "(?<=.)(blue|brown|cream|cyan|drab|gray|green|pink|purple|red|slate|violet|white|yellow)"
)


_AXES = np.array([0.25, 1, 1])
"""Weights of the axes of OKLab in a name: hues set groups apart more than lightness does."""


def palette_of(colors: MainColors) -> Palette:
    """Return main colours as a palette whose entries are named after the nearest CSS colours."""
    levels = decode(colors.lab, Space.OKLAB)
    pairs = zip(levels.tolist(), colors.shares.tolist(), strict=True)
    swatches = tuple(Swatch((r, g, b, 255), share=share) for (r, g, b), share in pairs)
    named = with_nearest_names(Palette(swatches), css_colors())
    swatches = tuple(replace(swatch, name=in_words(swatch.name)) for swatch in named)
    return replace(named, swatches=swatches)


def in_words(name: str) -> str:
    """Return the name of a CSS colour in words: ``"dark slate gray"`` for ``"darkslategray"``."""
    words = _FIRST_WORD.sub(r"\1 ", name)
    return " ".join(_LAST_WORD.sub(r" \1 ", words).split())


def group_names(palettes: Sequence[Palette], colors: Sequence[MainColors]) -> tuple[str, ...]:
    """Return a name for each group, such as ``"dark slate gray, salmon"``.

    The first colour is the most used one. The second is the one that sets the group apart: of
    those with another name, the one of the largest product of share and distance from the mean
    colour of all groups.
    """
    mean = np.mean([part.shares @ part.lab for part in colors], axis=0)
    return tuple(_name(*pair, mean) for pair in zip(palettes, colors, strict=True))


def _name(palette: Palette, colors: MainColors, mean: NDArray[np.floating]) -> str:
    names = [swatch.name for swatch in palette]
    marks = colors.shares * np.linalg.norm((colors.lab - mean) * _AXES, axis=1)
    order = np.argsort(-marks, kind="stable").tolist()
    others = [names[place] for place in order if names[place] != names[0]]
    return ", ".join([names[0], *others[:1]])
