from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quantizer.image_files.formats import format_by_name
from quantizer.image_files.write import encode
from ui.document.file_size import FileSize, SizeMeter
from ui.panels.metrics_panel import MetricsPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document

    Settle = Callable[[Document], None]


@pytest.fixture
def meter(document: Document) -> Iterator[SizeMeter]:
    meter = SizeMeter(document)
    yield meter
    meter.shutdown()


def expected(document: Document, name: str) -> int:
    assert document.outcome is not None
    return len(encode(document.outcome.quantized.indexed, format_by_name(name)).data)


def test_the_size_is_that_of_the_file_that_an_export_would_write(
    qtbot: QtBot, document: Document, meter: SizeMeter, photo: Path, settled: Settle
) -> None:
    assert not meter.value.is_pending
    document.open_path(photo)
    settled(document)
    qtbot.waitUntil(lambda: meter.value.length is not None)
    assert meter.value.length == expected(document, "png")
    assert meter.value.original == photo.stat().st_size


def test_a_change_makes_the_size_pending_until_the_new_one_is_known(
    qtbot: QtBot, document: Document, meter: SizeMeter, photo: Path, settled: Settle
) -> None:
    document.open_path(photo)
    settled(document)
    qtbot.waitUntil(lambda: meter.value.length is not None)
    document.scale_colors(0.25)
    assert meter.value.length is None
    assert meter.value.is_pending
    settled(document)
    qtbot.waitUntil(lambda: meter.value.length is not None)
    assert meter.value.length == expected(document, "png")
    document.scale_colors(2)
    document.cancel()
    assert meter.value == FileSize(meter.value.file_format, None, meter.value.original)


def test_another_format_is_measured_once_the_image_is_reduced_for_it(
    qtbot: QtBot,
    document: Document,
    meter: SizeMeter,
    photo: Path,
    settled: Settle,
) -> None:
    document.open_path(photo)
    settled(document)
    qtbot.waitUntil(lambda: meter.value.length is not None)
    gif = format_by_name("gif")
    document.set_file_format(gif)
    qtbot.waitUntil(lambda: meter.value.length is not None and meter.value.file_format is gif)
    assert meter.value.length == expected(document, "gif")


def test_the_panel_writes_size_and_share(qtbot: QtBot) -> None:
    panel = MetricsPanel()
    qtbot.addWidget(panel)
    png, webp = format_by_name("png"), format_by_name("webp")
    panel.show_size(FileSize(png, 148_000, 1_200_000))
    words = (panel.size_title.text(), panel.file_size.text(), panel.size_share.text())
    assert words == ("File size as PNG", "148 kB", "12 % of 1.2 MB")
    panel.show_size(FileSize(webp, None, 1_200_000, is_pending=True))
    dimmed = (panel.size_title.text(), panel.file_size.text(), panel.size_share.text())
    assert dimmed == words  # until the size as WebP is known
    assert not panel.file_size.isEnabled()
    panel.show_size(FileSize(webp, 900))
    assert (panel.size_title.text(), panel.file_size.text()) == ("File size as WebP", "900 bytes")
    assert panel.size_share.text() == ""
    assert panel.file_size.isEnabled()
    panel.show_size(FileSize(is_pending=True))  # of another image
    assert panel.file_size.text() == "…"
