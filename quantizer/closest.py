"""The word that somebody who mistyped one probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Return the end of a message, ``"; did you mean 'lab'?"``; empty if no known word is near.

    Case does not matter, and neither does a low line in place of a hyphen.
    """
    import difflib  # noqa: PLC0415 - nobody has mistyped anything yet

    if not isinstance(word, str):
        return ""
    key = word.lower().replace("_", "-")
    close = difflib.get_close_matches(key, list(known), n=1, cutoff=0.5)
    return tr("; did you mean {word!r}?", word=str(close[0])) if close else ""
