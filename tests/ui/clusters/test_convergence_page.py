"""The page *Convergence*: the course of the search that made the result, live or repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.conftest import save_picture
from ui.clusters.convergence_page import ConvergencePage
from ui.clusters.model import ClusterModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document


@pytest.fixture
def page(qtbot: QtBot, document: Document) -> Iterator[ConvergencePage]:
    model = ClusterModel(document)
    page = ConvergencePage(model)
    qtbot.addWidget(page)
    yield page
    page.shutdown()
    model.shutdown()


def test_the_course_is_that_of_the_result(
    qtbot: QtBot,
    page: ConvergencePage,
    document: Document,
    photo: Path,
    settled: Callable[[Document], None],
) -> None:
    document.open_path(photo)
    settled(document)
    assert not page.search.trace.courses, "an inactive page hears nothing"
    page.set_active(True)
    qtbot.waitUntil(lambda: page.search.trace.end is not None, timeout=10_000)
    repeated = page.search.trace.end
    assert document.outcome is not None
    assert repeated is not None
    assert repeated.n_iter == document.outcome.quantized.kmeans.n_iter
    words = f"{len(page.search.trace.courses)} starts; the best ended"
    qtbot.waitUntil(lambda: words in page.outcome.text())
    assert page.outcome.text() in page.chart.accessibleDescription()
    document.scale_colors(0.5)
    settled(document)
    assert page.search.trace.k == 8
    assert page.search.trace.end is not None
    assert page.search.trace.end is not repeated
    assert not page.search.is_repeating, "the document's own search was heard"


def test_where_every_colour_has_its_entry_the_page_says_so(
    qtbot: QtBot,
    page: ConvergencePage,
    document: Document,
    tmp_path: Path,
    settled: Callable[[Document], None],
) -> None:
    page.set_active(True)
    document.open_path(save_picture(tmp_path / "few.png", 3, 3))
    settled(document)
    words = "Every colour has its own entry"
    qtbot.waitUntil(lambda: words in page.chart.accessibleDescription())


def test_an_undone_change_leaves_the_course_of_the_result(
    qtbot: QtBot,
    page: ConvergencePage,
    document: Document,
    photo: Path,
    settled: Callable[[Document], None],
) -> None:
    page.set_active(True)
    document.open_path(photo)
    settled(document)
    first = page.search.trace.end
    document.scale_colors(2)
    with qtbot.waitSignal(document.searched):
        document.settle()
    document.undo()
    settled(document)
    qtbot.waitUntil(lambda: page.search.trace.end == first)
    assert page.search.trace.k == 16
