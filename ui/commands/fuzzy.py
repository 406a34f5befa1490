"""How well a few letters that somebody types match the name of a command.

A name matches if it has the letters in their order. Letters that follow each other or begin words
count more, so that *exp* and *ei* both find *Export image* before *Reset the positions*.
"""

from __future__ import annotations

import unicodedata

_TOGETHER = 4.0
_WORD_START = 5.0
_GAP = 0.1
"""Points for a letter right after the one before, for one that begins a word, and off for each
letter that is skipped; not tuned."""


def score(typed: str, name: str) -> float | None:
    """Return how well `typed` matches `name`, the more the better; None if it does not match.

    Words that are separated by spaces may match in any order. Case and accents do not count.
    """
    name = plain(name)
    scores = [_score_word(word, name) for word in plain(typed).split()]
    if any(one is None for one in scores):
        return None
    return sum(one for one in scores if one is not None) - _GAP * len(name) / 10


def plain(text: str) -> str:
    """Return a text without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _score_word(word: str, name: str) -> float | None:
    """Return the best score of a word over all places where it can begin."""
    starts = [place for place, letter in enumerate(name) if letter == word[0]]
    scores = [one for start in starts if (one := _score_from(word, name, start)) is not None]
    return max(scores, default=None)


def _score_from(word: str, name: str, start: int) -> float | None:
    """Return the score of a word whose first letter is at a place of the name."""
    points, before = 0.0, start - 1
    for place_in_word, letter in enumerate(word):
        place = name.find(letter, before + 1)
        beginning = name.find(" " + letter, max(0, before)) + 1
        if place_in_word and place != before + 1 and beginning > 0:
            place = beginning  # rather the first letter of a word than one in the middle
        if place < 0:
            return None
        if place_in_word and place == before + 1:
            points += _TOGETHER
        elif place == 0 or not name[place - 1].isalnum():
            points += _WORD_START
        points -= _GAP * (place - before - 1)
        before = place
    return points
