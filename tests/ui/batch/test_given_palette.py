"""A palette by name or from a file for all images of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quantizer.batch.plan.enums import Sharing
from quantizer.built_in_palettes import built_in_palette
from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import write_palette

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
    choose(panel.sharing.given, "DB16")
    panel.sharing.choice.buttons[Sharing.NONE].click()
    request = panel.request(("/in",))
    assert request is not None
    assert request.options.conversion.palette is None


@pytest.mark.exhaustive
def test_the_number_of_colours_says_how_many_of_the_palette_each_image_uses(
    batch_window: BatchWindow, tmp_path: Path
) -> None:
    panel = batch_window.options
    panel.output.folder.set_path(tmp_path)
    assert (panel.count.slider.value, panel.dithering.strength.value) == (256, 85)
    panel.sharing.choice.buttons["given"].click()
    panel.count.picks[6].click()
    assert panel.sharing.is_given  # still waits for a palette
    choose(panel.sharing.given, "DB16")
    assert (panel.count.slider.value, panel.count.slider.number.maximum()) == (16, 16)
    assert panel.dithering.strength.value == 100
    request = panel.request(("/in",))
    assert request is not None
    assert request.options.conversion.takes_whole_palette
    panel.count.picks[2].click()
    request = panel.request(("/in",))
    assert request is not None
    assert request.options.conversion.palette == built_in_palette("db16")
    assert request.options.conversion.settings.cluster.colors == 8
    panel.sharing.choice.buttons[Sharing.NONE].click()
    assert (panel.count.slider.value, panel.count.slider.number.maximum()) == (8, 256)
    assert panel.dithering.strength.value == 85
