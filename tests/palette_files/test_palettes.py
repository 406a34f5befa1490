"""Palette files: the properties of all codecs, then the syntax of each."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantizer.errors import ReadError, SettingsError, WriteError
from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import (
    CODECS,
    PaletteCodec,
    codec_for_path,
    read_palette,
    write_palette,
)
from quantizer.palette_files._codec import PaletteFormatError

every_codec = pytest.mark.parametrize("codec", list(CODECS), ids=lambda codec: codec.name)

LEVEL = st.integers(0, 255)
NASTY = ["*/ } body { --x: #fff; }", 'a"b', "a;b:c", "a\nGIMP Palette", "#", "1 2 3", "/*", "\\41 "]
# CSS has no way to write NUL: an escape for it is read as U+FFFD.
CHARACTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
NAMES = st.text(CHARACTERS, max_size=12) | st.sampled_from(NASTY)
SWATCHES = st.builds(Swatch, st.tuples(LEVEL, LEVEL, LEVEL, LEVEL | st.just(255)), name=NAMES)
PALETTES = st.builds(Palette, st.lists(SWATCHES, min_size=1, max_size=9).map(tuple), NAMES)
PALETTE = Palette((Swatch((255, 0, 16, 255), name="Deep red"), Swatch((1, 2, 3, 4))), "Two")


def colors(palette: Palette) -> list[tuple[int, int, int, int]]:
    return [swatch.color for swatch in palette.swatches]


@every_codec
@given(palette=PALETTES)
def test_any_palette_comes_back(codec: PaletteCodec, palette: Palette) -> None:
    back = codec.read(codec.write(palette))
    assert colors(back) == colors(palette)
    assert codec.sniff(codec.write(palette))


@pytest.mark.parametrize("name", ["css", "json"])
@given(palette=PALETTES)
def test_any_name_comes_back_exactly(name: str, palette: Palette) -> None:
    back = CODECS[name].read(CODECS[name].write(palette))
    assert [swatch.name for swatch in back.swatches] == [s.name for s in palette.swatches]
    assert back.name == palette.name


@every_codec
def test_ordinary_names_come_back(codec: PaletteCodec) -> None:
    if codec.names:
        back = codec.read(codec.write(PALETTE))
        assert (back.name, back.swatches[0].name, back.swatches[1].name) == ("Two", "Deep red", "")


@every_codec
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode()))
def test_any_bytes_are_decoded_or_refused(codec: PaletteCodec, data: bytes) -> None:
    codec.sniff(data)
    with contextlib.suppress(PaletteFormatError):
        assert len(codec.read(data)) > 0


@every_codec
@given(palette=PALETTES, data=st.data())
def test_damaged_files_are_decoded_or_refused(
    codec: PaletteCodec, palette: Palette, data: st.DataObject
) -> None:
    intact = codec.write(palette)
    start, end = (data.draw(st.integers(0, len(intact))) for _ in range(2))
    damaged = intact[:start] + data.draw(st.binary(max_size=4)) + intact[end:]
    with contextlib.suppress(PaletteFormatError):
        assert len(codec.read(damaged)) > 0


@every_codec
def test_line_ends_and_byte_order_mark(codec: PaletteCodec) -> None:
    data = b"\xef\xbb\xbf" + codec.write(PALETTE).replace(b"\n", b"\r\n")
    assert colors(codec.read(data)) == colors(PALETTE)


@every_codec
def test_too_many_entries(codec: PaletteCodec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quantizer.palette_files._codec.MAX_ENTRIES", 5)
    assert len(codec.read(codec.write(Palette(PALETTE.swatches[:1] * 5)))) == 5
    data = codec.write(Palette(PALETTE.swatches[:1] * 6))
    with pytest.raises(PaletteFormatError, match="more than"):
        codec.read(data)


@every_codec
def test_through_a_file(codec: PaletteCodec, tmp_path: Path) -> None:
    path = tmp_path / f"two{codec.extensions[0].upper()}"
    write_palette(PALETTE, path)
    assert colors(read_palette(path)) == colors(PALETTE)
    unknown = tmp_path / "two.unknown"
    write_palette(PALETTE, unknown, codec=codec)
    assert colors(read_palette(unknown)) == colors(PALETTE)
    with pytest.raises(WriteError):
        write_palette(PALETTE, path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.gpl").touch()
    (tmp_path / "foreign").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    (tmp_path / "line.hex").write_text("ff0000\nxyz\n")
    for name, reason in (
        ("empty.gpl", "is empty"),
        ("foreign", ".css, .gpl, .hex, .json"),
        ("line.hex", "line 2"),
        ("missing.css", "no such file"),
        ("", "folder"),
        ("a\0b.css", "no such file"),
    ):
        with pytest.raises(ReadError, match=reason) as caught:
            read_palette(tmp_path / name)
        assert str(tmp_path / name) in str(caught.value)


def test_files_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\.gpl"):
        codec_for_path(tmp_path / "palette.xyz")
    with pytest.raises(WriteError, match="no colours"):
        write_palette(Palette(()), tmp_path / "none.gpl")
    assert not list(tmp_path.iterdir())


def test_names_are_listed_without_numpy() -> None:
    code = (
        "import sys, quantizer.palette_files as p; print(*p.CODECS.names); "
        "sys.exit('numpy' in sys.modules or 'PIL' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (result.returncode, result.stdout.split()) == (0, ["css", "gpl", "hex", "json"])


def test_gpl_of_other_programs() -> None:
    text = (
        b"GIMP Palette\r\nName: Caf\xe9\r\nColumns: 4\r\n#\r\n  1\t 2   3\tR\xf6t\r\n\r\n4 5 6\r\n"
    )
    back = CODECS["gpl"].read(text)
    assert back.name == "Café"
    assert [(s.color, s.name) for s in back.swatches] == [
        ((1, 2, 3, 255), "Röt"),
        ((4, 5, 6, 255), ""),
    ]
    aseprite = CODECS["gpl"].read(b"GIMP Palette\nChannels: RGBA\n#\n  1   2   3   0 None\n")
    assert aseprite.swatches == (Swatch((1, 2, 3, 0), name="None"),)


@pytest.mark.parametrize("line", ["1 2", "1 2 256", "-1 2 3", "red", "1.5 2 3"])
def test_gpl_errors_name_the_line(line: str) -> None:
    with pytest.raises(PaletteFormatError, match="line 3"):
        CODECS["gpl"].read(f"GIMP Palette\n#\n{line}\n".encode())


def test_gpl_suits_krita() -> None:
    opaque = CODECS["gpl"].write(Palette(PALETTE.swatches[:1])).decode()
    assert opaque.splitlines()[:2] == ["GIMP Palette", "Name: Untitled"]
    assert "Channels" not in opaque
    assert len(opaque) >= 50  # Krita refuses shorter files
    assert "Channels: RGBA" in CODECS["gpl"].write(PALETTE).decode()


def test_hex_of_other_programs() -> None:
    back = CODECS["hex"].read(b"; made by hand\r\n#FF0010\r\n\r\n0x01020304\r\n")
    assert colors(back) == colors(PALETTE)
    assert CODECS["hex"].write(PALETTE) == b"ff0010\n01020304\n"


def test_css_of_other_programs() -> None:
    back = CODECS["css"].read(
        b"/* --no: #000; */ .a { color: #111; --gap: 4px; --text: '--b: #222;';\n"
        b"--short: #f01; --brand-red: rgb(255 0 16 / 50%); --old: RGBA(1,2,3,.5);\n"
        b"--percent: rgb(100%, 0%, 50%); --other: var(--old); --last: #01020304 }"
    )
    assert [(s.name, s.color) for s in back.swatches] == [
        ("short", (255, 0, 17, 255)),
        ("brand-red", (255, 0, 16, 128)),
        ("old", (1, 2, 3, 128)),
        ("percent", (255, 0, 128, 255)),
        ("last", (1, 2, 3, 4)),
    ]


def test_css_lines_suit_gimps_importer() -> None:
    assert "  --color-1: #ff0010; /* Deep red */\n" in CODECS["css"].write(PALETTE).decode()


@pytest.mark.parametrize(("text", "line"), [("\n--a: #12345;", 2), ("--a: #fff;\n\n/* x", 3)])
def test_css_errors_name_the_line(text: str, line: int) -> None:
    with pytest.raises(PaletteFormatError, match=f"line {line}"):
        CODECS["css"].read(text.encode())


def test_json_keeps_everything() -> None:
    swatch = Swatch((1, 2, 3, 4), locked=True, name='"', share=0.25)
    palette = Palette((swatch, *PALETTE.swatches), "All")
    assert CODECS["json"].read(CODECS["json"].write(palette)) == palette


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
        (HEAD + '[{"hex": "#ffffff", "lock": true}]}', "unknown key"),
    ],
)
def test_json_is_strict(text: str, reason: str) -> None:
    with pytest.raises(PaletteFormatError, match=reason):
        CODECS["json"].read(text.encode())
