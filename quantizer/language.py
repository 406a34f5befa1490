"""The language of the texts that people read.

The code holds every text in English; `tr` returns it in the language of the program.
"""

from __future__ import annotations


def tr(text: str, /, **values: object) -> str:
    """Return a text in the language of the program, with `values` in place of its ``{names}``."""
    return text.format(**values) if values else text


def tr_n(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the form of a text for a number, which is ``{n}`` in it; `values` as for `tr`."""
    return (one if number == 1 else many).format(n=number, **values)


def mark(text: str, /) -> str:
    """Return `text` as it is: it is translated by `tr` where it is shown.

    For texts of constants, which exist before a language is chosen.
    """
    return text
