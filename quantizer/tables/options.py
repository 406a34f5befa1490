"""How a table is read and prepared: the choices, without NumPy, so that ``--help`` is quick."""

from __future__ import annotations

from dataclasses import dataclass

from quantizer.settings.enums import Choice

from ..language import mark

EXTENSIONS = (".csv", ".tsv", ".tab", ".txt")
"""Usual file name extensions of tables, in lower case; a table may have any other."""
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
"""Characters between the cells of a row, by name."""
DECIMALS = {"point": ".", "comma": ","}
"""Characters before the fraction of a number, by name."""


class Header(Choice):
    """Whether the first row holds the names of the columns."""

    AUTO = "auto", "Automatic", mark("The first row holds names if it has text above numbers")
    YES = "yes", "Yes", mark("The first row holds the names of the columns")
    NO = "no", "No", mark("The first row holds values")


class Encoding(Choice):
    """How the bytes of the file stand for characters."""

    AUTO = "auto", "Automatic", mark("UTF-8 if the whole file is valid UTF-8, otherwise Latin-1")
    UTF_8 = "utf-8", "UTF-8", mark("With or without a byte order mark")
    LATIN_1 = "latin-1", "Latin-1", mark("One byte for each character (ISO 8859-1)")


class Missing(Choice):
    """What happens to a row with a missing value."""

    DROP = "drop", mark("Leave out the row"), mark("The row belongs to no cluster")
    MEAN = (
        "mean",
        mark("Mean of the column"),
        mark("The value is replaced by the mean of its column"),
    )


class Scale(Choice):
    """How columns of different units are made comparable."""

    NONE = "none", "None", mark("Values as they are: columns with large values count most")
    STANDARD = "standard", "Standard", mark("Mean 0 and standard deviation 1")
    MINMAX = "minmax", mark("0 to 1"), mark("Smallest value 0, largest value 1")


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How a table is read.

    Parameters
    ----------
    columns
        Names or numbers (from 1) of the columns; empty for all that are numeric.
    header
        Whether the first row holds names.
    separator
        Character between cells, one of `SEPARATORS`; None to find it.
    decimal
        Character before the fraction of a number, one of `DECIMALS`; None to find it.
    encoding
        How bytes stand for characters.
    """

    columns: tuple[str, ...] = ()
    header: Header = Header.AUTO
    separator: str | None = None
    decimal: str | None = None
    encoding: Encoding = Encoding.AUTO
