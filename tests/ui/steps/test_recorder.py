"""A run saved as a file, and the page that explains the terms."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage
from PySide6.QtCore import QSize

from quantizer.kmeans.steps import StepRun
from quantizer.kmeans.steps.data_sets import DATA_SETS
from quantizer.progress import SILENT
from quantizer.settings.settings import Init, Metric
from ui.cloud.camera import Camera
from ui.cloud.target import Look
from ui.jobs.worker import Context
from ui.steps.explained import ExplainedDialog
from ui.steps.explained_pictures import PICTURES
from ui.steps.explained_texts import SECTIONS
from ui.steps.frame_painter import FrameStyle
from ui.steps.recorder import MOST_FRAMES, Kind, Recording, record, shown_positions
from ui.steps.step_data import points_data

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.mark.exhaustive
def test_two_runs_as_an_animation(qapp: QApplication, tmp_path: Path) -> None:
    data_set = DATA_SETS["blobs"]
    runs = [
        StepRun(data_set.points, None, 3, init, seed=5)
        for init in (Init.RANDOM, Init.KMEANS_PLUS_PLUS)
    ]
    runs[0].step()
    palette = qapp.palette()
    style = FrameStyle(
        QSize(200, 112),
        Look.of(palette),
        palette.base().color(),
        qapp.font(),
        Camera(axes=(0, 1)),
        Metric.EUCLIDEAN,
    )
    path = tmp_path / "run.gif"
    recording = Recording(Kind.GIF, path, "run", 500, style, overwrite=False)
    job = record(runs, threading.Lock(), points_data(data_set), recording)
    assert job(Context(SILENT, lambda _result: None)) == path
    with PillowImage.open(path) as saved:
        assert saved.size == (200, 112)
        assert saved.n_frames > 4
    assert [run.position for run in runs] == [1, 0]


def test_a_long_run_is_shown_in_few_frames() -> None:
    assert shown_positions(5) == [0, 1, 2, 3, 4]
    long = shown_positions(1000)
    assert len(long) == MOST_FRAMES
    assert (np.diff(long) > 0).all()
    assert (long[0], long[-1]) == (0, 999)


@pytest.mark.exhaustive
def test_the_page_explains_every_term_with_a_picture(qtbot: QtBot) -> None:
    assert {section.picture for section in SECTIONS} == set(PICTURES)
    page = ExplainedDialog(None)
    page.show()
    shown = page.pictures.values()
    qtbot.waitUntil(lambda: all(not one.pixmap().isNull() for one in shown), timeout=20_000)
    assert all(one.accessibleName() for one in shown)
    page.reject()
