"""Size and tone are adjusted before colours are chosen, wherever an image is converted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.adjust.adjust import adjust_animation, adjust_image
from quantizer.conversion import convert
from quantizer.conversion.fit_format import Loss
from quantizer.conversion.recipe import Recipe
from quantizer.image.image import Animation, Frame, Image
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.read import read_image
from quantizer.settings.settings import (
    AdjustSettings,
    AlphaMode,
    AlphaSettings,
    ClusterSettings,
    Effort,
    Fit,
    ImageSize,
    Settings,
)
from tests.conftest import make_photo
from tests.conversion.converted import convert as converted

if TYPE_CHECKING:
    from pathlib import Path


QUICK = ClusterSettings(colors=8, effort=Effort.FAST)


def recipe(adjust: AdjustSettings, alpha: AlphaSettings | None = None, name: str = "png") -> Recipe:
    settings = Settings(QUICK, alpha=alpha or AlphaSettings(), adjust=adjust)
    return Recipe(format_by_name(name), settings, threads=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    PillowImage.fromarray(make_photo()[..., :3]).save(path)
    return path


@pytest.fixture
def icon_path(tmp_path: Path, icon: Image) -> Path:
    path = tmp_path / "icon.png"
    PillowImage.fromarray(icon.pixels).save(path)
    return path


def test_neutral_values_change_no_byte(path: Path) -> None:
    plain = converted(convert.load(path, Recipe(format_by_name("png"), Settings(QUICK))))[1]
    neutral = AdjustSettings(saturation=0, gamma=1, brightness=0, contrast=0, sharpen=0)
    assert converted(convert.load(path, recipe(neutral)))[1].data == plain.data
    same_size = AdjustSettings(resize=ImageSize("64x48"), fit=Fit.COVER)
    assert converted(convert.load(path, recipe(same_size)))[1].data == plain.data


def test_the_result_is_measured_against_the_adjusted_image(path: Path) -> None:
    adjust = AdjustSettings(resize=ImageSize("20x20"), fit=Fit.STRETCH, brightness=40, sharpen=30)
    fitted = convert.load(path, recipe(adjust))
    wanted = adjust_image(read_image(path), Settings(adjust=adjust))
    assert (fitted.animation.frames[0].image.pixels == wanted.pixels).all()
    reduced, encoded = converted(fitted)
    assert reduced.images[0].indices.shape == (20, 20)
    assert convert.measure_psnr(reduced) > 15
    assert encoded.data


def test_every_frame_is_adjusted() -> None:
    frames = tuple(Frame(Image(make_photo(24, 32, seed)), 40) for seed in range(3))
    settings = Settings(adjust=AdjustSettings(resize=ImageSize("50%"), contrast=20))
    found = adjust_animation(Animation(frames), settings)
    for frame, source in zip(found.frames, frames, strict=True):
        assert (frame.image.width, frame.image.height, frame.duration) == (16, 12, 40)
        assert (frame.image.pixels == adjust_image(source.image, settings).pixels).all()
    whole = Animation(frames)
    assert adjust_animation(whole, Settings()) is whole


@pytest.mark.parametrize("mode", list(AlphaMode))
def test_a_border_has_the_matte_around_opaque_pictures(path: Path, mode: AlphaMode) -> None:
    tone = {"brightness": 30, "contrast": 40, "sharpen": 90}
    adjust = AdjustSettings(resize=ImageSize("60x60"), fit=Fit.PAD, **tone)  # type: ignore[arg-type]
    fitted = convert.load(path, recipe(adjust, AlphaSettings(mode, (1, 2, 3))))
    pixels = fitted.animation.frames[0].image.pixels
    assert (pixels[[0, -1]] == (1, 2, 3, 255)).all()
    assert not fitted.notices


def test_a_border_is_transparent_around_transparent_pictures(icon_path: Path) -> None:
    adjust = AdjustSettings(resize=ImageSize("60x40"), fit=Fit.PAD)
    fitted = convert.load(icon_path, recipe(adjust, AlphaSettings(matte=(1, 2, 3))))
    assert (fitted.animation.frames[0].image.pixels[:, 0, 3] == 0).all()
    assert [notice.loss for notice in fitted.notices] == [Loss.MATTE]
    on_matte = AlphaSettings(AlphaMode.OPAQUE, (1, 2, 3))
    _, encoded = converted(convert.load(icon_path, recipe(adjust, on_matte, "bmp")))
    assert encoded.data


def test_a_frame_that_is_opaque_gets_the_border_of_its_animation(icon: Image) -> None:
    opaque = Image(make_photo(40, 40))
    frames = Animation((Frame(opaque, 10), Frame(icon, 10)))
    adjust = AdjustSettings(resize=ImageSize("60x40"), fit=Fit.PAD)
    settings = Settings(adjust=adjust, alpha=AlphaSettings(matte=(1, 2, 3)))
    first = adjust_animation(frames, settings).frames[0].image
    assert np.array_equal(first.pixels[:, 0], np.zeros((40, 4)))
