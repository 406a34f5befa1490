"""Indexed images whose indices and entries stay where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.animation.quantize import quantize_animation
from quantizer.conversion.convert import load, reduce
from quantizer.conversion.encode import encode_result
from quantizer.conversion.recipe import Recipe
from quantizer.errors import SettingsError
from quantizer.image.image import Animation, Frame, Image
from quantizer.image.palette import Palette
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.read import read_bytes, read_image
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import ClusterSettings, IndexedSettings, Settings

if TYPE_CHECKING:
    from pathlib import Path

INDICES = np.array([[0, 1, 2, 3], [4, 5, 2, 3], [0, 0, 1, 1], [3, 3, 2, 2]], np.uint8)
COLORS = [
    (255, 0, 255),
    (0, 0, 0),
    (200, 50, 50),
    (200, 50, 50),
    (50, 200, 50),
    (50, 50, 200),
    (250, 250, 250),
]
KEEPING = Settings(indexed=IndexedSettings(keep_indices=True))


def sprite(folder: Path, ending: str, **options: object) -> Path:
    image = PillowImage.fromarray(INDICES)
    image.putpalette([level for color in COLORS for level in color])
    path = folder / f"sprite.{ending}"
    image.save(path, **options)
    return path


def indices_of(data: bytes) -> np.ndarray:
    found = read_bytes(data, "written").indexed
    assert found is not None
    return found.indices


OWN = Palette.from_colors(np.array(COLORS, np.uint8))


@pytest.mark.parametrize("ending", ["png", "gif", "bmp"])
def test_a_file_is_read_with_its_indices(tmp_path: Path, ending: str) -> None:
    image = read_image(sprite(tmp_path, ending))
    assert image.indexed is not None
    assert (image.indexed.indices == INDICES).all()
    assert (image.indexed.palette.colors[:7, :3] == COLORS).all()
    assert (image.indexed.to_rgba() == image.pixels).all()


@pytest.mark.parametrize("transparency", [0, bytes([0, 255, 100])])
def test_its_entries_are_as_opaque_as_its_pixels(tmp_path: Path, transparency: object) -> None:
    image = read_image(sprite(tmp_path, "png", transparency=transparency))
    assert image.indexed is not None
    assert (image.indexed.to_rgba() == image.pixels).all()
    assert not image.indexed.palette.colors[0, 3]


def test_true_colours_have_no_indices(tmp_path: Path, photo: Image) -> None:
    PillowImage.fromarray(photo.pixels).save(tmp_path / "x.png")
    PillowImage.fromarray(photo.pixels[..., 0]).save(tmp_path / "grey.png")
    assert read_image(tmp_path / "x.png").indexed is None
    assert read_image(tmp_path / "grey.png").indexed is None


@pytest.mark.parametrize("ending", ["png", "gif", "bmp"])
@pytest.mark.parametrize("written", ["png", "gif", "bmp"])
@pytest.mark.parametrize("palette", [None, OWN])
def test_indices_and_entries_are_written_as_they_were(
    tmp_path: Path, ending: str, written: str, palette: Palette | None
) -> None:
    settings = KEEPING if palette is None else Settings()
    recipe = Recipe(format_by_name(written), settings, palette)
    reduced = reduce(load(sprite(tmp_path, ending), recipe))
    assert (reduced.result.indexed.indices == INDICES).all()
    assert (reduced.result.palette.colors[:7, :3] == COLORS).all()
    data = encode_result(reduced.animation, recipe).data
    assert (indices_of(data) == INDICES).all()


def test_a_transparent_entry_stays_so_where_the_palette_file_holds_no_opacity(
    tmp_path: Path,
) -> None:
    image = read_image(sprite(tmp_path, "png", transparency=0))
    result = quantize(image, palette=OWN)
    assert (result.indexed.indices == INDICES).all()
    assert result.palette.colors[0].tolist() == [255, 0, 255, 0]
    assert result.metrics is not None
    assert result.metrics.mse == 0
    assert result.exact


def test_another_palette_is_no_reason_to_keep_indices(tmp_path: Path) -> None:
    image = read_image(sprite(tmp_path, "png"))
    other = Palette(OWN.swatches[::-1])
    result = quantize(image, palette=other, with_metrics=False)
    assert (result.indexed.to_rgba() == image.pixels).all()
    fewer = Settings(ClusterSettings(colors=3))
    assert len(quantize(image, fewer, palette=OWN, with_metrics=False).palette) == 3


def test_asked_to_keep_them_entries_take_the_given_colours(tmp_path: Path) -> None:
    image = read_image(sprite(tmp_path, "png"))
    other = Palette(OWN.swatches[::-1])
    result = quantize(image, KEEPING, palette=other, with_metrics=False)
    assert (result.indexed.indices == INDICES).all()
    assert [one.color for one in result.palette] == [one.color for one in other]
    with pytest.raises(SettingsError, match="uses the index 5, but the palette has 2 colours"):
        quantize(image, KEEPING, palette=Palette(OWN.swatches[:2]))


def test_entries_of_a_device_keep_their_places(tmp_path: Path) -> None:
    image = read_image(sprite(tmp_path, "png"))
    settings = Settings(indexed=IndexedSettings(bits=(1, 1, 1), keep_indices=True))
    result = quantize(image, settings, with_metrics=False)
    assert (result.indexed.indices == INDICES).all()
    assert set(result.palette.colors.reshape(-1).tolist()) == {0, 255}


def test_what_has_no_indices_is_refused(photo: Image) -> None:
    with pytest.raises(SettingsError, match="this one has none"):
        quantize(photo, KEEPING)
    frames = (Frame(photo, 10), Frame(photo, 10))
    with pytest.raises(SettingsError, match="still images only"):
        quantize_animation(Animation(frames), KEEPING)


def test_pixels_changed_since_are_reduced_as_usual(tmp_path: Path) -> None:
    image = read_image(sprite(tmp_path, "png"))
    pixels = image.pixels.copy()
    pixels[0, 0] = (0, 0, 0, 255)
    changed = Image(pixels, indexed=image.indexed)
    result = quantize(changed, palette=OWN, with_metrics=False)
    assert (result.indexed.to_rgba() == pixels).all()
