"""The syntax of the formats that are lists of colours in text."""

from __future__ import annotations

import pytest

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import CODECS, PaletteFormatError, encode_palette
from tests.palette_files.palettes import PALETTE, colors, decode

RGB = [(255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255)]
OPAQUE = Palette((Swatch((255, 0, 16, 255), name="Deep red"), Swatch((1, 2, 3, 255))), "Two")


def read(name: str, data: bytes) -> Palette:
    return decode(CODECS[name], data)


def written(name: str, palette: Palette) -> bytes:
    return encode_palette(palette, CODECS[name])[0]


@pytest.mark.parametrize(
    "name",
    ["css", "csv", "gpl", "hex", "jasc", "json", "lospec", "paint-net", "scss", "soc", "tailwind"],
)
def test_line_ends_and_byte_order_mark(name: str) -> None:
    data = b"\xef\xbb\xbf" + written(name, OPAQUE).replace(b"\r", b"").replace(b"\n", b"\r\n")
    assert colors(read(name, data)) == colors(OPAQUE)


def test_gpl_of_other_programs() -> None:
    text = (
        b"GIMP Palette\r\nName: Caf\xe9\r\nColumns: 4\r\n#\r\n  1\t 2   3\tR\xf6t\r\n\r\n4 5 6\r\n"
    )
    back = read("gpl", text)
    assert back.name == "Café"
    assert [(s.color, s.name) for s in back.swatches] == [
        ((1, 2, 3, 255), "Röt"),
        ((4, 5, 6, 255), ""),
    ]
    aseprite = read("gpl", b"GIMP Palette\nChannels: RGBA\n#\n  1   2   3   0 None\n")
    assert aseprite.swatches == (Swatch((1, 2, 3, 0), name="None"),)


@pytest.mark.parametrize("line", ["1 2", "1 2 256", "-1 2 3", "red", "1.5 2 3"])
def test_gpl_errors_name_the_line(line: str) -> None:
    with pytest.raises(PaletteFormatError, match="line 3"):
        read("gpl", f"GIMP Palette\n#\n{line}\n".encode())


def test_gpl_suits_krita_and_gimp() -> None:
    opaque = written("gpl", Palette(PALETTE.swatches[:1])).decode()
    assert opaque.splitlines()[:2] == ["GIMP Palette", "Name: Untitled"]
    assert len(opaque) >= 50  # Krita refuses shorter files
    clear = Palette((*PALETTE.swatches, Swatch((0, 0, 0, 0))), "Two")
    lines = written("gpl", clear).decode().splitlines()
    # GIMP takes each line after Name and Columns that is no comment for an opaque colour.
    assert [line for line in lines[2:] if not line.startswith("#")] == [
        "255   0  16\tDeep red",
        "  1   2   3\tUntitled",
    ]


def test_hex_of_other_programs() -> None:
    back = read("hex", b"; made by hand\r\n#FF0010\r\n\r\n0x01020304\r\n")
    assert colors(back) == colors(PALETTE)
    assert written("hex", PALETTE) == b"ff0010\n01020304\n"


def test_paint_net_has_alpha_first() -> None:
    text = b";paint.net Palette File\n;Colors: 3\nFFFF0000\nFF00FF00 ; green\n\nFF0000FF\n"
    assert colors(read("paint-net", text)) == RGB
    assert colors(read("paint-net", b";\n80010203\n040506\n")) == [(1, 2, 3, 128), (4, 5, 6, 255)]
    assert written("paint-net", PALETTE) == (
        b";paint.net Palette File\n;Palette Name: Two\n;Colors: 2\nFFFF0010\n04010203\n"
    )
    assert read("paint-net", written("paint-net", PALETTE)).name == "Two"
    with pytest.raises(PaletteFormatError, match="line 2: aarrggbb"):
        read("paint-net", b";\n#FF0000\n")


def test_jasc() -> None:
    text = b"JASC-PAL\r\n0100\r\n3\r\n255 0 0\r\n0 255 0\r\n0 0 255\r\n"
    assert colors(read("jasc", text)) == RGB
    assert written("jasc", Palette(tuple(map(Swatch, RGB)))) == text
    assert colors(read("jasc", b"JASC-PAL\n0100\n1\n1 2 3 0\n")) == [(1, 2, 3, 0)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("JASC-PAL\n0100\n2\n1 2 3\n", "names 2 colours and holds 1"),
        ("JASC-PAL\n0100\n1\n1 2 3\n4 5 6\n", "line 5: there are more"),
        ("JASC-PAL\n0100\n99999999\n1 2 3\n", "more than"),
        ("JASC-PAL\n0100\n0\n", "no colours"),
        ("JASC-PAL\n0100\n-1\n", "line 3"),
        ("JASC-PAL\n0200\n1\n1 2 3\n", "0100"),
        ("JASC-PAL\n0100\n1\n1 2\n", "line 4: three numbers"),
        ("JASC-PAL\n0100\n1\n1 2 256\n", "line 4: 256 is above"),
    ],
)
def test_jasc_errors(text: str, reason: str) -> None:
    with pytest.raises(PaletteFormatError, match=reason):
        read("jasc", text.encode())


def test_json_keeps_everything() -> None:
    swatch = Swatch((1, 2, 3, 4), locked=True, name='"', share=0.25, group="G")
    palette = Palette((swatch, *PALETTE.swatches), "All")
    assert read("json", written("json", palette)) == palette


