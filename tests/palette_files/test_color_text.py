"""Colours in text of any kind."""

from __future__ import annotations

import pytest

from quantizer.palette_files import colors_in_text

WHITE, RED = (255, 255, 255, 255), (255, 0, 0, 255)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#fff, ff0000", (WHITE, RED)),
        ("FFF f00", (WHITE, RED)),
        (":root { --a: #FFF; --b: rgb(255 0 0 / 100%); }", (WHITE, RED)),
        ("0xFFFFFF\n0xff0000ff;", (WHITE, RED)),
        ('["#ffffff","#f00"]', (WHITE, RED)),
        ("#12 #12345 an added word, rgb(var(--x))", ()),
        ("", ()),
    ],
)
def test_colours_are_found_whatever_is_around_them(
    text: str, expected: tuple[tuple[int, int, int, int], ...]
) -> None:
    assert colors_in_text(text) == expected
