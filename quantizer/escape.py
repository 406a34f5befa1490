r"""`escape_controls`: text from outside as a terminal may show it.

File names, names of colours, cells of tables and metadata may hold anything. A terminal obeys
control characters in them: it moves its cursor, changes its title, or shows letters in another
order than they are in. So they are shown as Python writes them, such as ``\x1b``.
"""

from __future__ import annotations

import re

_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL and C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction of writing (Unicode UAX #9)
    "\u2028\u2029"  # line and paragraph separator
    "\ud800-\udfff]"  # lone surrogates: bytes of a file name that are not UTF-8
)


def escape_controls(text: str, keep: str = "") -> str:
    r"""Return text with each control character replaced by an escape such as ``\x1b``.

    Parameters
    ----------
    text
        Any text. Letters of all scripts, emoji and backslashes stay as they are.
    keep
        Control characters that stay, such as the line ends of a table.
    """

    def shown(match: re.Match[str]) -> str:
        code = ord(match[0])
        if match[0] in keep:
            return match[0]
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"

    return _CONTROLS.sub(shown, text)
