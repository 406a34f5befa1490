"""Palettes: colours in order, each with its name, its lock and its share of the pixels.

A `Palette` is a sequence of `Swatch`: it has a length, and can be indexed, sliced and iterated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, SupportsIndex, overload

import numpy as np

from quantizer.errors import SettingsError

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

Color = tuple[int, int, int, int]
"""Red, green, blue, alpha in sRGB, each 0 to 255; alpha is not premultiplied."""

_HEX = re.compile(r"#?([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")


def parse_hex(text: str) -> Color:
    """Return the colour written as ``rgb``, ``rgba``, ``rrggbb`` or ``rrggbbaa``, ``#`` optional.

    Raises
    ------
    SettingsError
        If `text` is not such a colour.
    """
    match = _HEX.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise SettingsError(
            tr("{text!r} is not a colour; write it as #rrggbb or #rrggbbaa", text=text)
        )
    digits = match[1]
    if len(digits) <= 4:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue, alpha = bytes.fromhex(digits if len(digits) == 8 else digits + "ff")
    return red, green, blue, alpha


def format_hex(color: Color) -> str:
    """Return ``#rrggbb``, or ``#rrggbbaa`` if the colour is not opaque."""
    digits = bytes(color).hex()
    return "#" + (digits[:6] if color[3] == 255 else digits)


