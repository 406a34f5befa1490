"""A folder with the files that the README's scripts and the doctests name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from tests.conftest import make_photo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder; tests do not change what is in it."""
    folder = tmp_path_factory.mktemp("pictures")
    photo = Image.fromarray(make_photo(64, 96)[..., :3])
    photo.save(folder / "photo.jpg")
    flag = np.zeros((8, 16, 3), np.uint8)
    flag[:, :8], flag[:, 8:14], flag[:, 14:] = (255, 255, 255), (210, 47, 39), (30, 80, 160)
    Image.fromarray(flag).save(folder / "flag.png")
    frames = [Image.fromarray(make_photo(24, 32, seed)[..., :3]) for seed in range(3)]
    frames[0].save(
        folder / "clip.gif", save_all=True, append_images=frames[1:], duration=100, loop=0
    )
    for number, frame in enumerate(frames, 1):
        frame.save(folder / f"walk-{number}.png")
    (folder / "house.gpl").write_text("GIMP Palette\n29 43 83\n126 37 83\n255 236 39\n")
    return folder


@pytest.fixture
def pictures(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same folder, as the current one."""
    monkeypatch.chdir(prepared)
    return prepared
