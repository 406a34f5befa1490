"""Labels of images, and how groups agree with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from quantizer.errors import ReadError
from quantizer.grouping.labels import GroupAgreement, folder_labels, read_labels

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["a/x.png", "b/x.png", "c.png"]


def test_folders_are_labels() -> None:
    assert folder_labels(NAMES).by_name == {"a/x.png": "a", "b/x.png": "b"}


@pytest.mark.parametrize(
    "data",
    [
        b"file,label\na/x.png,sea\nc.png,caf\xc3\xa9\n",
        b"\xef\xbb\xbfa/x.png;sea\r\n\r\n./c.png;caf\xc3\xa9\r\nb/x.png;\r\n",
        b"a\\x.png\tsea\nc.png\tcaf\xe9",
    ],
)
def test_a_table_of_labels(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(data)
    labels = read_labels(path, NAMES)
    assert labels.by_name == {"a/x.png": "sea", "c.png": "café"}
    assert labels.unused == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"c.png,a\nc.png,b\n", "line 2 gives c.png a second label"),
        (b"c.png\n", "no second column"),
        (b"x.png,a\n", "names none of the images"),
        (b"c.png,\0", "no text"),
        (b'c.png,"' + b"a" * 200_000 + b'"', "field larger than"),
        (b"", "empty"),
    ],
)
def test_other_tables_are_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=message):
        read_labels(path, NAMES)


def test_agreement_by_hand() -> None:
    groups = np.array([0, 0, 0, 1, 2, 0], np.int32)
    found = GroupAgreement.of(groups, ["b", "b", "a", "a", None, None])
    assert found is not None
    assert found.labels == ("a", "b")
    assert found.table.tolist() == [[1, 2], [1, 0], [0, 0]]
    assert found.unlabelled == 2
    assert found.dominant(0) == ("b", pytest.approx(2 / 3))
    assert found.dominant(2) is None
    assert found.purity == 3 / 4
    # Of 6 pairs, 1 is together in both, 3 are in a group and 2 in a label: expected is 1.
    assert found.adjusted_rand_index == pytest.approx((1 - 1) / (2.5 - 1))
    assert GroupAgreement.of(groups, [None] * 6) is None