@dataclass(frozen=True, slots=True)
class Swatch:
    """One entry of a palette.

    Parameters
    ----------
    color
        The colour.
    locked
        Whether clustering must not change the colour.
    name
        The colour's name in a palette file; may be empty.
    share
        Share of the image's pixels with this entry, 0 to 1; None without an image.
    group
        Name of the group that the colour is in, in a palette file; may be empty.
    measured
        The colour that a screen shows for this one, if that was measured. Entries are chosen by
        what is shown.

    Examples
    --------
    >>> from quantizer import Swatch
    >>> swatch = Swatch((255, 136, 0, 255), name="orange")
    >>> swatch.hex, swatch.rgb
    ('#ff8800', (255, 136, 0))
    """

    color: Color
    locked: bool = False
    name: str = ""
    share: float | None = None
    group: str = ""
    measured: Color | None = None

    @property
    def hex(self) -> str:
        """The colour as ``#rrggbb``, or as ``#rrggbbaa`` if it is not opaque."""
        return format_hex(self.color)

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green and blue, each 0 to 255, without the opacity."""
        return self.color[:3]


@dataclass(frozen=True, slots=True)
class Palette:
    """Swatches in order; indexed images store indices into them.

    Parameters
    ----------
    swatches
        The entries.
    name
        The palette's own name in a palette file; may be empty.
    notices
        Sentences about what the palette's file has and the palette has not. They do not count when
        palettes are compared.
    is_found
        Whether it was found for the images that it is used with, and not chosen by somebody.

    Examples
    --------
    >>> from quantizer import Palette
    >>> palette = Palette.from_hex(["#1d2b53", "#7e2553", "#008751"])
    >>> palette[0].hex, palette[-1].rgb
    ('#1d2b53', (0, 135, 81))
    >>> palette[:2].hex
    ['#1d2b53', '#7e2553']
    >>> palette.rgb
    [(29, 43, 83), (126, 37, 83), (0, 135, 81)]
    """

    swatches: tuple[Swatch, ...]
    name: str = ""
    notices: tuple[str, ...] = field(default=(), compare=False)
    is_found: bool = field(default=False, compare=False)

    def __len__(self) -> int:
        return len(self.swatches)

    def __iter__(self) -> Iterator[Swatch]:
        return iter(self.swatches)

    @overload
    def __getitem__(self, place: SupportsIndex) -> Swatch: ...

    @overload
    def __getitem__(self, place: slice) -> Palette: ...

    def __getitem__(self, place: SupportsIndex | slice) -> Swatch | Palette:
        if isinstance(place, slice):
            return replace(self, swatches=self.swatches[place])
        return self.swatches[place]

    @property
    def hex(self) -> list[str]:
        """The colours as ``#rrggbb``, or as ``#rrggbbaa`` those that are not opaque."""
        return [swatch.hex for swatch in self.swatches]

    @property
    def rgb(self) -> list[tuple[int, int, int]]:
        """Red, green and blue of each colour, each 0 to 255, without the opacity."""
        return [swatch.rgb for swatch in self.swatches]

    @property
    def colors(self) -> NDArray[np.uint8]:
        """The colours as uint8 (k, 4), straight alpha."""
        return np.array([swatch.color for swatch in self.swatches], np.uint8).reshape(-1, 4)

    def with_colors(self, colors: NDArray[np.uint8]) -> Palette:
        """Return the palette with other colours, uint8 (k, 4), and all else unchanged."""
        rows = (map(int, row) for row in colors)
        swatches = zip(self.swatches, ((r, g, b, a) for r, g, b, a in rows), strict=True)
        changed = tuple(replace(swatch, color=color) for swatch, color in swatches)
        return replace(self, swatches=changed)

    @property
    def is_measured(self) -> bool:
        """Whether it is known for any entry what a screen shows."""
        return any(swatch.measured is not None for swatch in self.swatches)

    def with_measured(self, measured: Palette) -> Palette:
        """Return the palette with the colours that a screen shows for its entries.

        Parameters
        ----------
        measured
            As many colours, in the same order; their opacity does not matter.

        Raises
        ------
        SettingsError
            If it has another number of colours.
        """
        if len(measured) != len(self):
            raise SettingsError(
                tr(
                    "the palette has {count} colours and the measured one {shown}: each entry "
                    "needs the colour that is shown for it, in the same order",
                    count=len(self),
                    shown=len(measured),
                )
            )
        pairs = zip(self.swatches, measured.swatches, strict=True)
        swatches = (
            replace(swatch, measured=(*shown.color[:3], swatch.color[3])) for swatch, shown in pairs
        )
        return replace(self, swatches=tuple(swatches))

    def as_shown(self) -> Palette:
        """Return the palette with the measured colours in place of its own, where there are any."""
        if not self.is_measured:
            return self
        swatches = (replace(one, color=one.measured or one.color, measured=None) for one in self)
        return replace(self, swatches=tuple(swatches))

    @classmethod
    def from_hex(cls, colors: Iterable[str] | str, *, name: str = "") -> Palette:
        """Return a palette of colours in hexadecimal digits.

        Parameters
        ----------
        colors
            Colours as `parse_hex` reads them: ``"#ff8800"``, ``"f80"`` or, with opacity,
            ``"#ff880080"``; or one text with spaces, commas or line ends between them.
        name
            The palette's name.

        Raises
        ------
        SettingsError
            If one of them is no such colour, or there is none.
        """
        words = re.split(r"[\s,;]+", colors.strip(" \t\n,;")) if isinstance(colors, str) else colors
        swatches = tuple(Swatch(parse_hex(word)) for word in words)
        if not swatches:
            raise SettingsError(tr("a palette needs at least one colour"))
        return cls(swatches, name)

    @classmethod
    def from_colors(
        cls,
        colors: NDArray[np.uint8],
        *,
        shares: Iterable[float] | None = None,
        locked: Sequence[Color] = (),
        name: str = "",
    ) -> Palette:
        """Return a palette of the rows of `colors`, uint8 (k, 3) or (k, 4).

        Parameters
        ----------
        colors
            Rows of red, green, blue and, if there is a fourth column, alpha.
        shares
            Share of each colour, 0 to 1.
        locked
            Colours whose entries are locked.
        name
            The palette's name.
        """
        rows = [(*map(int, row), 255)[:4] for row in np.asarray(colors)]
        known = [None] * len(rows) if shares is None else [float(share) for share in shares]
        fixed = set(locked)
        return cls(
            tuple(
                Swatch((r, g, b, a), locked=(r, g, b, a) in fixed, share=share)
                for (r, g, b, a), share in zip(rows, known, strict=True)
            ),
            name,
        )
