"""Fixtures of the journal's tests: an input file and an output folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.batch.runs import age

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """An input file, as old as files usually are."""
    path = tmp_path / "in" / "a.jpg"
    path.parent.mkdir()
    path.write_bytes(b"input")
    age(path)
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"
