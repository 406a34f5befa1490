"""What a format cannot hold is left out and said, or refused."""

from __future__ import annotations

import pytest

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import CODECS, PaletteFormatError, fit_palette
from tests.palette_files.palettes import colors, opaque

CLEAR, HALF, FULL = Swatch((0, 0, 0, 0)), Swatch((9, 8, 7, 128)), Swatch((1, 2, 3, 255), name="A")


@pytest.mark.parametrize(
    "name", ["gpl", "ase", "aco", "jasc", "riff", "kpl", "procreate", "lospec"]
)
def test_a_format_without_alpha_gets_opaque_colours_only(name: str) -> None:
    fitted = fit_palette(Palette((CLEAR, HALF, FULL, CLEAR)), CODECS[name])
    assert colors(fitted.palette) == [(9, 8, 7, 255), (1, 2, 3, 255)]
    assert "2 transparent entries are left out" in fitted.notices[0]
    assert "1 entry is written as opaque" in fitted.notices[1]
    with pytest.raises(PaletteFormatError, match="no transparency"):
        fit_palette(Palette((CLEAR,)), CODECS[name])


def test_a_colour_table_holds_one_transparent_entry() -> None:
    fitted = fit_palette(Palette((FULL, CLEAR, CLEAR)), CODECS["act"])
    assert colors(fitted.palette) == [(1, 2, 3, 255), (0, 0, 0, 0)]
    assert "only one transparent entry; 1 transparent entry is left out" in fitted.notices[0]


@pytest.mark.parametrize("name", ["json", "css", "scss", "tailwind", "csv", "hex", "png", "svg"])
def test_a_format_with_alpha_loses_nothing_of_it(name: str) -> None:
    palette = Palette((CLEAR, HALF))
    assert fit_palette(palette, CODECS[name]).palette == palette
    assert not fit_palette(palette, CODECS[name]).notices


def test_names_and_groups_are_lost_only_where_there_are_some() -> None:
    grouped = Palette((Swatch((1, 2, 3, 255), name="A", group="G"),))
    names, groups = fit_palette(grouped, CODECS["hex"]).notices
    assert "names" in names
    assert "groups" in groups
    assert not fit_palette(opaque(2), CODECS["hex"]).notices
    assert not fit_palette(grouped, CODECS["ase"]).notices


@pytest.mark.exhaustive
def test_too_many_entries_are_refused_or_said() -> None:
    for name, most in (("act", 256), ("procreate", 30), ("aco", 65_535), ("riff", 65_535)):
        assert len(fit_palette(opaque(most), CODECS[name]).palette) == most
        with pytest.raises(PaletteFormatError, match=f"at most {most:,} colours, not {most + 1:,}"):
            fit_palette(opaque(most + 1), CODECS[name])
    assert not fit_palette(opaque(96), CODECS["paint-net"]).notices
    assert "first 96 colours of 97" in fit_palette(opaque(97), CODECS["paint-net"]).notices[0]
