"""What `quantize` and the functions beside it take, and how they refuse the rest."""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image as PillowImage
from PIL import ImageCms

from quantizer import (
    DataError,
    Image,
    KeywordError,
    QuantizerError,
    Settings,
    SettingsError,
    WriteError,
    as_image,
    extract_palette,
    quantize,
    quantize_animation,
    read_animation,
    read_image,
    shared_palette,
)
from tests.conftest import make_photo

if TYPE_CHECKING:
    from pathlib import Path

RGBA = make_photo(9, 7)
RGBA[..., 3] = np.linspace(0, 255, 63).reshape(9, 7)
DEEP = (np.arange(63) * 1040).reshape(9, 7)


def in_mode(mode: str) -> PillowImage.Image:
    """Return a picture in one of Pillow's modes."""
    rgba = PillowImage.fromarray(RGBA)
    if mode == "P with transparency":
        picture = rgba.convert("RGB").quantize(8)
        picture.info["transparency"] = 3
        return picture
    if mode == "P with RGBA":
        return rgba.quantize(8)
    is_opaque = mode in {"CMYK", "YCbCr", "HSV", "RGBX"}
    return rgba.convert("RGB" if is_opaque else "RGBA").convert(mode)


def deep(mode: str) -> PillowImage.Image:
    """Return a grey picture with samples of more than 8 bits."""
    if mode == "I":
        return PillowImage.fromarray(DEEP.astype(np.int32))
    if mode == "F":
        return PillowImage.fromarray((DEEP / 65535).astype(np.float32))
    samples = DEEP.astype(">u2" if mode == "I;16B" else "<u2")
    return PillowImage.frombytes(mode, (7, 9), samples.tobytes())


class TestPillow:
    @pytest.mark.parametrize(
        "mode",
        [
            *("1", "L", "LA", "P", "P with transparency", "P with RGBA", "PA"),
            *("RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV"),
        ],
    )
    def test_pixels_are_what_pillow_converts_them_to(self, mode: str) -> None:
        picture = in_mode(mode)
        expected = np.asarray(picture.convert("RGBA"))
        assert np.array_equal(as_image(picture).pixels, expected)

    @pytest.mark.parametrize("mode", ["I", "I;16", "I;16B", "I;16L", "F"])
    def test_deep_grey_is_scaled(self, mode: str) -> None:
        pixels = as_image(deep(mode)).pixels
        expected = np.floor(DEEP * 255 / 65535 + 0.5)
        # The white of `I` and `F` is found: their largest sample is less than it.
        assert np.array_equal(pixels[..., 0], expected)

    def test_premultiplied_grey(self) -> None:
        grey = PillowImage.fromarray(RGBA).convert("LA")
        pixels, wanted = as_image(grey.convert("La")).pixels, np.asarray(grey)
        visible = wanted[..., 1] > 128
        assert np.abs(pixels[..., 0].astype(int) - wanted[..., 0])[visible].max() <= 1
        assert np.array_equal(pixels[..., 3], wanted[..., 1])

    def test_lab(self) -> None:
        spaces = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        rgb = PillowImage.new("RGB", (2, 2), (120, 90, 160))
        lab = ImageCms.profileToProfile(rgb, *spaces, outputMode="LAB")
        assert lab is not None
        assert np.abs(as_image(lab).pixels[..., :3] - np.array([120, 90, 160])).max() <= 2

    def test_result_as_pillow_image_has_the_colors_and_the_transparency(self) -> None:
        picture = in_mode("RGBA")
        for alpha in ("full", "threshold"):
            result = quantize(picture, 12, alpha=alpha)
            again = result.to_pil()
            assert again.mode == "P"
            assert np.array_equal(np.asarray(again), result.indices)
            assert np.array_equal(np.asarray(again.convert("RGBA")), result.to_array())
            file = io.BytesIO()
            again.save(file, "PNG" if alpha == "full" else "GIF")
            with PillowImage.open(file) as read:
                shown, wanted = np.asarray(read.convert("RGBA")), result.to_array()
            assert np.array_equal(shown[..., 3], wanted[..., 3])

    def test_its_file_is_protected(self, tmp_path: Path) -> None:
        path = tmp_path / "a.png"
        PillowImage.fromarray(RGBA).save(path)
        before = path.read_bytes()
        with PillowImage.open(path) as picture:
            result = quantize(picture, 4)
        with path.open("rb") as file:
            from_file = quantize(read_image(file), 4)
        for taken in (result, quantize(path, 4), from_file):
            with pytest.raises(WriteError, match="input file"):
                taken.save(path)
        assert path.read_bytes() == before

    def test_frames(self, pictures: Path) -> None:
        with PillowImage.open("clip.gif") as clip:
            ours, read = (
                quantize_animation(clip, 8),
                quantize_animation(read_animation("clip.gif"), 8),
            )
        assert [one.duration for one in ours.frames] == [100, 100, 100]
        assert ours.indexed.loop == read.indexed.loop == 0
        for mine, its in zip(ours.frames, read.frames, strict=True):
            assert np.array_equal(mine.image.to_array(), its.image.to_array())


