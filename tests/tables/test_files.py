"""What is written: the table with labels, plots, and a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantizer.errors import ReadError, SettingsError
from quantizer.settings.enums import Selector
from quantizer.tables.labels import labelled_table
from quantizer.tables.page import html_page
from quantizer.tables.plot import PlotFormat, draw, save
from quantizer.tables.read import read_table
from quantizer.tables.segmentation import Segmentation, SegmentOptions, segment
from quantizer.tables.view import view

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = st.text("äx ,;\n\r", max_size=5)


def clusters_of(path: Path, content: bytes | str, k: int | Selector = 2) -> Segmentation:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return segment(read_table(path), SegmentOptions(k, restarts=1))


@given(
    names=st.lists(_TEXT, min_size=3, max_size=6),
    line_ends=st.lists(st.sampled_from(["\n", "\r\n", "\n\n"]), min_size=7, max_size=7),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "latin-1"]),
    is_open=st.booleans(),
)
def test_labels_change_no_byte_of_the_rows(
    tmp_path_factory, names, line_ends, encoding, is_open
) -> None:
    path = tmp_path_factory.mktemp("t") / "t.csv"
    rows = ["größe,name"]
    rows += [f'{"" if index == 1 else index},"{name}"' for index, name in enumerate(names)]
    lines = [row + end for row, end in zip(rows, line_ends, strict=False)]
    if is_open:
        lines[-1] = rows[-1]
    found = clusters_of(path, "".join(lines).encode(encoding))
    labels = iter((found.labels + 1).tolist())
    cells = [",cluster", *("," if i == 1 else f",{next(labels)}" for i in range(len(names)))]
    wanted = [
        line[: len(row)] + cell + line[len(row) :]
        for line, row, cell in zip(lines, rows, cells, strict=True)
    ]
    assert labelled_table(found) == "".join(wanted).encode(encoding)


def test_the_label_column_has_a_name_of_its_own(tmp_path) -> None:
    found = clusters_of(tmp_path / "t.csv", "a;cluster\n1;5\n9;7\n")
    assert labelled_table(found).decode().splitlines() == [
        "a;cluster;cluster 2",
        "1;5;1",
        "9;7;2",
    ]
    (tmp_path / "t.csv").write_text("a;cluster\n1;5\n")
    with pytest.raises(ReadError, match="changed"):
        labelled_table(found)


def test_a_page_holds_everything_and_escapes_names(tmp_path) -> None:
    rows = "\n".join(f"{2 * x},{x % 5},{x // 6}" for x in range(12))
    path = tmp_path / "<t> & $x$.csv"
    found = clusters_of(path, f"<script>a,$b$ & c,d\n{rows}\n", Selector.SILHOUETTE)
    seen = view(found, ["<script>a", "$b$ & c"])
    page = html_page(found, draw(found, seen), seen.axes).decode()
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!#|data:)', page)
    picture = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    words = {text.strip() for text in picture.itertext()}
    assert {"<script>a", "$b$ & c", "number of clusters k", "cluster", "centroid"} <= words
    assert all(any(f"{count} row" in text for text in words) for count in found.summary.counts)
    with pytest.raises(SettingsError, match="'q' is not one of the columns"):
        view(found, ["d", "q"])
    with pytest.raises(SettingsError, match="two axes"):
        view(found, ["d"])


@pytest.mark.parametrize("width", [1, 2, 3])
def test_pictures_are_small_and_always_the_same(tmp_path, width) -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(3000, width)) + 6 * rng.integers(3, size=(3000, 1))
    values[7] = 99
    path = tmp_path / "t.csv"
    np.savetxt(path, values, delimiter=",", fmt="%.3f")
    found = segment(read_table(path), SegmentOptions(3, restarts=1))
    seen = view(found)
    assert seen.points.shape == (3000, 2)
    middle = [seen.points[found.labels == label].mean(axis=0) for label in range(3)]
    np.testing.assert_allclose(seen.centroids, middle, atol=1e-6)
    if width == 2:  # drawing takes long
        picture = save(draw(found, seen), PlotFormat.SVG, "t")
        assert len(picture) < 300_000
        assert picture == save(draw(found, seen), PlotFormat.SVG, "t")
