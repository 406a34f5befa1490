"""The window's export, `reduce` and `batch` make the same file of the same image and settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage
from PySide6.QtGui import QColorSpace

from quantizer import cli
from quantizer.image_files.formats import WRITABLE, FileFormat
from quantizer.settings.settings import ClusterSettings, Effort
from tests.conftest import make_photo
from ui.dialogs.export import ExportDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow

COLORS = 12


def make_images(folder: Path) -> list[Path]:
    """Write a dozen images of all kinds that lose something in one format or another."""
    folder.mkdir()
    for seed in range(2):
        PillowImage.fromarray(make_photo(30, 40, seed)[..., :3]).save(folder / f"photo{seed}.png")
    turned = PillowImage.fromarray(make_photo(30, 40, 2)[..., :3])
    exif = PillowImage.Exif()
    exif[0x0112] = 6
    turned.save(folder / "turned.jpg", exif=exif)
    y, x = np.mgrid[0:32, 0:32]
    for number, radius in enumerate((9, 12, 14)):
        icon = make_photo(32, 32, number)
        icon[..., 3] = np.clip(64 * (radius - np.hypot(x - 16, y - 16)) + 128, 0, 255)
        PillowImage.fromarray(icon).save(folder / f"icon{number}.png")
    for number in range(2):
        screen = np.full((40, 60, 3), 240 - 9 * number, np.uint8)
        screen[4:9, 4:-4] = (40, 90, 200)
        screen[12 + number :: 5, 6:40:2] = (20, 20, 20)
        screen[20:, 45:] = make_photo(20, 15, number)[..., :3]
        PillowImage.fromarray(screen).save(folder / f"screen{number}.png")
    for name, duration in (("film.gif", 100), ("fast.webp", 7)):
        frames = [PillowImage.fromarray(make_photo(20, 24, n)[..., :3]) for n in range(6)]
        frames[0].save(
            folder / name,
            save_all=True,
            append_images=frames[1:],
            duration=duration,
            loop=0,
            lossless=True,
        )
    display_p3 = bytes(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3).iccProfile().data())
    wide = PillowImage.fromarray(make_photo(30, 40, 5)[..., :3])
    wide.save(folder / "wide.png", icc_profile=display_p3)
    deep = (make_photo(30, 40, 6)[..., 0].astype(np.uint16) << 8) + np.arange(40, dtype=np.uint16)
    PillowImage.fromarray(deep).save(folder / "deep.png")
    return sorted(folder.iterdir())


@pytest.mark.sample(18)
@pytest.mark.usefixtures("kept_workers")
@pytest.mark.parametrize("dither", ["none", "adaptive"])
@pytest.mark.parametrize("file_format", WRITABLE, ids=lambda entry: entry.name)
def test_the_window_reduce_and_batch_make_the_same_file(
    qtbot: QtBot,
    window: MainWindow,
    settled: Callable[[Document], None],
    tmp_path: Path,
    file_format: FileFormat,
    dither: str,
) -> None:
    images = make_images(tmp_path / "in")
    assert len(images) == 12
    options = ["-k", str(COLORS), "--effort", "fast", "--dither", dither, "--keep-profile"]
    options += ["--format", file_format.name, "--quiet"]
    if dither == "none":
        options += ["--matte", "#336699"]
        options += ["--optimize"] if file_format.name == "png" else []
    (tmp_path / "reduced").mkdir()
    (tmp_path / "window").mkdir()
    extension = file_format.extensions[0]
    for image in images:
        target = tmp_path / "reduced" / (image.stem + extension)
        assert cli.main(["reduce", str(image), "-o", str(target), *options]) == 0
    batch = ["batch", str(tmp_path / "in"), "-o", str(tmp_path / "batch"), "--jobs", "1"]
    assert cli.main([*batch, *options]) == 0

    document = window.document
    document.set_keep_profile(True)
    settings = document.settings
    alpha = replace(settings.alpha, matte=(0x33, 0x66, 0x99) if dither == "none" else None)
    document.change_settings(
        replace(
            settings,
            cluster=ClusterSettings(colors=COLORS, effort=Effort.FAST),
            dither=replace(settings.dither, name=dither),
            alpha=alpha,
        )
    )
    for image in images:
        document.open_path(image)
        settled(document)
        assert document.path == image
        window.exporter.export_image()
        (dialog,) = window.findChildren(ExportDialog)
        dialog.optimize.setChecked("--optimize" in options)
        dialog.format.choose(file_format)
        target = tmp_path / "window" / f"{image.stem}{extension}"
        dialog.target.set_path(target)
        qtbot.waitUntil(dialog.save.isEnabled, timeout=20_000)
        shown = dialog.outcome
        with qtbot.waitSignal(dialog.saved):
            dialog.save.click()
        dialog.deleteLater()
        qtbot.waitUntil(lambda: not window.findChildren(ExportDialog))
        data = target.read_bytes()
        assert data == (tmp_path / "reduced" / target.name).read_bytes()
        assert data == (tmp_path / "batch" / target.name).read_bytes()
        if not file_format.reads:
            continue
        with PillowImage.open(target) as written:
            pixels = np.asarray(written.convert("RGBA"))
        seen = shown.frames[0].to_rgba()
        opaque = seen[..., 3] > 0
        assert np.array_equal(pixels[opaque], seen[opaque])
