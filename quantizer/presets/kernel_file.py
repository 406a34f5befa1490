"""Error-diffusion kernels in files.

    {"rows": [[0, 0, 7], [3, 5, 1]], "divisor": 16}

is the kernel of Floyd and Steinberg. All rows have the same odd number of columns. The pixel itself
is in the middle of the first row; each number, divided by ``divisor``, is the share of its error
that the pixel in that place receives. Without a divisor it is the sum of all numbers.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from quantizer.errors import ReadError, SettingsError
from quantizer.image_files.stream import read_small_file
from quantizer.settings.sections import check_kernel

from ..language import tr

if TYPE_CHECKING:
    from pathlib import Path

_MAX_BYTES = 1 << 20


def read_kernel(path: Path) -> tuple[tuple[float, ...], ...]:
    """Return the kernel in a file, as `DitherSettings.kernel` holds it.

    Raises
    ------
    ReadError
        If the file is missing or unreadable, or holds no kernel; the message names the file.
    """
    content = read_small_file(path, _MAX_BYTES, tr("a kernel"))
    try:
        return parse_kernel(content)
    except SettingsError as error:
        raise ReadError(path, tr("not a usable kernel: {error}", error=error)) from error


def parse_kernel(content: bytes) -> tuple[tuple[float, ...], ...]:
    """Return the kernel in a file's bytes.

    Raises
    ------
    SettingsError
        If they hold no kernel; the message does not name the file.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise SettingsError(
            tr("line {lineno}: {msg}", lineno=error.lineno, msg=error.msg)
        ) from error
    except (ValueError, RecursionError) as error:  # not text, long numbers, deeply nested brackets
        raise SettingsError(tr("the file is not readable JSON")) from error
    if not isinstance(data, dict) or not set(data) <= {"rows", "divisor"} or "rows" not in data:
        raise SettingsError(tr('it is not a JSON object of "rows" and "divisor"'))
    rows = data["rows"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise SettingsError(tr('"rows" is not a list of lists of numbers'))
    if not all(_is_number(part) for row in rows for part in row):
        raise SettingsError(tr('"rows" holds something that is not a number'))
    divisor = data.get("divisor", sum(map(sum, rows)))
    if not _is_number(divisor) or divisor <= 0:
        raise SettingsError(tr('"divisor" is not a number above 0'))
    kernel = tuple(tuple(part / divisor for part in row) for row in rows)
    check_kernel(kernel)
    return kernel


def _is_number(value: Any) -> bool:
    """Return whether a value of a JSON file is a number that floating point holds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= 1e9 and math.isfinite(value)
