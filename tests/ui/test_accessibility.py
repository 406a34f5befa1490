"""Screen readers are told a name and a role of every control, chart and picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAccessible

from tests.ui.accessibility import faults, lines, windows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ui.main_window import MainWindow


@pytest.fixture
def reader() -> Iterator[None]:
    """A screen reader that listens."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.mark.exhaustive
@pytest.mark.usefixtures("reader")
def test_no_control_is_without_name_or_role(window: MainWindow, photo: Path) -> None:
    roles: set[str] = set()
    titles = set()
    for shown in windows(window, photo):
        assert not faults(shown), shown.windowTitle()
        roles |= {line.split()[0] for line in lines(shown)}
        titles.add(shown.windowTitle())
    assert {"Slider", "SpinBox", "ComboBox", "List", "Table", "PageTab"} <= roles
    assert len(titles) >= 8