HEAD = '{"format": "quantizer-palette", "version": 1, "colors": '


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "not a JSON object"),
        ("{", "line 1"),
        ("[" * 100_000, "line 1"),
        ('{"version": ' + "9" * 5000 + "}", "line 1"),
        (HEAD.replace("1", "2") + "[]}", '"version"'),
        (HEAD.replace("1", "true") + "[]}", '"version"'),
        (HEAD + "[]}", "no colours"),
        (HEAD + "3}", "not a list"),
        (HEAD + '["#ffffff"]}', "colour 1 is not"),
        (HEAD + '[{"hex": "#fff"}]}', "colour 1"),
        (HEAD + '[{"hex": "#ffffff", "alpha": 256}]}', "alpha"),
        (HEAD + '[{"hex": "#ffffff", "alpha": true}]}', "alpha"),
        (HEAD + '[{"hex": "#ffffff", "locked": 1}]}', "locked"),
        (HEAD + '[{"hex": "#ffffff", "share": NaN}]}', "share"),
        (HEAD + '[{"hex": "#ffffff", "name": null}]}', "name"),
        (HEAD + '[{"hex": "#ffffff", "group": 3}]}', "group"),
        (HEAD + '[{"hex": "#ffffff", "lock": true}]}', "unknown key"),
    ],
)
def test_json_is_strict(text: str, reason: str) -> None:
    with pytest.raises(PaletteFormatError, match=reason):
        read("json", text.encode())


def test_lospec_json() -> None:
    assert written("lospec", OPAQUE) == (
        b'{"name": "Two", "author": "", "colors": ["ff0010", "010203"]}\n'
    )
    back = read("lospec", b'{"name": "Mine", "author": "Me", "colors": ["FF0000", "00ff00"]}')
    assert (back.name, colors(back)) == ("Mine", RGB[:2])


@pytest.mark.parametrize(
    "text",
    [
        '["#f00", "hsl(120 100% 50%)", "blue"]',
        "[[255, 0, 0], [0, 255, 0, 255], [0, 0, 255]]",
        '[{"hex": "#f00"}, {"color": "lime"}, {"value": [0, 0, 255]}]',
        '{"red": "#f00", "green": "#0f0", "blue": "#00f"}',
        '{"all": {"red": {"$value": "#f00"}, "green": "#0f0"}, "$type": "color", "b": "#00f"}',
    ],
)
def test_json_of_other_programs(text: str) -> None:
    assert colors(read("lospec", text.encode())) == RGB


def test_json_names_groups_and_what_is_left_out() -> None:
    text = '{"sky": {"day": "#00f", "size": "4px"}, "ink": {"value": "#000", "name": "Ink"}}'
    back = read("lospec", text.encode())
    assert [(s.name, s.group) for s in back] == [("day", "sky"), ("Ink", "")]
    assert back.notices == ("left out, since they are no colours: size",)
    for wrong, reason in (("[]", "no colours"), ("[1]", "entry 1"), ('["#12"]', "#12")):
        with pytest.raises(PaletteFormatError, match=reason):
            read("lospec", wrong.encode())


def test_soc() -> None:
    named = Palette((Swatch((255, 0, 16, 255), name='A & "B"'), Swatch((1, 2, 3, 255))))
    lines = written("soc", named).decode().splitlines()
    assert lines[2] == """  <draw:color draw:name='A &amp; "B"' draw:color="#ff0010"/>"""
    assert lines[3] == '  <draw:color draw:name="#010203" draw:color="#010203"/>'
    assert read("soc", written("soc", named)) == named
    for xml in ("<color-table>", "<color-table/>", "<draw:color draw:color='red'/>"):
        with pytest.raises(PaletteFormatError):
            read("soc", xml.encode())
    with pytest.raises(PaletteFormatError, match="document type"):
        read("soc", b"<!DOCTYPE color-table><color-table/>")


def test_csv() -> None:
    palette = Palette((Swatch((255, 0, 0, 128), name='Red, "hot"', group="Warm"),))
    assert written("csv", palette) == (
        b'name,hex,red,green,blue,alpha,group\r\n"Red, ""hot""",#ff000080,255,0,0,128,Warm\r\n'
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Name;Colour\nred;#f00\ngreen;#0f0\nblue;blue", ["red", "green", "blue"]),
        ("r\tg\tb\n255\t0\t0\n0\t255\t0\n0\t0\t255", ["", "", ""]),
        ("255,0,0,red\n0,255,0,green\n0,0,255,blue", ["red", "green", "blue"]),
        ("red,ff0000\n\ngreen,00ff00\nblue,0000ff", ["red", "green", "blue"]),
    ],
)
def test_csv_of_other_programs(text: str, names: list[str]) -> None:
    back = read("csv", text.encode())
    assert colors(back) == RGB
    assert [swatch.name for swatch in back] == names


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,hex\na,#f00\nb,4px\n", "line 3"),
        ("a,#f00\nb,none\n", "line 2"),
        ("r,g,b\n1,2,256\n", "line 2"),
        ("a,#f00\n" + "x" * 200_000, "line 2"),
        ("name,hex\n", "no colours"),
    ],
)
def test_csv_errors_name_the_line(text: str, reason: str) -> None:
    with pytest.raises(PaletteFormatError, match=reason):
        read("csv", text.encode())
