"""What must be true of every palette format."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quantizer.errors import ReadError, SettingsError, WriteError
from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import (
    CODECS,
    PaletteCodec,
    PaletteFormatError,
    codec_for_path,
    encode_palette,
    fit_palette,
    read_palette,
    write_palette,
)
from quantizer.palette_files._codec import Match
from tests.palette_files.palettes import (
    PALETTE,
    PALETTES,
    colors,
    decode,
    every_codec,
    every_reader,
    opaque,
    plain,
)


def encoded(codec: PaletteCodec, palette: Palette) -> tuple[Palette, bytes]:
    """The palette as the format holds it, and its bytes; rejects those that it cannot hold."""
    try:
        fitted = fit_palette(palette, codec)
    except PaletteFormatError:
        assume(False)
        raise
    return fitted.palette, encode_palette(palette, codec)[0]


@every_codec
@given(palette=PALETTES)
def test_colours_names_and_groups_come_back_in_order(codec: PaletteCodec, palette: Palette) -> None:
    kept, data = encoded(codec, palette)
    back = decode(codec, data)
    assert colors(back) == colors(kept)
    assert [plain(s.name) for s in back] == [plain(swatch.name) for swatch in kept]
    assert [plain(s.group) for s in back] == [plain(swatch.group) for swatch in kept]
    assert codec.sniff(data) is not Match.NO
    assert not back.notices


@pytest.mark.parametrize("name", ["css", "json", "scss", "tailwind"])
@given(palette=PALETTES)
def test_any_name_comes_back_exactly(name: str, palette: Palette) -> None:
    back = decode(CODECS[name], encoded(CODECS[name], palette)[1])
    assert [swatch.name for swatch in back.swatches] == [s.name for s in palette.swatches]
    assert back.name == palette.name


@pytest.mark.sample(4)
@every_codec
@given(palette=PALETTES)
def test_the_same_palette_gives_the_same_bytes(codec: PaletteCodec, palette: Palette) -> None:
    assert encoded(codec, palette)[1] == encoded(codec, palette)[1]


@every_reader
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode()))
def test_any_bytes_are_decoded_or_refused(codec: PaletteCodec, data: bytes) -> None:
    codec.sniff(data)
    with contextlib.suppress(PaletteFormatError):
        assert len(decode(codec, data)) > 0


@every_codec
@settings(max_examples=8)
@given(palette=PALETTES, data=st.data())
def test_damaged_files_are_decoded_or_refused(
    codec: PaletteCodec, palette: Palette, data: st.DataObject
) -> None:
    _, intact = encoded(codec, palette)
    start, end = (data.draw(st.integers(0, len(intact))) for _ in range(2))
    damaged = intact[:start] + data.draw(st.binary(max_size=4)) + intact[end:]
    codec.sniff(damaged)
    with contextlib.suppress(PaletteFormatError):
        assert len(decode(codec, damaged)) > 0


@every_codec
def test_a_file_that_is_cut_anywhere_is_decoded_or_refused(codec: PaletteCodec) -> None:
    palette = Palette((*PALETTE.swatches, Swatch((9, 8, 7, 255), name="Ä", group="G")), "Three")
    intact = encode_palette(palette, codec)[0]
    whole = decode(codec, intact)
    for length in range(len(intact)):
        codec.sniff(intact[:length])
        try:
            back = decode(codec, intact[:length])
        except PaletteFormatError:
            continue
        is_shorter_table = codec.name == "act" and length == 768
        assert codec.is_text or is_shorter_table or colors(back) == colors(whole), length


@every_codec
def test_too_many_entries_are_refused(codec: PaletteCodec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quantizer.palette_files._codec.MAX_ENTRIES", 5)
    assert len(decode(codec, encode_palette(opaque(5), codec)[0])) == 5
    with pytest.raises(PaletteFormatError, match="more than 5"):
        decode(codec, encode_palette(opaque(6), codec)[0])


@pytest.mark.sample(6)
@every_codec
def test_60000_entries_are_refused(codec: PaletteCodec) -> None:
    with pytest.raises(PaletteFormatError, match=r"more than|at most|larger than 4 MB"):
        decode(codec, encode_palette(opaque(60_000), codec)[0])


@every_codec
def test_no_entries_are_refused(codec: PaletteCodec) -> None:
    with pytest.raises(PaletteFormatError, match="no colours"):
        encode_palette(Palette(()), codec)
    with pytest.raises(PaletteFormatError):
        decode(codec, b"")


@every_codec
def test_through_a_file(codec: PaletteCodec, tmp_path: Path) -> None:
    path = tmp_path / f"two{codec.extensions[0].upper()}"
    kept = fit_palette(PALETTE, codec)
    assert write_palette(PALETTE, path, codec=codec) == kept.notices
    assert colors(read_palette(path)) == colors(kept.palette)
    with pytest.raises(WriteError):
        write_palette(PALETTE, path, codec=codec)


@pytest.mark.sample(4)
@every_codec
@pytest.mark.parametrize("suffix", ["", ".unknown", ".gpl", ".json", ".png"])
def test_the_content_decides_before_the_extension(
    codec: PaletteCodec, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"two{suffix}"
    write_palette(PALETTE, path, codec=codec)
    assert colors(read_palette(path)) == colors(fit_palette(PALETTE, codec).palette)


def test_the_extension_decides_where_the_content_could_be_both(tmp_path: Path) -> None:
    for suffix, color in ((".hex", (0x80, 0xFF, 0x00, 0x10)), (".txt", (0xFF, 0x00, 0x10, 0x80))):
        path = tmp_path / f"one{suffix}"
        path.write_text("80ff0010\n")
        assert colors(read_palette(path)) == [color]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.gpl").touch()
    (tmp_path / "foreign").write_bytes(b"\x7fELF\2\1\1\0")
    (tmp_path / "line.hex").write_text("ff0000\nxyz\n")
    (tmp_path / "sheet.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    for name, reason in (
        ("empty.gpl", "is empty"),
        ("foreign", ".css, .csv, .gpl, .hex, .pal, .json"),
        ("line.hex", "line 2"),
        ("sheet.svg", "known format"),
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
    with pytest.raises(SettingsError, match="can be read, but not written"):
        codec_for_path(tmp_path / "palette.aseprite")
    with pytest.raises(WriteError, match="can be read, but not written"):
        write_palette(PALETTE, tmp_path / "palette.aseprite", codec=CODECS["aseprite"])
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
    assert (result.returncode, result.stdout.split()) == (0, list(CODECS.names))
