"""The colours of a chart, from the palette of the theme."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from .series import Ink

_SECOND = {False: "#b4540a", True: "#f0a04b"}
"""Orange in the light and the dark theme: apart from the accent for colour-blind people, too."""


class Tones:
    """The colours for a palette.

    Attributes
    ----------
    ground, line, text, muted
        Background, axes and grid, what is read first, and what is read next.
    """

    def __init__(self, palette: QPalette) -> None:
        role = QPalette.ColorRole
        self.ground = palette.color(role.Base)
        self.line = palette.color(role.Mid)
        self.text = palette.color(role.WindowText)
        self.muted = palette.color(role.PlaceholderText)
        is_dark = self.ground.lightness() < 128
        accent = palette.color(role.Highlight)
        self._inks = {
            Ink.ACCENT: accent.lighter(125) if is_dark else accent,
            Ink.SECOND: QColor(_SECOND[is_dark]),
            Ink.MUTED: self.muted,
            Ink.FAINT: _between(self.muted, self.ground),
        }

    def ink(self, ink: Ink) -> QColor:
        """Return the colour of a series or mark."""
        return self._inks[ink]


def _between(one: QColor, other: QColor) -> QColor:
    """Return the colour in the middle of two."""
    pairs = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*((first + second) // 2 for first, second in pairs))
