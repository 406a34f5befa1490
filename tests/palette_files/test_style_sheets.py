"""CSS, SCSS and Tailwind themes, and the notations of colours in them."""

from __future__ import annotations

import pytest

from quantizer.image.palette import Palette
from quantizer.palette_files import CODECS, PaletteFormatError, encode_palette
from quantizer.palette_files._css_color import DependentColorError, parse_css_color
from tests.palette_files.palettes import PALETTE, colors, decode


def read(name: str, text: str) -> Palette:
    return decode(CODECS[name], text.encode())


def written(name: str, palette: Palette) -> str:
    return encode_palette(palette, CODECS[name])[0].decode()


# Lab, LCH, OKLab and OKLCH of #7d2329 and #c65d07 are from the examples of CSS Color 4; red-500 is
# Tailwind's.
@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("#f01", "ff0011ff"),
        ("#F018", "ff001188"),
        ("#ff0010", "ff0010ff"),
        ("#ff001080", "ff001080"),
        ("rgb(255 0 16 / 50%)", "ff001080"),
        ("RGBA(255,0,16,.5)", "ff001080"),
        ("rgb(100%, 0%, 6.3%)", "ff0010ff"),
        ("rgb(300 -5 none)", "ff0000ff"),
        ("hsl(120deg 100% 25%)", "008000ff"),
        ("hsla(120, 100%, 25%, 0.5)", "00800080"),
        ("hsl(0.5turn 100 50)", "00ffffff"),
        ("hsl(200grad 100% 50%)", "00ffffff"),
        ("hsl(3.14159265rad 100% 50%)", "00ffffff"),
        ("hsl(-120 100% 50%)", "0000ffff"),
        ("hwb(90 10% 10%)", "80e61aff"),
        ("hwb(0 60% 60%)", "808080ff"),
        ("lab(29.2345% 39.3825 20.0664)", "7d2329ff"),
        ("lch(29.2345% 44.2 27)", "7d2329ff"),
        ("oklab(40.101% 0.1147 0.0453)", "7d2329ff"),
        ("oklch(40.101% 0.12332 21.555)", "7d2329ff"),
        ("oklch(63.7% 0.237 25.331)", "fb2c36ff"),
        ("color(srgb 1 0.5 0 / 0.5)", "ff800080"),
        ("color(srgb-linear 1 0.2159 0)", "ff8000ff"),
        ("color(xyz 0.9504559 1 1.0890577)", "ffffffff"),
        ("color(xyz-d50 0.9642956 1 0.8251046)", "ffffffff"),
        ("color(display-p3 1 1 1)", "ffffffff"),
        ("rebeccapurple", "663399ff"),
        ("DarkSlateGrey", "2f4f4fff"),
        ("transparent", "00000000"),
    ],
)
def test_notations_of_colours(value: str, code: str) -> None:
    parsed = parse_css_color(value)
    assert parsed is not None
    assert bytes(parsed.color).hex() == code


@pytest.mark.parametrize("value", ["4px", "solid", "url(#ff0000)", "", "1 2 3", "f00", "x" * 500])
def test_what_is_no_colour(value: str) -> None:
    assert parse_css_color(value) is None


@pytest.mark.parametrize(
    "value",
    ["#12345", "#ggg", "rgb(1 2)", "rgb(1 2 3 4)", "rgb(a b c)", "hsl(10px 1% 1%)", "rgb(1 2 3"],
)
def test_colours_that_are_written_wrongly(value: str) -> None:
    with pytest.raises(PaletteFormatError) as caught:
        parse_css_color(value)
    assert not isinstance(caught.value, DependentColorError)


@pytest.mark.parametrize(
    "value",
    [
        "var(--a)",
        "color-mix(in srgb, red, blue)",
        "light-dark(#000, #fff)",
        "rgb(from red r g b)",
        "hsl(var(--hue) 50% 50%)",
        "rgb(calc(1 + 2) 0 0)",
        "color(rec2020 1 0 0)",
        "currentColor",
    ],
)
def test_colours_that_depend_on_something_else(value: str) -> None:
    with pytest.raises(DependentColorError):
        parse_css_color(value)


def test_css_of_other_programs() -> None:
    back = read(
        "css",
        "/* --no: #000; */ .a { color: #111; --gap: 4px; --text: '--b: #222;';\n"
        "--short: #f01; --brand-red: rgb(255 0 16 / 50%); --old: RGBA(1,2,3,.5);\n"
        "--percent: rgb(100%, 0%, 50%); --other: var(--old); --last: #01020304 !important;\n"
        "--wide: oklch(70% 0.4 150) }",
    )
    assert [(s.name, s.color) for s in back.swatches] == [
        ("short", (255, 0, 17, 255)),
        ("brand-red", (255, 0, 16, 128)),
        ("old", (1, 2, 3, 128)),
        ("percent", (255, 0, 128, 255)),
        ("last", (1, 2, 3, 4)),
        ("wide", (0, 214, 0, 255)),
    ]
    assert back.notices == (
        "left out, since they depend on other declarations: --other",
        "left out, since they are no colours: --gap, --text",
        "outside sRGB and cut to it, as browsers do: --wide",
    )


