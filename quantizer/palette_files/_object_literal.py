"""The entries of an object literal of JavaScript, as far as configurations of colours need them.

Source: ECMAScript 2025, 13.2.5 (object initializer). Values are text: a string without its
quotation marks, and anything else, such as a call, as it is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quantizer.palette_files._codec import PaletteFormatError

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 8
_KEY = re.compile(r"""\s*+(?:"([^"\n]*)"|'([^'\n]*)'|([\w$-]+))\s*+:\s*+""")
_STRING = re.compile(r"""(?:"([^"\n]*+)"|'([^'\n]*+)'|`([^`]*+)`)\s*+(?=[,}])""")
_END = re.compile(r"\s*+\}")
_COMMA = re.compile(r"\s*+,")
_BRACKET_COMMA_OR_STRING = re.compile(r"""[(\[{]|[)\]}]|,|"[^"\n]*"?|'[^'\n]*'?""")


def object_entries(text: str, start: int) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """Yield path of keys, value and position of the entries of an object and those within.

    Parameters
    ----------
    text
        A script without comments.
    start
        Position behind the brace that opens the object. It ends with its closing brace.

    Raises
    ------
    PaletteFormatError
        If objects are nested too deeply, or the end of one is missing.
    """
    path: list[str] = []
    position = start
    while True:
        if end := _END.match(text, position):
            position = end.end()
            if not path:
                return
            path.pop()
        elif comma := _COMMA.match(text, position):
            position = comma.end()
        elif key := _KEY.match(text, position):
            name = next(part for part in key.groups() if part is not None)
            position = key.end()
            if text.startswith("{", position):
                path.append(name)
                position += 1
                if len(path) > _DEEPEST:
                    raise PaletteFormatError(tr("its objects are nested too deeply"))
                continue
            string = _STRING.match(text, position)
            end_of_value = string.end() if string else _end_of_expression(text, position)
            value = text[position:end_of_value].strip()
            yield (*path, name), value.strip("\"'`") if string else value, position
            position = end_of_value
        else:  # such as a spread, ...colors
            following = _end_of_expression(text, position)
            if following == position:
                raise PaletteFormatError(tr("an object in it has no end"))
            position = following


def _end_of_expression(text: str, start: int) -> int:
    """Return the position of the comma or brace that ends an expression."""
    depth = 0
    for match in _BRACKET_COMMA_OR_STRING.finditer(text, start):
        found = match[0]
        if found in ",}" and depth == 0:
            return match.start()
        depth += (found in "([{") - (found in ")]}")
    return len(text)
