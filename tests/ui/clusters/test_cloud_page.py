"""The page of the colour cloud shares the selection of the area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ui.conftest import save_picture
from ui.cloud.coloring import Coloring
from ui.clusters.cloud_page import CloudPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow


def test_the_cloud_shows_the_clusters_and_shares_their_selection(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    settled: Callable[[Document], None],
) -> None:
    window.document.open_path(save_picture(tmp_path / "small.png", 24, 16))
    settled(window.document)
    window.actions_by_name["clusters"].trigger()
    window.clusters.area.choose("cloud")
    page, model = window.clusters.area.active, window.clusters.model
    assert isinstance(page, CloudPage)
    qtbot.waitUntil(lambda: model.is_current)
    clusters = model.clusters
    assert clusters is not None
    assert f"{len(clusters.colors):,} points over the axes L" in page.cloud.accessibleDescription()
    page.cloud.point_picked.emit(5)
    assert model.selected == clusters.labels[5] == page.cloud.scene.selected
    page.cloud.centroid_picked.emit(model.selected)
    assert model.selected is None
    model.select(2)
    assert page.cloud.scene.selected == page.cloud.scene.chosen == 2
    page.axes.setCurrentIndex(3)
    page.coloring.setCurrentIndex(1)
    page.cells.setChecked(True)
    scene = page.cloud.scene
    assert page.cloud.camera.axes == (1, 2)
    assert (scene.coloring, scene.cells_shown) == (Coloring.CLUSTER, True)
    window.actions_by_name["clusters"].trigger()
    model.select(None)
    assert page.cloud.scene.selected == 2  # folded away, the page does not follow
