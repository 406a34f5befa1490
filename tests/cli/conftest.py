"""A way to call the program, and pictures to call it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PIL import Image as PillowImage

from quantizer import cli
from tests.conftest import make_photo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Call the command line in this process."""

    def run(*words: object) -> Outcome:
        try:
            code = cli.main([str(word) for word in words])
        except SystemExit as error:
            code = int(error.code or 0)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A PNG photo of many colours."""
    path = tmp_path / "photo.png"
    PillowImage.fromarray(make_photo()[..., :3]).save(path)
    return path
