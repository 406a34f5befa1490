"""Palettes for the tests of the formats."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st

from quantizer.image.palette import Color, Palette, Swatch
from quantizer.palette_files import CODECS, PaletteCodec

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

READ_AND_WRITTEN = [codec for codec in CODECS if codec.read and codec.write]
READ = [codec for codec in CODECS if codec.read]

every_codec = pytest.mark.parametrize("codec", READ_AND_WRITTEN, ids=lambda codec: codec.name)
every_reader = pytest.mark.parametrize("codec", READ, ids=lambda codec: codec.name)

LEVEL = st.integers(0, 255)
NASTY = ["*/ } body { --x: #fff; }", 'a"b', "a;b:c", "a\nGIMP Palette", "#", "1 2 3", "/*", "\\41 "]
# CSS cannot hold NUL, XML two other characters; a GIMP palette calls what has no name Untitled.
CHARACTERS = st.characters(exclude_characters="\0\ufffe\uffff", exclude_categories=["Cs"])
NAMES = st.text(CHARACTERS, max_size=12).filter(lambda name: name.strip() != "Untitled")
NAMES |= st.sampled_from(NASTY)
COLORS = st.tuples(LEVEL, LEVEL, LEVEL, LEVEL | st.just(255))
PALETTE = Palette((Swatch((255, 0, 16, 255), name="Deep red"), Swatch((1, 2, 3, 4))), "Two")


@st.composite
def grouped_swatches(draw: st.DrawFn) -> tuple[Swatch, ...]:
    """Entries without a group, then those of up to two groups."""
    swatches: list[Swatch] = []
    for group in draw(st.sampled_from([("",), ("", "Skin"), ("Skin", "Sky & <sea>")])):
        members = draw(st.lists(COLORS, min_size=1, max_size=5))
        swatches += [Swatch(color, name=draw(NAMES), group=group) for color in members]
    return tuple(swatches)


PALETTES: SearchStrategy[Palette] = st.builds(Palette, grouped_swatches(), NAMES)


def colors(palette: Palette) -> list[Color]:
    return [swatch.color for swatch in palette.swatches]


def plain(text: str) -> str:
    """A text as formats keep it that have no line ends: what it says, not how it is spaced."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


@cache
def opaque(count: int) -> Palette:
    """A palette of so many different opaque colours."""
    return Palette(
        tuple(Swatch((i & 255, i >> 8 & 255, i >> 16 & 255, 255)) for i in range(1, count + 1))
    )


def decode(codec: PaletteCodec, data: bytes) -> Palette:
    assert codec.read is not None
    return codec.read(data)