def test_css_without_custom_properties_gives_its_other_colours_once() -> None:
    back = read(
        "css",
        "@media screen { .Theme-1-hex { color: #F00; } }\n.Theme-2-hex { color: #00FF00; }\n"
        "#id a:hover { background-color: hsl(0 100% 50%); border: 1px solid blue; margin: 0 }\n"
        ".x { fill: blue; src: url(a.png#abcde) }",
    )
    assert [(s.name, s.hex) for s in back] == [
        ("Theme-1-hex", "#ff0000"),
        ("Theme-2-hex", "#00ff00"),
        ("x", "#0000ff"),
    ]
    assert back.notices == ("left out, since they are no colours: border",)
    with pytest.raises(PaletteFormatError, match="line 2: '#12345'"):
        read("css", ".a {\ncolor: #12345 }")


@pytest.mark.parametrize("name", ["css", "scss", "tailwind"])
def test_a_style_sheet_without_colours_says_what_it_has(name: str) -> None:
    text = {"css": "--a: 4px;", "scss": "$a: 4px;", "tailwind": "@theme { --color-a: 4px; }"}[name]
    with pytest.raises(PaletteFormatError, match=r"no colours; left out.*: (--|\$)?a"):
        read(name, text)


def test_css_lines_suit_gimps_importer() -> None:
    assert "  --color-1: #ff0010; /* Deep red */\n" in written("css", PALETTE)


@pytest.mark.parametrize(("text", "line"), [("\n--a: #12345;", 2), ("--a: #fff;\n\n/* x", 3)])
def test_css_errors_name_the_line(text: str, line: int) -> None:
    with pytest.raises(PaletteFormatError, match=f"line {line}"):
        read("css", text)


def test_scss() -> None:
    assert written("scss", PALETTE) == (
        "// Palette Two\n$deep-red: #ff0010; // name: Deep red\n$color-2: #01020304;\n"
    )
    back = read(
        "scss",
        "// $no: #000;\n$brand: #f00 !default;\n/* $no: #000; */ $gap: 4px; $mix: mix($a, $b);\n"
        "$url: url('http://x/y'); $sky: (\n 'day': rgba(0, 0, 255, .5), // blue\n night: #001,\n);",
    )
    assert [(s.name, s.group, s.hex) for s in back] == [
        ("brand", "", "#ff0000"),
        ("day", "sky", "#0000ff80"),
        ("night", "sky", "#000011"),
    ]
    assert back.notices == ("left out, since they are no colours: $gap, $mix, $url",)
    with pytest.raises(PaletteFormatError, match="line 2"):
        read("scss", "$a: #fff;\n$b: #12345;")


def test_tailwind_theme() -> None:
    assert written("tailwind", PALETTE) == (
        "/* Palette Two */\n@theme {\n  --color-deep-red: #ff0010; /* name: Deep red */\n"
        "  --color-2: #01020304;\n}\n"
    )
    back = read(
        "tailwind",
        "@import 'tailwindcss';\n@theme inline {\n --color-*: initial;\n"
        " --color-red-500: oklch(63.7% 0.237 25.331);\n --font-sans: Inter;\n"
        " --color-a: var(--b);\n}",
    )
    assert [(s.name, s.hex) for s in back] == [("red-500", "#fb2c36")]
    assert back.notices == ("left out, since they depend on other declarations: a",)


def test_tailwind_configuration() -> None:
    back = read(
        "tailwind",
        "// colors: { no: '#000' }\nmodule.exports = { theme: { extend: { colors: {\n"
        "  white: '#fff', 'deep-red': { 500: \"#f00\", DEFAULT: '#e00', }, /* a, b */\n"
        "  mine: colors.red, ...colors, faded: `rgb(1 2 3 / 50%)`, call: f({ a: 1 }, '}'),\n"
        "} } }, plugins: [] }",
    )
    assert [(s.name, s.hex) for s in back] == [
        ("white", "#ffffff"),
        ("deep-red-500", "#ff0000"),
        ("deep-red", "#ee0000"),
        ("faded", "#01020380"),
    ]
    assert back.notices == ("left out, since they are no colours: mine, call",)
    for text in ("colors: { a: ", "colors: {" + "a: {" * 20, "colors: { a: '#fff'"):
        with pytest.raises(PaletteFormatError):
            read("tailwind", text)


def test_identifiers_are_different() -> None:
    names = ["Sky", "sky", "", "7", "Öl", "sky-2"]
    swatches = tuple(PALETTE.swatches[0].__class__((1, 2, 3, 255), name=name) for name in names)
    for name in ("scss", "tailwind"):
        text = written(name, Palette(swatches))
        declared = [
            line.partition(":")[0].strip() for line in text.splitlines() if "#010203" in line
        ]
        assert len(set(declared)) == len(names)
        back = read(name, text)
        assert [swatch.name for swatch in back] == names
        assert colors(back) == [(1, 2, 3, 255)] * len(names)
