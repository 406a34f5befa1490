"""Labels that images have, from their folders or from a CSV file, and the groups' agreement.

The first column of the file holds names of images, as paths in the folder or without folders where
that is clear; the second holds the labels. The first line may be a header.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import ReadError
from quantizer.image_files.stream import read_small_file
from quantizer.kmeans.agreement import adjusted_rand_index, purity

from ..language import mark, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_MAX_BYTES = 256 << 20
"""Largest file of labels that is read; not tuned."""
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels by the names of images, as far as they have one.

    Parameters
    ----------
    by_name
        Label by the image's path in the folder.
    unused
        Rows of the file that name no image.
    """

    by_name: dict[str, str]
    unused: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class GroupAgreement:
    """How well groups agree with labels.

    Parameters
    ----------
    labels
        The m labels, sorted.
    table
        int64 (k, m), the confusion table: images of each group with each label.
    unlabelled
        Number of images without a label; they are not in the table.
    adjusted_rand_index
        1 if groups and labels sort the images in the same way, about 0 if by chance.
    purity
        Part of the images whose label is the dominant one of their group, 0 to 1.
    """

    labels: tuple[str, ...]
    table: NDArray[np.int64]
    unlabelled: int
    adjusted_rand_index: float
    purity: float

    @classmethod
    def of(cls, groups: NDArray[np.int32], labels: Sequence[str | None]) -> GroupAgreement | None:
        """Return the agreement, or None if no image has a label.

        Parameters
        ----------
        groups
            int32 (n,), 0 or more: the group of each image.
        labels
            The label of each image, or None.
        """
        known = [place for place, label in enumerate(labels) if label is not None]
        if not known:
            return None
        names, classes = np.unique([labels[place] for place in known], return_inverse=True)
        table = np.zeros((int(groups.max()) + 1, len(names)), np.int64)
        np.add.at(table, (groups[known], classes), 1)
        return cls(
            tuple(names.tolist()),
            table,
            len(labels) - len(known),
            adjusted_rand_index(groups[known], classes),
            purity(groups[known], classes),
        )

    def dominant(self, group: int) -> tuple[str, float] | None:
        """Return the most frequent label of a group and its share of the labelled images there.

        None if no image of the group has a label.
        """
        counts = self.table[group]
        if not counts.any():
            return None
        return self.labels[int(counts.argmax())], float(counts.max() / counts.sum())


def folder_labels(names: Iterable[str]) -> Labels:
    """Return the folder of each image as its label; those beside all folders have none.

    `names` are paths in the folder that is grouped, with ``/`` between folders.
    """
    return Labels({name: name.rpartition("/")[0] for name in names if "/" in name})


def read_labels(path: Path, names: Sequence[str]) -> Labels:
    """Read the labels of images from a CSV file.

    Parameters
    ----------
    path
        The file: UTF-8 or Latin-1, with commas, semicolons or tabs.
    names
        Paths of the images in the folder, with ``/`` between folders.

    Raises
    ------
    ReadError
        If the file cannot be read, is no such table, gives an image two labels, or names none of
        the images.
    """
    known = _names_by_key(names)
    labels: dict[str, str] = {}
    unused = 0
    for line, row in _rows(path):
        if len(row) < 2:
            raise ReadError(
                path, tr("line {line} has no second column, which holds the label", line=line)
            )
        name = known.get(str(PurePosixPath(row[0].strip().replace("\\", "/"))))
        label = row[1].strip()
        if name is None:
            unused += line > 1  # the first line may be a header
        elif labels.setdefault(name, label) != label:
            raise ReadError(
                path, tr("line {line} gives {name} a second label", line=line, name=name)
            )
    if not labels:
        raise ReadError(path, tr("its first column names none of the images"))
    return Labels({name: label for name, label in labels.items() if label}, unused)


def _names_by_key(names: Sequence[str]) -> dict[str, str]:
    """Return images by path, and by the name alone where only one has that name."""
    counts = Counter(PurePosixPath(name).name for name in names)
    bare = {PurePosixPath(name).name: name for name in names}
    alone = {key: name for key, name in bare.items() if counts[key] == 1}
    return alone | {name: name for name in names}


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the values of each row that is not empty."""
    data = read_small_file(path, _MAX_BYTES, mark("a table of labels"))
    if b"\0" in data:
        raise ReadError(path, tr("is no text, so not a table of labels"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise ReadError(
            path,
            tr("line {line_num} cannot be read ({error})", line_num=reader.line_num, error=error),
        ) from error
