"""XML documents: their elements one by one, and text that they can hold.

Source: Extensible Markup Language 1.0, fifth edition.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from quantizer.palette_files._codec import PaletteFormatError, one_line

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

_NO_XML = re.compile("[\ufffe\uffff]")


def parse_xml(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
) -> None:
    """Call `start` with name and attributes of each element, and `end` with its name.

    Raises
    ------
    PaletteFormatError
        If the document is damaged, or declares a document type: entities, which are declared
        there, could stand for more text than fits into memory.
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # an unknown encoding
        raise PaletteFormatError(tr("its XML is damaged: {error}", error=error)) from error


def _refuse_doctype(*_: object) -> None:
    raise PaletteFormatError(tr("its XML has a document type, which no palette needs"))


def xml_text(text: str) -> str:
    """Return a text in one line, without the characters that XML cannot hold; not escaped."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", one_line(text))
