"""Brings the catalogues up to date with the texts of the code.

    python -m resources.languages.extract

The texts are the arguments of `tr`, `tr_n` and `mark` (`quantizer.language`), and those of the
tables that the window translates as it shows them: commands, settings and their choices, dithers,
formats of palettes, built-in palettes and presets. A new text is added without a translation, for a
translator to fill in; one that the code lacks is removed.
"""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import polib

from quantizer.built_in_palettes import built_in_names, built_in_palette, built_in_source
from quantizer.dither import DITHERERS
from quantizer.palette_files import CODECS
from quantizer.presets.built_in import BUILT_IN
from quantizer.presets.screens import SCREENS
from quantizer.settings.enums import Choice
from quantizer.settings.settings import OPTIONS
from ui.commands.actions import MENUS
from ui.commands.shortcut_list import POINTER

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
_ROOT = FOLDER.parents[1]
_FUNCTIONS = {"tr": 1, "mark": 1, "tr_n": 2}
"""Number of texts that each takes."""
_CHOICES = ("color.color_vision", "swatches.order", "swatches.roles", "tables.options")
"""Modules of the library that declare choices, beside those of the settings."""


def texts() -> dict[str, str]:
    """Return the texts of the window and of what it shows, each with its plural or ``""``."""
    found = dict.fromkeys(_texts_of_tables(), "")
    for folder in (_ROOT / "quantizer", _ROOT / "ui"):
        for path in sorted(folder.rglob("*.py")):
            if "cli" not in path.parts:
                found |= dict(_texts_of(ast.parse(path.read_text("utf-8"))))
    found.pop("", None)
    return found


def _texts_of(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            count = _FUNCTIONS.get(node.func.id, 0)
            values = [one.value for one in node.args[:count] if isinstance(one, ast.Constant)]
            if values and len(values) == count:
                yield str(values[0]), str(values[1]) if count == 2 else ""


def _texts_of_tables() -> Iterator[str]:
    for title, commands in MENUS:
        yield title
        for command in commands:
            yield from (command.text, command.tip)
    yield POINTER[0]
    for row in POINTER[1]:
        yield from row
    for option in OPTIONS.values():
        if option.label:
            yield from (option.label, option.tooltip, option.automatic)
    yield from _labels()


def _labels() -> Iterator[str]:
    for module in _CHOICES:
        import_module(f"quantizer.{module}")
    for kind in _all_choices(Choice):
        for member in kind:
            yield from (member.label, member.tooltip)
    for ditherer in DITHERERS:
        yield ditherer.label
    for codec in CODECS:
        yield codec.label
    for name in built_in_names():
        yield from (built_in_palette(name).name, built_in_source(name))
    for preset in (*BUILT_IN, *SCREENS):
        yield from (preset.name, preset.description)


def _all_choices(kind: type[Choice]) -> Iterator[type[Choice]]:
    for one in kind.__subclasses__():
        yield one
        yield from _all_choices(one)


def update(path: Path) -> tuple[int, int]:
    """Bring one catalogue up to date; return how many texts were added and removed."""
    catalogue = polib.pofile(str(path), wrapwidth=98)
    found = texts()
    known = {entry.msgid: entry for entry in catalogue}
    for text, entry in known.items():
        if text not in found or found[text] != entry.msgid_plural:
            catalogue.remove(entry)
    kept = {entry.msgid for entry in catalogue}
    added = [text for text in found if text not in kept]
    for text in added:
        plural = found[text]
        forms = {0: "", 1: ""} if plural else {}
        catalogue.append(polib.POEntry(msgid=text, msgid_plural=plural, msgstr_plural=forms))
    catalogue.sort(key=lambda entry: entry.msgid.casefold())
    catalogue.save(str(path))
    return len(added), len(known) - len(kept)


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.po")):
        added, removed = update(path)
        print(f"{path.name}: {added} texts added, {removed} removed")  # noqa: T201
