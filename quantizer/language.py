"""The language of the texts that people read, and of their numbers.

The code holds every text in English; `tr` returns it in the language of the program, which is
English until `use_language` chooses another. Translations are read from a gettext catalogue,
``resources/languages/de.po`` for German; a text that it lacks stays English.

Texts of constants exist before a language is chosen. `mark` lets the catalogue know of them, and
`tr` translates them where they are shown.
"""

from __future__ import annotations

from io import BytesIO
from string import Formatter
from typing import TYPE_CHECKING, Any

from .installation import resources

if TYPE_CHECKING:
    from gettext import GNUTranslations

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Name of each language in itself, by its code."""
_SEPARATORS: dict[str, dict[int, int]] = {"en": {}, "de": str.maketrans(",.", ".,")}
"""How a number's separators differ from those of English."""

_code = "en"
_catalogue: GNUTranslations | None = None


def use_language(code: str) -> None:
    """Choose the language of all texts from now on, one of `LANGUAGES`."""
    global _code, _catalogue
    _code, _catalogue = code, None if code == "en" else _read(code)


def current_language() -> str:
    """Return the code of the chosen language."""
    return _code


def tr(text: str, /, **values: object) -> str:
    """Return a text in the language of the program, with `values` in place of its ``{names}``."""
    if _catalogue is not None and text:
        text = _catalogue.gettext(text)
    return _formatter.vformat(text, (), values) if values else text


def tr_n(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the form of a text for a number, which is ``{n}`` in it; `values` as for `tr`."""
    text = one if number == 1 else many
    if _catalogue is not None:
        text = _catalogue.ngettext(one, many, number)
    return _formatter.vformat(text, (), {"n": number, **values})


def mark(text: str, /) -> str:
    """Return `text` as it is: it is translated by `tr` where it is shown."""
    return text


def number(value: float, spec: str = "") -> str:
    """Return a number, formatted as `format` does, with the separators of the language."""
    return format(value, spec).translate(_SEPARATORS[_code])


class _Formatter(Formatter):
    """Fills in values; numbers with the separators of the language."""

    def format_field(self, value: Any, spec: str) -> str:
        """Return one value."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return number(value, spec) if is_number else str(format(value, spec))


_formatter = _Formatter()


def _read(code: str) -> GNUTranslations:
    from gettext import GNUTranslations  # noqa: PLC0415 - English needs neither

    import polib  # noqa: PLC0415

    text = resources().joinpath("languages", f"{code}.po").read_text("utf-8")
    return GNUTranslations(BytesIO(polib.pofile(text).to_binary()))
