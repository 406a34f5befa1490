"""Tables (.csv) with one colour for each row: ``name,hex,red,green,blue,alpha,group``.

Written with this header. Read: with commas, semicolons or tabs between the columns. With a header,
the columns ``hex`` or ``color`` (in one of the notations of `_css_color`), or else ``red``,
``green``, ``blue`` and perhaps ``alpha`` count, and ``name`` and ``group`` if they are there.
Without a header, the first cell of a row that is a colour counts, or else its first three numbers,
or else its first name of a colour; its first other cell is the name. The format has no name of the
palette.

Source: RFC 4180.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    PaletteFormatError,
    Transparency,
    beginning,
    collected,
    decode_text,
    encode_text,
    one_line,
)
from quantizer.palette_files._css_color import parse_css_color

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quantizer.image.palette import Color

_HEADER = ("name", "hex", "red", "green", "blue", "alpha", "group")
_SYNONYMS = {"color": "hex", "colour": "hex", "r": "red", "g": "green", "b": "blue", "a": "alpha"}
_BARE_HEX = re.compile(r"[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?")
_NOTATION = re.compile(r"#|[a-z]+\(", re.IGNORECASE)
_LEVEL = re.compile(r"[0-9]{1,3}")


def read(data: bytes) -> Palette:
    """Decode a table."""
    return Palette(collected(_swatches(decode_text(data))))


def _swatches(text: str) -> Iterator[Swatch]:
    columns: dict[str, int] | None = None
    for number, cells in _rows(text):
        if columns is None:
            columns = _columns(cells)
            if columns:
                continue
        yield _of_columns(cells, columns, number) if columns else _of(cells, number)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each row that is not empty."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in rows:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield rows.line_num, stripped
    except csv.Error as error:
        raise PaletteFormatError(
            tr("line {line_num}: {error}", line_num=rows.line_num, error=error)
        ) from error


def _columns(cells: list[str]) -> dict[str, int]:
    """Return the places of the columns by name; empty if the row is no header."""
    names = [_SYNONYMS.get(cell.lower(), cell.lower()) for cell in cells]
    columns = {name: names.index(name) for name in _HEADER if name in names}
    has_color = "hex" in columns or {"red", "green", "blue"} <= columns.keys()
    return columns if has_color else {}


def _of_columns(cells: list[str], columns: dict[str, int], number: int) -> Swatch:
    found = {name: cells[place] for name, place in columns.items() if place < len(cells)}
    levels = [found.get(name, "") for name in ("red", "green", "blue")]
    color = _color(found.get("hex", "")) or _of_levels([*levels, found.get("alpha") or "255"])
    if color is None:
        raise PaletteFormatError(
            tr("line {number}: there is no colour in the columns of the header", number=number)
        )
    return Swatch(color, name=found.get("name", ""), group=found.get("group", ""))


def _of(cells: list[str], number: int) -> Swatch:
    """Return the colour of a row of a table without a header."""
    written = [cell for cell in cells if _NOTATION.match(cell) or _BARE_HEX.fullmatch(cell)]
    numbers = [cell for cell in cells if _LEVEL.fullmatch(cell)]
    color = next(filter(None, map(_color, written)), None)
    color = color or _of_levels([*numbers[:3], "255"])
    if color is not None:
        others = [cell for cell in cells if cell and cell not in (*written, *numbers)]
        return Swatch(color, name=next(iter(others), ""))
    named = next(filter(None, map(_color, cells)), None)
    if named is None:
        raise PaletteFormatError(tr("line {number}: there is no colour", number=number))
    return Swatch(named, name=next(cell for cell in cells if _color(cell)))


def _color(cell: str) -> Color | None:
    try:
        parsed = parse_css_color(f"#{cell}" if _BARE_HEX.fullmatch(cell) else cell)
    except PaletteFormatError:
        return None
    return None if parsed is None else parsed.color


def _of_levels(cells: list[str]) -> Color | None:
    levels = [int(cell) for cell in cells if _LEVEL.fullmatch(cell)]
    if len(levels) != 4 or len(cells) != 4 or max(levels) > 255:
        return None
    red, green, blue, alpha = levels
    return red, green, blue, alpha


def write(palette: Palette) -> bytes:
    """Encode a palette as a table."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow(_HEADER)
    for swatch in palette:
        name, group = one_line(swatch.name), one_line(swatch.group)
        table.writerow((name, swatch.hex, *swatch.color, group))
    return encode_text(stream.getvalue())


def sniff(data: bytes) -> Match:
    """Return whether the first row is a header or has a colour, in more than one column."""
    try:
        cells = next((cells for _, cells in _rows(beginning(data))), [])
        if len(cells) < 2:
            return Match.NO
        return Match.MAYBE if _columns(cells) or _of(cells, 1) else Match.NO
    except PaletteFormatError:
        return Match.NO


CODEC = PaletteCodec(
    "csv", "CSV", (".csv",), read, write, sniff, groups=True, transparency=Transparency.ALPHA
)
