from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.conversion.recipe import Recipe
from quantizer.conversion.reference import ReferenceFormat, available_references
from quantizer.image.palette import Palette, Swatch
from quantizer.image_files.formats import WRITABLE, format_by_name
from quantizer.image_files.read import read_image
from quantizer.palette_files import CODECS, read_palette
from quantizer.progress import SILENT
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import ClusterSettings, Settings
from ui.dialogs import export, palette_export
from ui.dialogs.export import ExportDialog
from ui.dialogs.message import MessageDialog
from ui.dialogs.palette_export import PaletteExportDialog
from ui.jobs import jobs, reading
from ui.jobs.worker import Context
from ui.panels.texts import percentage, size

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


def make_dialog(path: Path, colors: int = 8, name: str = "png") -> ExportDialog:
    context = Context(SILENT, lambda _result: None)
    opened = reading.open_path(path)(context)
    recipe = Recipe(format_by_name(name), Settings(ClusterSettings(colors=colors)))
    return ExportDialog(None, opened, jobs.reduce(opened, recipe)(context), lambda _: path.parent)


@pytest.fixture
def dialog(qtbot: QtBot, photo: Path) -> Iterator[ExportDialog]:
    dialog = make_dialog(photo)
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    dialog.reject()


def wait_for_size(qtbot: QtBot, dialog: ExportDialog) -> None:
    qtbot.waitUntil(lambda: "of the original" in dialog.comparison.text())


def test_all_writable_formats_are_offered_with_their_size(
    qtbot: QtBot, dialog: ExportDialog
) -> None:
    assert dialog.format.keys == list(WRITABLE)
    texts = [dialog.format.texts(entry) for entry in WRITABLE]
    assert [label for label, _, _ in texts] == [entry.label for entry in WRITABLE]
    qtbot.waitUntil(
        lambda: all(dialog.format.texts(entry)[2].endswith(" %") for entry in WRITABLE),
        timeout=10_000,
    )
    tried = {entry: dialog.format.texts(entry)[1] for entry in WRITABLE}
    for entry in WRITABLE:
        dialog.format.choose(entry)
        wait_for_size(qtbot, dialog)
        if not entry.for_firmware:  # which names the image as its file is called
            assert dialog.file_size.text() == tried[entry]
        assert dialog.target.path.suffix == entry.extensions[0]
        assert dialog.save.isEnabled()


def test_the_proposal_is_neither_the_input_nor_any_other_file(
    dialog: ExportDialog, photo: Path, qtbot: QtBot
) -> None:
    assert dialog.target.path == photo.with_name("photo-8.png")
    dialog.reject()
    photo.with_name("photo-8.png").touch()
    other = make_dialog(photo)
    qtbot.addWidget(other)
    assert other.target.path == photo.with_name("photo-8-2.png")
    other.reject()


def test_saving_writes_the_bytes_whose_size_was_shown(
    qtbot: QtBot, dialog: ExportDialog, photo: Path
) -> None:
    wait_for_size(qtbot, dialog)
    with qtbot.waitSignal(dialog.saved) as blocker:
        dialog.save.click()
    path = blocker.args[0].path
    assert dialog.file_size.text() == size(path.stat().st_size)
    with PillowImage.open(path) as written:
        pixels = np.asarray(written.convert("RGBA"))
    assert np.array_equal(pixels, dialog.outcome.quantized.indexed.to_rgba())


def test_another_format_reduces_again_only_if_it_holds_less(
    qtbot: QtBot, tmp_path: Path, dialog: ExportDialog
) -> None:
    wait_for_size(qtbot, dialog)
    before = dialog.outcome
    dialog.format.choose(format_by_name("bmp"))
    wait_for_size(qtbot, dialog)
    assert dialog.outcome.quantized is before.quantized
    assert "chosen again" not in dialog.notice.text()

    pixels = np.full((32, 32, 4), 200, np.uint8)
    pixels[..., 0], pixels[..., 3] = np.arange(32) * 8, np.arange(32)[:, None] * 8
    PillowImage.fromarray(pixels).save(tmp_path / "soft.png")
    soft = make_dialog(tmp_path / "soft.png", 32)
    qtbot.addWidget(soft)
    soft.show()
    wait_for_size(qtbot, soft)
    soft.format.choose(format_by_name("gif"))
    wait_for_size(qtbot, soft)
    indexed = soft.outcome.quantized.indexed
    assert set(indexed.palette.colors[:, 3]) == {0, 255}
    assert "opaque or clear" in soft.notice.text()
    assert "Colours chosen again for GIF: 32 colours" in soft.notice.text()
    soft.reject()


