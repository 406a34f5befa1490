"""A palette by name or from a file for all images of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.batch.plan.enums import Sharing
from quantizer.built_in_palettes import built_in_palette
from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import write_palette
from ui.document.count_mode import with_count

if TYPE_CHECKING:
    from pathlib import Path

    from ui.batch.window import BatchWindow
    from ui.panels.palette_field import PaletteField

TWO = Palette((Swatch((250, 10, 20, 255)), Swatch((0, 0, 90, 255))))


def choose(field: PaletteField, name: str) -> None:
    place = field.box.findText(name)
    assert place >= 0
    field.box.setCurrentIndex(place)
    field.box.activated.emit(place)


def test_all_images_of_a_batch_use_a_given_palette(
    batch_window: BatchWindow, tmp_path: Path
) -> None:
    panel = batch_window.options
    panel.output.folder.set_path(tmp_path)
    panel.sharing.choice.buttons["given"].click()
    assert panel.sharing.given.isVisible()
    assert panel.request(("/in",)) is None  # until a palette is chosen
    choose(panel.sharing.given, "PICO-8")
    request = panel.request(("/in",))
    assert request is not None
    assert request.options.conversion.palette == built_in_palette("pico-8")
    assert request.options.sharing is Sharing.NONE
    path = tmp_path / "two.hex"
    write_palette(TWO, path)
    batch_window.palettes.load(path)
    request = panel.request(("/in",))
    assert request is not None
    assert [swatch.hex for swatch in request.options.conversion.palette or ()] == [
        swatch.hex for swatch in TWO
    ]
    panel.choose_settings(with_count(panel.settings, 8))
    assert panel.sharing.choice.value == Sharing.NONE
    panel.sharing.choice.buttons["given"].click()
    choose(panel.sharing.given, "DB16")
    panel.sharing.choice.buttons[Sharing.NONE].click()
    request = panel.request(("/in",))
    assert request is not None
    assert request.options.conversion.palette is None
