"""The page *Choose k*: computed while it is shown, and it sets the number like a slider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quantizer.kmeans.selection import Candidate, Reason, Selection
from quantizer.settings.settings import Selector
from tests.ui.conftest import save_picture
from ui.clusters.choose_k_page import ChooseKPage, reason_sentence
from ui.clusters.model import ClusterModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document


@pytest.fixture
def page(qtbot: QtBot, document: Document) -> Iterator[ChooseKPage]:
    model = ClusterModel(document)
    page = ChooseKPage(model)
    qtbot.addWidget(page)
    yield page
    page.shutdown()
    model.shutdown()


def test_a_drag_sets_the_number_in_one_step_of_undo(
    qtbot: QtBot,
    page: ChooseKPage,
    document: Document,
    tmp_path: Path,
    settled: Callable[[Document], None],
) -> None:
    document.open_path(save_picture(tmp_path / "photo.png", 20, 15))
    settled(document)
    assert page.curves.curve is None, "an inactive page computes nothing"
    assert not page.curves.is_busy
    page.set_active(True)
    qtbot.waitUntil(lambda: page.curves.curve is not None, timeout=20_000)
    assert "The knee is at" in page.reason.text()
    assert page.reason.text() in page.chart.accessibleDescription()
    curve = page.curves.curve
    for k in (40.2, 9.4, 7.3):
        page.chart.picked.emit(k)
    page.chart.released.emit()
    assert document.settings.cluster.colors == 7
    settled(document)
    assert page.curves.curve is curve, "it does not depend on the number"
    document.undo()
    assert document.settings.cluster.colors == 16
    page.chart.read_out((0, 5))
    assert "PSNR about" in page.chart.readout
    assert "7 colours" in page.chart.readout


def test_the_sentence_gives_the_reasons() -> None:
    candidates = tuple(Candidate(k, 100 / k, -abs(k - 7)) for k in range(2, 20))
    found = Selection(7, Selector.SILHOUETTE, candidates, Reason.SILHOUETTE, knee=13)
    assert reason_sentence(found) == (
        "The knee is at 13: from there each further colour lowers the inertia little; "
        "the silhouette is best at 7."
    )