class TestArrays:
    @pytest.mark.parametrize("depth", [0, 1, 2, 3, 4])
    @pytest.mark.parametrize("kind", ["u1", "<u2", ">u2", "f2", "f4", "f8", "?"])
    def test_shapes_and_types(self, depth: int, kind: str) -> None:
        shape = (3, 5, depth) if depth else (3, 5)
        levels = np.random.default_rng(0).integers(0, 2, shape) * 255
        white = {"u1": 255, "<u2": 65535, ">u2": 65535}.get(kind, 1)
        pixels = as_image((levels / 255 * white).astype(kind)).pixels
        expected = np.full((3, 5, 4), 255)
        channels = levels if depth else levels[..., None]
        if depth in {2, 4}:
            expected[..., 3] = channels[..., -1]
            channels = channels[..., :-1]
        expected[..., :3] = channels
        assert np.array_equal(pixels, expected)

    def test_samples_are_rounded(self) -> None:
        values = np.linspace(0, 1, 100)[None]
        levels = as_image(values).pixels[0, :, 0]
        assert np.abs(levels - 255 * values[0]).max() <= 0.5
        deep = np.rint(values * 65535).astype(np.uint16)
        assert np.abs(as_image(deep).pixels[0, :, 0] - deep[0] / 257).max() <= 0.5

    @pytest.mark.parametrize("wrong", [np.nan, np.inf, -0.01, 1.01, 255.0])
    def test_values_out_of_range_are_refused(self, wrong: float) -> None:
        values = np.full((2, 2), 0.5)
        values[1, 1] = wrong
        with pytest.raises(DataError, match="floating-point") as raised:
            quantize(values)
        assert "\n" not in str(raised.value)

    def test_arrays_in_any_order_of_memory(self) -> None:
        flipped = RGBA[::-1, ::2].swapaxes(0, 1)
        assert np.array_equal(as_image(flipped).pixels, flipped)


class TestOwnership:
    def test_an_image_does_not_share_what_others_can_write_into(self) -> None:
        pixels = RGBA.copy()
        view = pixels[:]
        view.flags.writeable = False
        for given in (pixels, view):
            image = Image(given)
            pixels[...] = 0
            assert image.pixels.max() > 0
            pixels[...] = RGBA
        with pytest.raises(ValueError, match="read-only"):
            image.pixels[0] = 0
        image.pixels.copy()[0] = 0

    def test_what_nobody_can_write_into_is_not_copied(self) -> None:
        image = Image(RGBA)
        assert np.shares_memory(Image(image.pixels).pixels, image.pixels)

    def test_results_of_arrays_are_new(self) -> None:
        result = quantize(RGBA[..., :3], 4)
        array = result.to_array()
        array[...] = 0
        assert result.to_array().max() > 0


class TestRefusals:
    @pytest.mark.parametrize(
        "image",
        [
            *(None, 3, [[1, 2], [3, 4]], b"PNG", io.BytesIO(), object()),
            *(np.zeros((2, 2), np.int64), np.zeros((2, 2), complex)),
            *(np.zeros(3, np.uint8), np.zeros((2, 2, 5), np.uint8)),
        ],
        ids=lambda value: type(value).__name__,
    )
    @pytest.mark.parametrize("call", [quantize, extract_palette, as_image])
    def test_other_things_are_a_type_error_in_one_sentence(self, image: Any, call: Any) -> None:
        with pytest.raises(TypeError) as raised:
            call(image)
        assert isinstance(raised.value, QuantizerError)
        assert "\n" not in str(raised.value)
        assert pickle.loads(pickle.dumps(raised.value)).args == raised.value.args

    @pytest.mark.parametrize("empty", [np.zeros((0, 3), np.uint8), PillowImage.new("RGB", (0, 2))])
    def test_images_without_pixels(self, empty: Any) -> None:
        with pytest.raises(DataError, match="no pixels"):
            quantize(empty)

    @pytest.mark.parametrize(
        ("keywords", "nearest"),
        [
            ({"dither": "floyd"}, "floyd-steinberg"),
            ({"space": "OkLab"}, "oklab"),
            ({"colors": "elbw"}, "elbow"),
            ({"effort": "fastest"}, "fast"),
            ({"palette": "pico"}, "pico-8"),
            ({"alpha": "treshold"}, "threshold"),
        ],
    )
    def test_wrong_words_name_the_nearest(self, keywords: dict[str, Any], nearest: str) -> None:
        with pytest.raises(SettingsError, match=f"did you mean '?{nearest}") as raised:
            quantize(RGBA, **keywords)
        assert isinstance(raised.value, ValueError)

    def test_wrong_keywords(self) -> None:
        call: Any = quantize
        with pytest.raises(TypeError, match="did you mean 'colors'"):
            call(RGBA, colours=3)
        with pytest.raises(KeywordError):
            quantize(RGBA, Settings(), settings=Settings())

    @pytest.mark.parametrize("palette", [5, [], [5], [(0, 0, 256)], np.zeros((3, 5)), ["red?"]])
    def test_wrong_palettes(self, palette: Any) -> None:
        with pytest.raises(QuantizerError):
            quantize(RGBA, palette=palette)

    @pytest.mark.parametrize("images", ["photo.jpg", RGBA, Image(RGBA), 3])
    def test_one_image_is_not_several(self, images: Any) -> None:
        with pytest.raises(TypeError, match="several images"):
            shared_palette(images)
