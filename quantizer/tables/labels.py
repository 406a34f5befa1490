"""The table again, with one column more: the cluster of each row.

Every byte of the file stays as it is: quotation marks, line ends, blank lines, the byte order mark.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import ReadError
from quantizer.progress import SILENT, Progress
from quantizer.tables.table import printable

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from numpy.typing import NDArray

    from quantizer.tables.segmentation import Segmentation
    from quantizer.tables.table import Table

_ROWS = 1 << 12
"""Rows that are joined at once."""
_LABEL = "cluster"
"""Name of the new column."""


def labelled_table(segmentation: Segmentation, progress: Progress = SILENT) -> bytes:
    """Return the bytes of the table's file with the number of each row's cluster, from 1.

    Rows that belong to no cluster get an empty cell. If the table has a header, the new column is
    called ``cluster``, or ``cluster 2`` if there is one of this name.

    Parameters
    ----------
    segmentation
        The clusters. The file is read again, unless the table has its bytes.
    progress
        Told the share of the rows joined.

    Raises
    ------
    ReadError
        If the file has changed since it was read.
    """
    table = segmentation.table
    labels = np.zeros(len(table.values), np.int64)
    labels[segmentation.rows.indices] = segmentation.labels + 1
    try:
        with table.path.open("rb") if table.data is None else BytesIO(table.data) as file:
            return b"".join(_pieces(file, table, labels, progress))
    except OSError as error:
        raise ReadError(
            table.path, tr("cannot be read again: {reason}", reason=error.strerror)
        ) from error


def _pieces(
    file: BinaryIO, table: Table, labels: NDArray[np.int64], progress: Progress
) -> Iterator[bytes]:
    """Yield the file in pieces, with a label after each row; 0 stands for none."""
    separator = table.dialect.separator.encode()
    places, at = table.places, 0
    if table.header:
        yield _with_cell(file.read(places.header_end), separator + _free_name(table).encode())
        at = places.header_end
    cells = [separator, *(separator + b"%d" % label for label in range(1, labels.max() + 1))]
    for start in range(0, len(labels), _ROWS):
        progress.report(start / len(labels))
        ends = places.ends[start : start + _ROWS].tolist()
        block = file.read(ends[-1] - at)
        if len(block) != ends[-1] - at:
            raise ReadError(table.path, tr("has changed while it was clustered"))
        rows = []
        begin = at
        for end, label in zip(ends, labels[start : start + _ROWS].tolist(), strict=True):
            rows.append(_with_cell(block[begin - at : end - at], cells[label]))
            begin = end
        at = ends[-1]
        yield b"".join(rows)
    rest = file.read(places.size - at + 1)
    if len(rest) != places.size - at:
        raise ReadError(table.path, tr("has changed while it was clustered"))
    yield rest


def _with_cell(row: bytes, cell: bytes) -> bytes:
    """Return a row with a further cell before its line end, if it has one."""
    text = row[:-1] if row.endswith((b"\n", b"\r")) else row
    if row.endswith(b"\r\n"):
        text = row[:-2]
    return text + cell + row[len(text) :]


def _free_name(table: Table) -> str:
    """Return a name for the new column that no other has."""
    taken = set(map(printable, table.header))
    name, number = _LABEL, 2
    while name in taken:
        name, number = f"{_LABEL} {number}", number + 1
    return name
