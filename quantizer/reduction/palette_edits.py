"""Edits of a palette that was found: other colours, names and orders, entries merged or added.

    the palette as it was found + edits -> the edited palette, and a table from old to new indices

No pixel is mapped again: each keeps its entry, wherever that went and whatever colour it has now.
So the edits belong to the palette they were made on, which they remember (`PaletteEdits.found`).
`palette_operations` makes each kind of edit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.color.level_grid import EVERY_LEVEL
from quantizer.errors import SettingsError
from quantizer.image.palette import Palette, Swatch, format_hex, parse_hex
from quantizer.settings.settings import MAX_COLORS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.color.level_grid import LevelGrid
    from quantizer.image.image import IndexedImage
    from quantizer.image.palette import Color


@dataclass(frozen=True, slots=True)
class EditedEntry:
    """One entry of an edited palette.

    Parameters
    ----------
    color
        Its colour.
    sources
        The entries of the palette as it was found whose pixels have this one, by their positions;
        none for a colour that was added.
    name
        Its name; may be empty.
    locked
        Whether clustering must not change the colour.
    """

    color: Color
    sources: tuple[int, ...] = ()
    name: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class PaletteEdits:
    """An edited palette, and the one that it was made from.

    Parameters
    ----------
    found
        The colours of the palette as it was found, in its order.
    entries
        The edited palette in its order. Each position of `found` is a source of one of them.

    Raises
    ------
    SettingsError
        If there are no entries or more than 256, or a position of `found` is no source or that of
        two entries.
    """

    found: tuple[Color, ...]
    entries: tuple[EditedEntry, ...]

    def __post_init__(self) -> None:
        for colors in (self.found, self.entries):
            if not 1 <= len(colors) <= MAX_COLORS:
                raise SettingsError(
                    f"an edited palette has 1 to {MAX_COLORS} colours, not {len(colors)}"
                )
        sources = sorted(place for entry in self.entries for place in entry.sources)
        if sources != list(range(len(self.found))):
            raise SettingsError("an edited palette lacks an entry of the image, or has one twice")

    @classmethod
    def of(cls, palette: Palette) -> PaletteEdits:
        """Return a palette of 1 to 256 entries without any edit."""
        entries = (
            EditedEntry(swatch.color, (place,), swatch.name, swatch.locked)
            for place, swatch in enumerate(palette)
        )
        return cls(tuple(swatch.color for swatch in palette), tuple(entries))

    @property
    def colors(self) -> NDArray[np.uint8]:
        """The colours of the entries, uint8 (k, 4), straight alpha."""
        return np.array([entry.color for entry in self.entries], np.uint8)

    @property
    def entry_map(self) -> NDArray[np.uint8]:
        """The position of the entry that each position of `found` has now, uint8 (len(found),)."""
        table = np.zeros(len(self.found), np.uint8)
        for place, entry in enumerate(self.entries):
            table[list(entry.sources)] = place
        return table

    @property
    def recolored(self) -> NDArray[np.uint8]:
        """The colour that each position of `found` has now, uint8 (len(found), 4)."""
        return self.colors[self.entry_map]

    @property
    def base(self) -> Palette:
        """The palette that was edited."""
        return Palette(tuple(Swatch(color) for color in self.found), is_found=True)

    @property
    def fixed_colors(self) -> tuple[Color, ...]:
        """The visible colours that somebody chose or locked, in the order of the entries."""
        fixed = (entry.color for entry in self.entries if entry.locked or self.is_changed(entry))
        return tuple(dict.fromkeys(color for color in fixed if color[3]))

    def is_changed(self, entry: EditedEntry) -> bool:
        """Whether an entry has another colour than was found, or several ones were merged in it."""
        return [entry.color] != [self.found[place] for place in entry.sources]

    def fits(self, palette: Palette) -> bool:
        """Whether these are edits of a palette; it may have further entries at its end."""
        return tuple(swatch.color for swatch in palette.swatches[: len(self.found)]) == self.found

    def applied_to(self, palette: Palette, levels: LevelGrid = EVERY_LEVEL) -> Palette:
        """Return an edited palette.

        Parameters
        ----------
        palette
            A palette that these edits fit. Its further entries stay at the end.
        levels
            The colours that entries may have; others are rounded.
        """
        swatches = [self._swatch(entry, palette) for entry in self.entries]
        swatches += palette.swatches[len(self.found) :]
        edited = replace(palette, swatches=tuple(swatches))
        return edited.with_colors(levels.round(edited.colors))

    def applied_to_image(self, indexed: IndexedImage, palette: Palette) -> IndexedImage:
        """Return an image with its edited palette, which `applied_to` made of that of the image."""
        further = np.arange(len(self.entries), len(palette), dtype=np.uint8)
        table = np.concatenate([self.entry_map, further])
        if (table == np.arange(len(table))).all():
            return replace(indexed, palette=palette)
        return replace(indexed, indices=table[indexed.indices], palette=palette)

    def to_data(self) -> dict[str, Any]:
        """Return the edits as an object of JSON."""
        entries = (
            {
                "color": format_hex(entry.color),
                "sources": list(entry.sources),
                "name": entry.name,
                "locked": entry.locked,
            }
            for entry in self.entries
        )
        return {"found": [format_hex(color) for color in self.found], "entries": list(entries)}

    @classmethod
    def from_data(cls, data: object) -> PaletteEdits:
        """Return the edits that `to_data` wrote.

        Raises
        ------
        SettingsError
            If `data` is anything else.
        """
        if not isinstance(data, dict) or set(data) != {"found", "entries"}:
            raise SettingsError('palette edits are an object with "found" and "entries"')
        if not isinstance(data["found"], list) or not isinstance(data["entries"], list):
            raise SettingsError('"found" and "entries" of palette edits are lists')
        found = tuple(_color(code) for code in data["found"])
        return cls(found, tuple(_entry(one) for one in data["entries"]))

    def to_json(self) -> str:
        """Return the edits as the text of a JSON object."""
        import json  # noqa: PLC0415 - a reduction does without

        return json.dumps(self.to_data(), indent=2, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> PaletteEdits:
        """Return the edits that `to_json` wrote; raise `SettingsError` for any other text."""
        import json  # noqa: PLC0415 - as above

        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise SettingsError(f"palette edits are not JSON: {error}") from error
        return cls.from_data(data)

    def _swatch(self, entry: EditedEntry, palette: Palette) -> Swatch:
        own = [palette.swatches[place] for place in entry.sources]
        share = sum(swatch.share or 0.0 for swatch in own)
        kept = own[0] if own and not self.is_changed(entry) else Swatch(entry.color)
        return replace(kept, share=share, name=entry.name, locked=entry.locked)


def _color(code: object) -> Color:
    if not isinstance(code, str):
        raise SettingsError("a colour of palette edits is not written as text")
    return parse_hex(code)


def _entry(data: object) -> EditedEntry:
    if not isinstance(data, dict) or set(data) != {"color", "sources", "name", "locked"}:
        raise SettingsError(
            'an entry of palette edits is an object with "color", "sources", "name" and "locked"'
        )
    sources, name, locked = data["sources"], data["name"], data["locked"]
    is_list = isinstance(sources, list) and all(type(place) is int for place in sources)
    if not is_list or not isinstance(name, str) or not isinstance(locked, bool):
        raise SettingsError("an entry of palette edits holds a value of a wrong type")
    return EditedEntry(_color(data["color"]), tuple(sources), name, locked)
