"""What the canvas shows in place of its pictures while some pixels are lit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pyramid import Pyramid


@dataclass(frozen=True, eq=False)
class Highlight:
    """Original and result, in which some pixels are as they are and all others are dimmed.

    Parameters
    ----------
    original, result
        The pictures.
    label
        What is lit, in a few words.
    """

    original: Pyramid
    result: Pyramid
    label: str
