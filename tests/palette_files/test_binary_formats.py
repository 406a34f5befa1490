"""The bytes of the binary formats, put together by hand from their descriptions."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import CODECS, PaletteFormatError, encode_palette
from tests.palette_files.palettes import colors, decode

RED, GREEN, BLUE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255)
TWO = Palette((Swatch((255, 0, 51, 255), name="Ä"), Swatch((0, 102, 255, 255), group="G")), "Two")


def read(name: str, data: bytes) -> Palette:
    return decode(CODECS[name], data)


def written(name: str, palette: Palette) -> bytes:
    return encode_palette(palette, CODECS[name])[0]


def test_riff_bytes() -> None:
    data = (
        b"RIFF" + (24).to_bytes(4, "little") + b"PAL data" + (12).to_bytes(4, "little")
        + bytes.fromhex("0003 0200 ff003300 0066ff00")
    )  # fmt: skip
    assert written("riff", TWO) == data
    assert len(data) == 24 + 4 * 2
    assert colors(read("riff", data)) == colors(TWO)
    other = data[:12] + b"offl" + struct.pack("<I", 3) + b"abc\0" + data[12:]
    other = other[:4] + struct.pack("<I", len(other) - 8) + other[8:]
    assert colors(read("riff", other)) == colors(TWO)


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (4, 99, "end is missing"),
        (8, 0x20564157, "another kind"),
        (16, 8, "names 2 colours and holds 1"),
        (20, 0x00030300, "names 3 colours and holds 2"),
        (20, 0x00020200, "version"),
    ],
)
def test_riff_errors(place: int, value: int, reason: str) -> None:
    data = bytearray(written("riff", TWO))
    struct.pack_into("<I", data, place, value)
    with pytest.raises(PaletteFormatError, match=reason):
        read("riff", bytes(data))


def test_act_bytes() -> None:
    data = bytes.fromhex("ff0033 0066ff").ljust(768, b"\0")
    assert written("act", TWO) == data + bytes.fromhex("0002 ffff")
    clear = Palette((*TWO.swatches, Swatch((9, 9, 9, 0))))
    assert written("act", clear)[768:] == bytes.fromhex("0003 0002")
    assert colors(read("act", written("act", clear))) == colors(clear)
    assert len(read("act", data)) == 256
    full = Palette(tuple(Swatch((level, 0, 0, 255)) for level in range(256)))
    assert len(written("act", full)) == 768  # by which GIMP knows the format
    with pytest.raises(PaletteFormatError, match="names 300 colours and holds 256"):
        read("act", data + bytes.fromhex("012c ffff"))


def test_ase_bytes() -> None:
    name = "Ä".encode("utf-16-be")
    first = bytes.fromhex("0002") + name + b"\0\0RGB " + struct.pack(">3fH", 1, 0, 0.2, 2)
    second = bytes.fromhex("0001 0000") + b"RGB " + struct.pack(">3fH", 0, 0.4, 1, 2)
    data = (
        b"ASEF" + bytes.fromhex("0001 0000 00000004")
        + b"\0\1" + struct.pack(">I", len(first)) + first
        + b"\xc0\1" + struct.pack(">I", 6) + bytes.fromhex("0002 0047 0000")
        + b"\0\1" + struct.pack(">I", len(second)) + second
        + b"\xc0\2" + struct.pack(">I", 0)
    )  # fmt: skip
    assert written("ase", TWO) == data
    back = read("ase", data)
    assert colors(back) == colors(TWO)
    assert [(s.name, s.group) for s in back] == [("Ä", ""), ("", "G")]


@pytest.mark.parametrize(
    ("model", "values", "color"),
    [
        (b"CMYK", (0, 1, 1, 0), RED),
        (b"LAB ", (1, 0, 0), (255, 255, 255, 255)),
        (b"LAB ", (0.5, 0, 0), (119, 119, 119, 255)),
        (b"Gray", (0.2,), (51, 51, 51, 255)),
        (b"GRAY", (1,), (255, 255, 255, 255)),
    ],
)
def test_ase_in_other_models(model: bytes, values: tuple[float, ...], color: object) -> None:
    body = bytes.fromhex("0001 0000") + model + struct.pack(f">{len(values)}fH", *values, 0)
    head = b"ASEF" + bytes.fromhex("0001 0000 00000001")
    back = read("ase", head + b"\0\1" + struct.pack(">I", len(body)) + body)
    assert colors(back) == [color]
    assert bool(back.notices) == (model in (b"CMYK", b"LAB "))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: data[:11] + b"\3" + data[12:], "names 3 blocks and holds more"),
        (lambda data: data[:11] + b"\5" + data[12:], "end is missing"),
        (lambda data: data[:8] + b"\xff\xff\xff\xff" + data[12:], "more than a palette"),
        (lambda data: data.replace(b"RGB ", b"HSB "), "'HSB' is unknown"),
        (lambda data: data.replace(b"\x3f\x80\0\0", b"\x7f\xc0\0\0"), "not a number"),
        (lambda data: data.replace(b"\xc0\2", b"\xc0\3"), "unknown kind"),
    ],
)
def test_ase_errors(change, reason: str) -> None:
    with pytest.raises(PaletteFormatError, match=reason):
        read("ase", change(written("ase", TWO)))


def test_aco_bytes() -> None:
    first, second = (
        bytes.fromhex("0000 ffff 0000 3333 0000"),
        bytes.fromhex("0000 0000 6666 ffff 0000"),
    )
    one = bytes.fromhex("0001 0002") + first + second
    two = (
        bytes.fromhex("0002 0002")
        + first + bytes.fromhex("00000002") + "Ä\0".encode("utf-16-be")
        + second + bytes.fromhex("00000001 0000")
    )  # fmt: skip
    assert written("aco", TWO) == one + two
    for data in (one + two, two):
        back = read("aco", data + b"8BIMphry")
        assert (colors(back), back.swatches[0].name) == (colors(TWO), "Ä")
    assert colors(read("aco", one)) == colors(TWO)


@pytest.mark.parametrize(
    ("color", "expected"),
    [
        ("0001 5555 ffff ffff 0000", GREEN),
        ("0002 ffff 0000 0000 ffff", RED),
        ("0007 2710 0000 0000 0000", (255, 255, 255, 255)),
        ("0007 1388 ff00 0100 0000", (115, 120, 115, 255)),
        ("0008 07d0 0000 0000 0000", (51, 51, 51, 255)),
        ("0009 0000 2710 2710 0000", RED),
    ],
)
def test_aco_in_other_spaces(color: str, expected: object) -> None:
    back = read("aco", bytes.fromhex(f"0001 0001 {color}"))
    assert np.abs(np.subtract(colors(back), [expected])).max() <= 1


def test_aco_errors() -> None:
    book = "0003 0000 0000 0000 0000"
    mixed = read("aco", bytes.fromhex(f"0001 0002 {book} 0000 ffff 0000 0000 0000"))
    assert (colors(mixed), mixed.notices) == ([RED], ("1 colours of colour books are left out",))
    whole = written("aco", TWO)
    for data, reason in (
        (bytes.fromhex(f"0001 0001 {book}"), "colour books"),
        (whole[:3] + b"\1" + whole[4:], "names 1 colours and holds more"),
        (whole[:3] + b"\3" + whole[4:], "names 3 colours and holds more"),
        (whole + b"\0", "holds more"),
        (b"\0\3" + whole[2:], "version is 3"),
    ):
        with pytest.raises(PaletteFormatError, match=reason):
            read("aco", data)


def test_kpl_is_an_archive_as_krita_writes_it() -> None:
    data = written("kpl", TWO)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"krita/x-colorset"
        assert ElementTree.fromstring(archive.read("profiles.xml")).tag == "Profiles"
        root = ElementTree.fromstring(archive.read("colorset.xml"))
    assert (root.tag, root.get("version"), root.get("name")) == ("ColorSet", "2.0", "Two")
    entry, group = root
    assert entry.get("name") == "Ä"
    color, position = entry
    assert [color.get(key) for key in "rgb"] == ["1.000000", "0.000000", "0.200000"]
    assert (position.tag, position.get("row"), position.get("column")) == ("Position", "0", "0")
    assert (group.tag, group.get("name"), len(group)) == ("Group", "G", 1)


def kpl(xml: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", b"application/x-krita-palette")
        archive.writestr("colorset.xml", xml)
    return stream.getvalue()


def test_kpl_in_other_models() -> None:
    entries = "".join(
        f"<ColorSetEntry name=''>{color}<Position row='0' column='0'/></ColorSetEntry>"
        for color in (
            "<sRGB r='1' g='0' b='0'/>",
            "<RGB space='sRGB-elle-V2-g10.icc' r='0.2159' g='0' b='0'/>",
            "<CMYK space='other' c='0' m='1' y='1' k='0'/>",
            "<Lab L='100' a='0' b='0'/>",
            "<Gray space='Gray-D50-elle-V2-srgbtrc.icc' g='0.2'/>",
        )
    )
    back = read("kpl", kpl(f"<ColorSet name='n'>{entries}</ColorSet>"))
    white, grey = (255, 255, 255, 255), (51, 51, 51, 255)
    assert colors(back) == [RED, (128, 0, 0, 255), RED, white, grey]
    assert back.notices == ("colours in other profiles than sRGB were taken as sRGB",)


def test_kpl_has_places() -> None:
    def entry(name: str, row: int, column: int) -> str:
        return (
            f"<ColorSetEntry name='{name}'><sRGB r='1' g='0' b='0'/>"
            f"<Position row='{row}' column='{column}'/></ColorSetEntry>"
        )

    outside = entry("a", 0, 0) + entry("c", 1, 0) + entry("b", 0, 1)
    group = f"<Group name='G'>{entry('e', 1, 0)}{entry('d', 0, 3)}</Group>"
    back = read("kpl", kpl(f"<ColorSet>{outside}{group}{entry('f', 0, 0)}</ColorSet>"))
    names = [(swatch.name, swatch.group) for swatch in back]
    assert names == [("a", ""), ("b", ""), ("c", ""), ("d", "G"), ("e", "G"), ("f", "")]


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ("<ColorSet><ColorSetEntry><RGB r='1' g='1'/></ColorSetEntry></ColorSet>", "colour 1"),
        ("<ColorSet><ColorSetEntry><RGB r='nan' g='1' b='1'/>", "colour 1"),
        ("<ColorSet><ColorSetEntry><HSL h='1'/></ColorSetEntry></ColorSet>", "no known model"),
        ("<ColorSet>", "damaged"),
        ("<ColorSet/>", "no colours"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><ColorSet/>", "document type"),
        ("<?xml version='1.0' encoding='none'?><ColorSet/>", "damaged"),
    ],
)
def test_kpl_errors(xml: str, reason: str) -> None:
    with pytest.raises(PaletteFormatError, match=reason):
        read("kpl", kpl(xml))


def swatches(document: object) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("Swatches.json", json.dumps(document))
    return stream.getvalue()


def test_procreate() -> None:
    with zipfile.ZipFile(io.BytesIO(written("procreate", TWO))) as archive:
        (palette,) = json.loads(archive.read("Swatches.json"))
    assert palette["name"] == "Two"
    first = palette["swatches"][0]
    assert first | {"hue": round(first["hue"], 6)} == {
        "hue": 0.966667,
        "saturation": 1.0,
        "brightness": 1.0,
        "alpha": 1,
        "colorSpace": 0,
    }
    red = {"hue": 0, "saturation": 1, "brightness": 1}
    back = read("procreate", swatches({"name": "One", "swatches": [None, red, None]}))
    assert (back.name, colors(back)) == ("One", [RED])
    two = [{"name": name, "swatches": [red]} for name in "AB"]
    assert [swatch.group for swatch in read("procreate", swatches(two))] == ["A", "B"]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ([], "no colours"),
        ([{"name": "x"}], "no list"),
        ([{"swatches": [3]}], "place 1"),
        ([{"swatches": [{"hue": "x", "saturation": 1, "brightness": 1}]}], '"hue"'),
        ([{"swatches": [{"hue": float("inf"), "saturation": 1, "brightness": 1}]}], '"hue"'),
    ],
)
def test_procreate_errors(document: object, reason: str) -> None:
    with pytest.raises(PaletteFormatError, match=reason):
        read("procreate", swatches(document))


def sprite(*chunks: tuple[int, bytes], depth: int = 8, clear: int = 0) -> bytes:
    """A sprite of Aseprite with one frame of these chunks (type, data)."""
    body = b"".join(struct.pack("<IH", len(data) + 6, kind) + data for kind, data in chunks)
    frame = struct.pack("<IHHHHI", len(body) + 16, 0xF1FA, len(chunks), 100, 0, len(chunks)) + body
    head = struct.pack("<HHHHHIHIIB", 0xA5E0, 1, 1, 1, depth, 1, 100, 0, 0, clear)
    return struct.pack("<I", 128 + len(frame)) + head.ljust(124, b"\0") + frame


def palette_chunk(first: int, entries: bytes, count: int, size: int) -> tuple[int, bytes]:
    return 0x2019, struct.pack("<III8x", size, first, first + count - 1) + entries


LAYER, BACKGROUND = (0x2004, bytes.fromhex("0100")), (0x2004, bytes.fromhex("0900"))
ENTRIES = bytes.fromhex("0000 ff000080 0100 00ff00ff 0200") + "Ä".encode()


def test_aseprite_palettes() -> None:
    new = palette_chunk(0, ENTRIES, 2, 2)
    back = read("aseprite", sprite(LAYER, new, depth=32))
    assert [(s.color, s.name) for s in back] == [((255, 0, 0, 128), ""), (GREEN, "Ä")]
    assert colors(read("aseprite", sprite(LAYER, new, clear=1)))[1] == (0, 255, 0, 0)
    assert colors(read("aseprite", sprite(BACKGROUND, new, clear=1)))[1] == GREEN
    changed = palette_chunk(1, bytes.fromhex("0000 0000ffff"), 1, 2)
    assert colors(read("aseprite", sprite(new, changed, depth=32)))[1] == BLUE
    old = (0x0004, bytes.fromhex("0200 00 01 ff0000 01 01 0000ff"))
    assert colors(read("aseprite", sprite(old, depth=32))) == [RED, BLUE]
    six_bits = (0x0011, bytes.fromhex("0100 00 01 3f0000"))
    assert colors(read("aseprite", sprite(six_bits, depth=32))) == [RED]
    assert len(read("aseprite", sprite(new, old, depth=32))) == 2


@pytest.mark.parametrize(
    ("chunk", "reason"),
    [
        (palette_chunk(0, ENTRIES, 3, 3), "end is missing"),
        (palette_chunk(0, ENTRIES, 2, 1), "impossible number"),
        (palette_chunk(0, ENTRIES, 2, 1 << 31), "impossible number"),
        ((0x0004, bytes.fromhex("0200 00 00") + bytes(768) + b"\0\1abc"), "impossible number"),
        (LAYER, "no colours"),
    ],
)
def test_aseprite_errors(chunk: tuple[int, bytes], reason: str) -> None:
    with pytest.raises(PaletteFormatError, match=reason):
        read("aseprite", sprite(chunk))


def test_aseprite_cut_anywhere() -> None:
    data = sprite(palette_chunk(0, ENTRIES, 2, 2))
    for length in range(len(data)):
        with pytest.raises(PaletteFormatError):
            read("aseprite", data[:length])


def png(image: PillowImage.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "png")
    return stream.getvalue()


def test_png_is_a_strip_that_others_read() -> None:
    with PillowImage.open(io.BytesIO(written("png", TWO))) as image:
        assert image.size == (2, 1)
        assert [image.getpixel((x, 0)) for x in range(2)] == colors(TWO)


def test_png_strips_and_grids() -> None:
    row = np.array([[RED, GREEN, RED, BLUE]], np.uint8)
    for pixels in (row, row.transpose(1, 0, 2)):
        assert colors(read("png", png(PillowImage.fromarray(pixels)))) == [RED, GREEN, RED, BLUE]
    squares = row.repeat(8, axis=0).repeat(8, axis=1)
    assert colors(read("png", png(PillowImage.fromarray(squares)))) == [RED, GREEN, BLUE]
    assert colors(read("png", png(PillowImage.new("1", (3, 1), 1)))) == [(255, 255, 255, 255)] * 3
    photo = np.random.default_rng(1).integers(0, 256, (20, 20, 3), np.uint8)
    with pytest.raises(PaletteFormatError, match="a picture of 400 colours"):
        read("png", png(PillowImage.fromarray(photo)))


def test_png_of_an_indexed_image_gives_its_palette() -> None:
    image = PillowImage.new("P", (5, 5), 1)
    image.putpalette([*RED[:3], *GREEN[:3], *BLUE[:3]])
    assert colors(read("png", png(image))) == [RED, GREEN, BLUE]
    image.info["transparency"] = bytes([0, 128])
    assert colors(read("png", png(image))) == [(255, 0, 0, 0), (0, 255, 0, 128), BLUE]
    damaged = png(image).replace(bytes(GREEN[:3]), b"\0\xfe\0")
    with pytest.raises(PaletteFormatError, match="PLTE chunk is damaged"):
        read("png", damaged)


def test_svg_is_a_sheet_of_all_colours() -> None:
    named = Palette((Swatch(RED, name="<&\x01>"), Swatch((1, 2, 3, 128), group="G")), "A & B")
    root = ElementTree.fromstring(written("svg", named))
    name = "{http://www.w3.org/2000/svg}"
    squares = root.findall(f"{name}rect")[1:]
    assert [(square.get("fill"), square.get("fill-opacity")) for square in squares] == [
        ("#ff0000", None),
        ("#010203", "0.502"),
    ]
    texts = [text.text for text in root.findall(f"{name}text")]
    assert texts == ["A & B", "<& >", "#ff0000", "G", "#01020380"]
