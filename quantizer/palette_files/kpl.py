"""Krita palettes (.kpl): a ZIP archive of ``mimetype``, ``colorset.xml`` and ``profiles.xml``.

The first member is not compressed, since Krita knows the format by those words in the file.
``colorset.xml`` has one element for each colour, in it the colour and then its place in a grid of
16 columns, and an element around those of a group. RGB in sRGB is written. RGB, sRGB, CMYK, Lab
(D50), grey and XYZ are read; colours in other profiles are taken as sRGB, which a notice says. The
format has no alpha.

Sources: https://docs.krita.org/en/general_concepts/file_formats/file_kpl.html and Krita's
KoColorSet.cpp and KoColor.cpp.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import _color_models as models
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    PaletteFormatError,
    demand_entries,
    demand_room,
)
from quantizer.palette_files._xml import parse_xml, xml_text
from quantizer.palette_files._zip import read_member, write_archive

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.palette import Color

_MIMETYPE = b"krita/x-colorset"
_MIMETYPES = (_MIMETYPE, b"application/x-krita-palette")
_COLUMNS = 16
_SRGB = "sRGB-elle-V2-srgbtrc.icc"
_UNKNOWN_PROFILE = "colours in other profiles than sRGB were taken as sRGB"

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")

_Place = tuple[int, int, int]
"""Number of the group, row, column."""
_NO_PLACE = (1 << 30, 0)
"""Row and column of a colour that says none: behind the others, in the order of the file."""

_MODELS: dict[str, tuple[str, Callable[..., models.Rgb]]] = {
    "RGB": ("r g b", lambda *rgb: rgb),
    "sRGB": ("r g b", lambda *rgb: rgb),
    "Gray": ("g", lambda grey: (grey, grey, grey)),
    "CMYK": ("c m y k", models.from_cmyk),
    "Lab": ("L a b", models.from_lab),
    "XYZ": ("x y z", models.from_xyz_d50),
}
"""The attributes of each element that is a colour, and what they stand for."""


class _ColorSetReader:
    """Collects what ``colorset.xml`` says, element by element."""

    def __init__(self) -> None:
        self.name = ""
        self.notices: set[str] = set()
        self._groups = [""]
        self._entries: list[tuple[_Place, Swatch]] = []
        self._name: str | None = None
        self._color: Color | None = None
        self._place = _NO_PLACE

    @property
    def swatches(self) -> tuple[Swatch, ...]:
        """The colours in the order of their places: Krita writes columns, but shows rows."""
        return tuple(swatch for _, swatch in sorted(self._entries, key=lambda entry: entry[0]))

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if element in {"ColorSet", "Colorset"}:
            self.name = attributes.get("name", "")
        elif element == "Group":
            self._groups.append(attributes.get("name", ""))
        elif element == "ColorSetEntry":
            self._name, self._color = attributes.get("name", ""), None
            self._place = _NO_PLACE
        elif element in _MODELS and self._name is not None:
            self._color = self._converted(element, attributes)
        elif element == "Position":
            row, column = (attributes.get(key, "") for key in ("row", "column"))
            if re.fullmatch("[0-9]{1,9}", row) and re.fullmatch("[0-9]{1,9}", column):
                self._place = (int(row), int(column))

    def end(self, element: str) -> None:
        """Take the end of an element."""
        if element == "Group":
            self._groups.append("")
        elif element == "ColorSetEntry":
            if self._color is None:
                raise PaletteFormatError(
                    tr("colour {count} has no known model", count=len(self._entries) + 1)
                )
            swatch = Swatch(self._color, name=self._name or "", group=self._groups[-1])
            self._entries.append(((len(self._groups), *self._place), swatch))
            demand_room(len(self._entries))
            self._name = None

    def _converted(self, element: str, attributes: dict[str, str]) -> Color:
        names, convert = _MODELS[element]
        texts = [attributes.get(name, "") for name in names.split()]
        if not all(_NUMBER.fullmatch(text) for text in texts):
            number = len(self._entries) + 1
            raise PaletteFormatError(tr("colour {number} is not made of numbers", number=number))
        profile = attributes.get("space", "")
        if element == "RGB" and "g10" in profile:  # the same primaries in linear light
            convert = models.from_linear
        elif element in {"RGB", "Gray", "CMYK"} and "srgb" not in profile.lower():
            self.notices.add(_UNKNOWN_PROFILE)
        return (*models.levels(convert(*map(float, texts))), 255)


def read(data: bytes) -> Palette:
    """Decode a Krita palette."""
    collected = _ColorSetReader()
    parse_xml(read_member(data, "colorset.xml"), collected.start, collected.end)
    demand_entries(len(collected.swatches))
    return Palette(collected.swatches, collected.name, tuple(sorted(collected.notices)))


def write(palette: Palette) -> bytes:
    """Encode a palette as a Krita palette."""
    name = quoteattr(xml_text(palette.name))
    # Krita has the colours without a group before all groups.
    ordered = sorted(_grouped(palette), key=lambda run: bool(run[0]))
    outside = sum(len(swatches) for group, swatches in ordered if not group)
    rows = math.ceil(outside / _COLUMNS)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<ColorSet version="2.0" name={name} comment="" columns="{_COLUMNS}" rows="{rows}">',
    ]
    place = 0
    for group, swatches in ordered:
        if group:
            rows, place = math.ceil(len(swatches) / _COLUMNS), 0
            lines.append(f' <Group name={quoteattr(group)} rows="{rows}">')
        for swatch in swatches:
            lines += _entry(swatch, place)
            place += 1
        if group:
            lines.append(" </Group>")
    lines.append("</ColorSet>")
    xml = "\n".join(lines).encode("utf-8", "replace")
    members = {"mimetype": _MIMETYPE, "colorset.xml": xml, "profiles.xml": b"<Profiles/>\n"}
    return write_archive(members, stored="mimetype")


def _grouped(palette: Palette) -> list[tuple[str, list[Swatch]]]:
    """Return the palette's groups with their entries; entries of one group become neighbours."""
    groups: dict[str, list[Swatch]] = {}
    for swatch in palette:
        groups.setdefault(xml_text(swatch.group), []).append(swatch)
    return list(groups.items())


def _entry(swatch: Swatch, place: int) -> list[str]:
    red, green, blue = (f"{level / 255:.6f}" for level in swatch.color[:3])
    row, column = divmod(place, _COLUMNS)
    name = quoteattr(xml_text(swatch.name))
    return [
        f'  <ColorSetEntry name={name} id="" spot="false" bitdepth="U8">',
        f'   <RGB space="{_SRGB}" r="{red}" g="{green}" b="{blue}"/>',
        f'   <Position row="{row}" column="{column}"/>',
        "  </ColorSetEntry>",
    ]


def sniff(data: bytes) -> Match:
    """Return whether the bytes are a ZIP archive that names Krita's kind of palette."""
    if data[:4] != b"PK\3\4":
        return Match.NO
    if any(mimetype in data[:256] for mimetype in _MIMETYPES):
        return Match.YES
    return Match.MAYBE if b"colorset.xml" in data[-4096:] else Match.NO


CODEC = PaletteCodec("kpl", "Krita", (".kpl",), read, write, sniff, groups=True, is_text=False)
