"""Text for XML documents."""

from __future__ import annotations

import re

from quantizer.palette_files._codec import one_line

_NO_XML = re.compile("[\ufffe\uffff]")


def xml_text(text: str) -> str:
    """Return a text in one line, without the characters that XML cannot hold.

    Source: Extensible Markup Language 1.0, production 2. It is not escaped yet.
    """
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", one_line(text))
