"""What an image loses for a file format, before its colours are chosen."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image
import pytest

from quantizer.conversion.fit_format import Loss, fit_format
from quantizer.conversion.recipe import Recipe
from quantizer.errors import WriteError
from quantizer.image.image import Animation, Frame, Image, IndexedImage, Metadata, Source
from quantizer.image.palette import Palette
from quantizer.image_files import gif_reader
from quantizer.image_files.fit_indexed import fit_indexed
from quantizer.image_files.formats import WRITABLE, AlphaSupport, format_by_name
from quantizer.image_files.icc import pixels_to_srgb
from quantizer.settings.settings import AlphaMode, AlphaSettings, Settings
from tests.conftest import make_photo
from tests.conversion.converted import convert
from tests.image_files.test_icc import ADOBE

if TYPE_CHECKING:
    from quantizer.image_files.formats import FileFormat

formats = pytest.mark.parametrize("file_format", WRITABLE, ids=lambda entry: entry.name)


def moving(*durations: int, alpha: int = 255) -> Animation:
    frames = []
    for seed, duration in enumerate(durations):
        pixels = make_photo(12, 9, seed)
        pixels[0, :, 3] = alpha
        frames.append(Frame(Image(pixels), duration))
    return Animation(tuple(frames))


def in_adobe_rgb() -> Animation:
    image = Image(make_photo(8, 8), Metadata(icc_profile=ADOBE), Source(profile=ADOBE))
    return Animation.still(image)


@formats
def test_what_a_format_holds_stays_the_very_same(file_format: FileFormat) -> None:
    still = Animation.still(Image(make_photo(8, 8)))
    recipe = Recipe(file_format)
    fitted = fit_format(still, recipe)
    assert fitted.animation is still
    assert fitted.recipe == recipe
    assert fitted.notices == ()


@formats
def test_frames_are_kept_where_the_format_holds_them(file_format: FileFormat) -> None:
    fitted = fit_format(moving(100, 200), Recipe(file_format))
    assert fitted.moves is file_format.animates
    assert [one.loss for one in fitted.notices] == ([] if fitted.moves else [Loss.FRAMES])


@formats
def test_a_profile_is_kept_where_the_format_holds_it(file_format: FileFormat) -> None:
    original = in_adobe_rgb()
    fitted = fit_format(original, Recipe(file_format, keep_profile=True))
    image = fitted.animation.frames[0].image
    if file_format.keeps_profile:
        assert fitted.animation is original
        return
    assert [one.loss for one in fitted.notices] == [Loss.PROFILE]
    assert np.array_equal(image.pixels, pixels_to_srgb(original.frames[0].image.pixels, ADOBE))
    assert image.metadata.icc_profile != ADOBE


@pytest.mark.parametrize(
    ("name", "alpha", "mode", "loss"),
    [
        ("png", 90, AlphaMode.FULL, None),
        ("webp", 90, AlphaMode.FULL, None),
        ("gif", 90, AlphaMode.THRESHOLD, Loss.SOFT_EDGES),
        ("gif", 0, AlphaMode.FULL, None),
        ("bmp", 0, AlphaMode.OPAQUE, Loss.TRANSPARENCY),
        ("bmp", 255, AlphaMode.FULL, None),
    ],
)
def test_transparency_goes_before_colours_are_chosen(
    name: str, alpha: int, mode: AlphaMode, loss: Loss | None
) -> None:
    fitted = fit_format(moving(100, 100, alpha=alpha), Recipe(format_by_name(name)))
    assert fitted.recipe.settings.alpha.mode is mode
    losses = [one.loss for one in fitted.notices if one.loss is not Loss.FRAMES]
    assert losses == ([] if loss is None else [loss])


def test_what_was_chosen_for_transparency_stays() -> None:
    settings = Settings(alpha=AlphaSettings(AlphaMode.DITHER, (255, 0, 0)))
    recipe = Recipe(format_by_name("gif"), settings)
    assert fit_format(moving(100, alpha=90), recipe).recipe == recipe


def test_a_matte_that_is_not_used_is_said() -> None:
    settings = Settings(alpha=AlphaSettings(matte=(255, 0, 0)))
    fitted = fit_format(moving(100, alpha=90), Recipe(format_by_name("png"), settings))
    assert [one.loss for one in fitted.notices] == [Loss.MATTE]
    assert fit_format(moving(100), Recipe(format_by_name("png"), settings)).notices == ()


@pytest.mark.exhaustive
def test_a_gif_gets_no_more_frames_than_it_can_show_and_lasts_as_long() -> None:
    fitted = fit_format(moving(*[17] * 20), Recipe(format_by_name("gif")))
    assert [one.loss for one in fitted.notices] == [Loss.TIMING]
    assert "3 of 20 frames were left out" in fitted.texts[0]
    _, encoded = convert(fitted)
    durations = [block.duration for block in gif_reader.parse(encoded.data).blocks]
    assert min(durations) == 20
    assert sum(durations) == 340
    assert not fit_format(moving(*[17] * 20), Recipe(format_by_name("webp"))).notices


def test_a_size_that_a_format_cannot_hold_is_refused_at_once() -> None:
    wide = Animation.still(Image(np.zeros((1, 16_384, 4), np.uint8)))
    with pytest.raises(WriteError, match="16383 pixels a side"):
        fit_format(wide, Recipe(format_by_name("webp")))
    assert fit_format(wide, Recipe(format_by_name("png"))).animation is wide


def test_the_same_pixels_are_told_from_others() -> None:
    soft, opaque = moving(100, alpha=90), moving(100)

    def fit(animation: Animation, name: str, settings: Settings | None = None):
        return fit_format(animation, Recipe(format_by_name(name), settings or Settings()))

    assert fit(soft, "png").gives_same_pixels(fit(soft, "webp"))
    assert not fit(soft, "png").gives_same_pixels(fit(soft, "gif"))
    assert fit(opaque, "png").gives_same_pixels(fit(opaque, "bmp"))
    assert not fit(opaque, "png").gives_same_pixels(fit(soft, "png"))
    other = replace(Settings(), alpha=AlphaSettings(AlphaMode.OPAQUE))
    assert not fit(soft, "png").gives_same_pixels(fit(soft, "png", other))


class TestFitIndexed:
    def test_entries_become_opaque_or_one_of_them_clear(self) -> None:
        colors = np.array([(1, 2, 3, 0), (4, 5, 6, 127), (7, 8, 9, 128), (9, 9, 9, 255)], np.uint8)
        indexed = IndexedImage(np.array([[0, 1, 2, 3]], np.uint8), Palette.from_colors(colors))
        fitted, notices = fit_indexed(indexed, format_by_name("gif"))
        assert [one.loss for one in notices] == [Loss.SOFT_EDGES]
        assert fitted.to_rgba()[0, :, 3].tolist() == [0, 0, 255, 255]
        assert (fitted.palette.colors[:, 3] == 0).sum() == 1
        assert np.array_equal(fitted.palette.colors[:, :3], colors[:, :3])

    def test_everything_is_put_on_the_matte(self) -> None:
        colors = np.array([(0, 0, 0, 0), (255, 0, 0, 51), (0, 0, 255, 255)], np.uint8)
        indexed = IndexedImage(np.array([[0, 1, 2]], np.uint8), Palette.from_colors(colors))
        fitted, (notice,) = fit_indexed(indexed, format_by_name("bmp"), (10, 20, 30))
        assert fitted.palette.colors.tolist() == [
            [10, 20, 30, 255],
            [59, 16, 24, 255],
            [0, 0, 255, 255],
        ]
        assert "#0a141e" in notice.text

    @formats
    def test_an_opaque_image_stays_the_very_same(self, file_format: FileFormat) -> None:
        palette = Palette.from_colors(np.array([(1, 2, 3), (4, 5, 6)], np.uint8))
        indexed = IndexedImage(np.zeros((2, 2), np.uint8), palette)
        assert fit_indexed(indexed, file_format) == (indexed, ())

    def test_a_profile_that_the_format_cannot_hold_is_applied(self) -> None:
        palette = Palette.from_colors(np.array([(200, 30, 60)], np.uint8))
        metadata = Metadata(icc_profile=ADOBE)
        indexed = IndexedImage(np.zeros((2, 2), np.uint8), palette, metadata)
        fitted, (notice,) = fit_indexed(indexed, format_by_name("gif"))
        assert notice.loss is Loss.PROFILE
        assert np.array_equal(fitted.to_rgba(), pixels_to_srgb(indexed.to_rgba(), ADOBE))


@formats
def test_colours_bleed_where_the_format_holds_several_transparent_ones(
    file_format: FileFormat,
) -> None:
    pixels = make_photo(12, 12)
    pixels[6:, :, 3] = 0
    settings = Settings(alpha=AlphaSettings(bleed=True))
    recipe = Recipe(file_format, settings)
    holds_it = recipe.written_format.alpha is AlphaSupport.FULL
    fitted = fit_format(Animation.still(Image(pixels)), recipe)
    assert fitted.recipe.settings.alpha.bleed is holds_it
    assert (Loss.BLEED in {notice.loss for notice in fitted.notices}) is not holds_it
    reduced, encoded = convert(fitted)
    clear = [color for color in reduced.result.palette.colors.tolist() if color[3] == 0]
    assert (len(clear) > 1) is holds_it
    if holds_it:
        with PIL.Image.open(io.BytesIO(encoded.data)) as file:
            shown = np.asarray(file.convert("RGBA"))
        assert (shown[6, :, :3] == shown[5, :, :3]).all(), "the row above bleeds"
        assert not shown[6:, :, 3].any()


def test_animations_and_given_palettes_do_not_bleed() -> None:
    png = format_by_name("png")
    settings = Settings(alpha=AlphaSettings(bleed=True))
    palette = Palette.from_colors(np.array([(9, 9, 9, 255), (0, 0, 0, 0)], np.uint8))
    for animation, given in (
        (moving(100, 200, alpha=0), None),
        (Animation.still(Image(make_photo(8, 8))), palette),
    ):
        fitted = fit_format(animation, Recipe(png, settings, given))
        assert not fitted.recipe.settings.alpha.bleed
        told = {notice.loss for notice in fitted.notices}
        assert (Loss.BLEED in told) is (given is None), "an opaque image has nothing to bleed"