@pytest.mark.exhaustive
def test_lossy_files_of_the_same_size_stand_beside_the_result(
    qtbot: QtBot, dialog: ExportDialog
) -> None:
    table = dialog.formats.table
    qtbot.waitUntil(
        lambda: bool(table.keys) and not any("…" in table.texts(key) for key in table.keys),
        timeout=30_000,
    )
    assert table.keys == ["result", *available_references()]
    assert table.texts("result")[:2] == ["PNG, 8 colours", dialog.file_size.text()]
    jpeg = table.texts(ReferenceFormat.JPEG)
    assert jpeg[0].startswith("JPEG, quality ")
    assert jpeg[2].endswith(" dB")
    pictures = dialog.formats.pictures
    assert pictures.accessibleDescription() == f"Original, PNG, 8 colours, {jpeg[0]}"
    table.choose("result")
    assert pictures.accessibleDescription() == "Original, PNG, 8 colours"
    assert pictures.view is not None
    before = pictures.view.scale
    qtbot.keyClick(pictures, "+")
    assert pictures.view.scale > before


def test_the_export_dialog_fits_a_small_screen(dialog: ExportDialog) -> None:
    dialog.resize(560, 400)
    assert dialog.size().toTuple() == (560, 400)
    assert dialog.rect().contains(dialog.save.mapTo(dialog, dialog.save.rect().bottomRight()))


def test_the_input_can_not_be_chosen(qtbot: QtBot, dialog: ExportDialog, photo: Path) -> None:
    wait_for_size(qtbot, dialog)
    before = photo.read_bytes()
    dialog.target.set_path(photo.parent / "." / photo.name)
    assert not dialog.save.isEnabled()
    assert "never overwritten" in dialog.warning.text()
    dialog._save()
    assert photo.read_bytes() == before


@pytest.mark.parametrize("answer", [False, True])
def test_an_existing_file_is_replaced_only_when_asked_for(
    qtbot: QtBot, dialog: ExportDialog, monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    wait_for_size(qtbot, dialog)
    path = dialog.target.path
    path.write_bytes(b"precious")
    monkeypatch.setattr(export, "may_replace", lambda *_: answer)
    if answer:
        with qtbot.waitSignal(dialog.saved):
            dialog.save.click()
        assert path.read_bytes() != b"precious"
    else:
        dialog.save.click()
        assert path.read_bytes() == b"precious"
        assert dialog.isVisible()


def test_a_missing_folder_is_said_before_saving(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    wait_for_size(qtbot, dialog)
    dialog.target.set_path(tmp_path / "nowhere" / "a.png")
    assert not dialog.save.isEnabled()
    assert "no folder" in dialog.warning.text()


def test_a_failed_save_is_a_message_and_the_dialog_stays(
    qtbot: QtBot, dialog: ExportDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_size(qtbot, dialog)

    def fail(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ui.jobs.jobs.write_atomically", fail)
    dialog.save.click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(MessageDialog)))
    (message,) = dialog.findChildren(MessageDialog)
    assert "No space left" in message.text
    message.accept()
    assert dialog.isVisible()
    assert dialog.save.isEnabled()


def test_palettes_are_written_in_every_format(
    qtbot: QtBot, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    palette = quantize(read_image(photo), Settings(ClusterSettings(colors=5))).palette
    monkeypatch.setattr(palette_export, "may_replace", lambda *_: False)
    for codec in CODECS:
        dialog = PaletteExportDialog(None, palette, photo, photo.parent, "photo-palette")
        qtbot.addWidget(dialog)
        row = dialog.format.findData(codec.name)
        assert (row < 0) == (codec.write is None)
        if row < 0:
            continue
        dialog.format.setCurrentIndex(row)
        assert dialog.preview.toPlainText()
        with qtbot.waitSignal(dialog.saved) as blocker:
            dialog.save.click()
        if codec.read is not None:
            assert len(read_palette(blocker.args[0].path)) == 5


def test_what_a_palette_format_cannot_hold_is_said_before_saving(qtbot: QtBot, photo: Path) -> None:
    swatches = (
        Swatch((0, 0, 0, 0)),
        *(Swatch((level, 0, 0, 255), name="Red") for level in range(40)),
    )
    dialog = PaletteExportDialog(None, Palette(swatches), photo, photo.parent, "sprite")
    qtbot.addWidget(dialog)
    assert dialog.codec == "gpl"
    assert "1 transparent entry is left out" in dialog.warning.text()
    assert dialog.save.isEnabled()
    dialog.format.setCurrentIndex(dialog.format.findData("procreate"))
    assert "at most 30" in dialog.warning.text()
    assert not dialog.save.isEnabled()
    dialog.format.setCurrentIndex(dialog.format.findData("json"))
    assert not dialog.warning.text()
    assert dialog.save.isEnabled()


def test_numbers_are_written_for_people() -> None:
    assert [size(n) for n in (0, 999, 1000, 48_210, 999_960, 123_456_789)] == [
        *("0 bytes", "999 bytes", "1.0 kB", "48.2 kB", "1.0 MB", "123 MB")
    ]
    assert [percentage(share) for share in (0, 0.00001, 0.0068, 0.231, 1)] == [
        *("0.00 %", "< 0.01 %", "0.68 %", "23.1 %", "100.0 %")
    ]
