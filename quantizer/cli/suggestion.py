"""What somebody who mistyped a word may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_CUTOFF = 0.65
"""Least similarity of a suggestion, by `difflib`: two letters of three; not tuned."""
_BEGINNING = 4
"""Least length of a word that is taken for the beginning of another; not tuned."""


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean reduce?"`` for the known word most like `word`, in any case.

    Words that `word` is the beginning of come first. The text is empty if none is like it.
    """
    import difflib  # takes a moment to load, and words are rarely mistyped

    by_letters = {_letters(one): one for one in known}
    word = _letters(word)
    begun = [one for one in by_letters if one.startswith(word)] if len(word) >= _BEGINNING else []
    close = begun or difflib.get_close_matches(word, by_letters, n=1, cutoff=_CUTOFF)
    return f"; did you mean {by_letters[close[0]]}?" if close else ""


def _letters(word: str) -> str:
    """Return a word in small letters, without the hyphens of an option."""
    return word.lower().lstrip("-")
