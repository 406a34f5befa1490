from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.conversion import convert
from quantizer.conversion.recipe import Recipe
from quantizer.errors import ReadError
from quantizer.image_files.formats import format_by_name
from quantizer.settings.settings import (
    AlphaMode,
    AlphaSettings,
    AnimationSettings,
    ClusterSettings,
    Effort,
    FramePalettes,
    Settings,
    TargetSettings,
)
from tests.conftest import make_photo
from tests.conversion import converted

if TYPE_CHECKING:
    from pathlib import Path

QUICK = Settings(cluster=ClusterSettings(colors=8, effort=Effort.FAST))


def recipe(name: str = "png", settings: Settings = QUICK, **options: object) -> Recipe:
    return Recipe(format_by_name(name), settings, threads=1, **options)  # type: ignore[arg-type]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    PillowImage.fromarray(make_photo()[..., :3]).save(path)
    return path


@pytest.fixture
def icon(tmp_path: Path) -> Path:
    pixels = make_photo(32, 32)
    pixels[..., 3] = np.linspace(0, 255, 32).astype(np.uint8)
    path = tmp_path / "icon.png"
    PillowImage.fromarray(pixels).save(path)
    return path


@pytest.fixture
def film(tmp_path: Path) -> Path:
    pictures = [PillowImage.fromarray(make_photo(24, 32, seed)[..., :3]) for seed in range(3)]
    path = tmp_path / "film.webp"
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], duration=100, loop=0, lossless=True
    )
    return path


class TestLoad:
    @pytest.mark.parametrize("name", ["photo", "film"])
    def test_bytes_at_hand_are_as_good_as_the_file(
        self, name: str, request: pytest.FixtureRequest
    ) -> None:
        path = request.getfixturevalue(name)
        data = path.read_bytes()
        wanted = convert.load(path, recipe())
        path.unlink()  # so it cannot be opened
        found = convert.load(path, recipe(), data=data)
        assert found.animation.source == wanted.animation.source
        assert found.animation.source.path == path
        assert len(found.animation.frames) == len(wanted.animation.frames)
        for one, other in zip(found.animation.frames, wanted.animation.frames, strict=True):
            assert np.array_equal(one.image.pixels, other.image.pixels)

    @pytest.mark.parametrize("data", [b"", b"no image at all"])
    def test_bad_bytes_are_told_of_by_the_files_name(self, tmp_path: Path, data: bytes) -> None:
        with pytest.raises(ReadError) as caught:
            convert.load(tmp_path / "bad.png", recipe(), data=data)
        assert caught.value.path == tmp_path / "bad.png"

    def test_a_format_without_frames_gets_the_first(self, film: Path) -> None:
        loaded = convert.load(film, recipe("tiff"))
        assert not loaded.moves
        assert "TIFF holds no animation; only the first frame is used." in loaded.texts
        assert convert.load(film, recipe("gif")).moves

    @pytest.mark.parametrize(
        ("name", "mode", "words"),
        [
            ("png", AlphaMode.FULL, ""),
            ("gif", AlphaMode.THRESHOLD, "partial transparency"),
            ("bmp", AlphaMode.OPAQUE, "put on white"),
        ],
    )
    def test_alpha_that_a_format_cannot_hold_goes_and_is_said(
        self, icon: Path, name: str, mode: AlphaMode, words: str
    ) -> None:
        loaded = convert.load(icon, recipe(name))
        assert loaded.recipe.settings.alpha.mode is mode
        assert words in " ".join(loaded.texts)
        assert bool(loaded.notices) is bool(words)

    @pytest.mark.parametrize("name", ["png", "gif", "bmp"])
    def test_an_opaque_image_loses_nothing(self, photo: Path, name: str) -> None:
        loaded = convert.load(photo, recipe(name))
        assert loaded.notices == ()
        assert loaded.recipe == recipe(name)

    def test_what_was_chosen_for_alpha_stays(self, icon: Path) -> None:
        chosen = replace(QUICK, alpha=AlphaSettings(AlphaMode.DITHER, (255, 0, 0)))
        loaded = convert.load(icon, recipe("gif", chosen))
        assert loaded.recipe.settings == chosen
        assert loaded.notices == ()


class TestReduce:
    def test_the_bytes_are_those_of_the_image(self, photo: Path) -> None:
        reduced, encoded = converted.convert(convert.load(photo, recipe()))
        photo.write_bytes(encoded.data)
        with PillowImage.open(photo) as image:
            shown = np.asarray(image.convert("RGBA"))
        assert np.array_equal(shown, reduced.images[0].to_rgba())
        assert len(reduced.result.palette) <= 8

    @pytest.mark.parametrize("name", ["png", "gif", "webp"])
    def test_all_frames_are_kept(self, film: Path, name: str) -> None:
        reduced, encoded = converted.convert(convert.load(film, recipe(name)))
        assert len(reduced.images) == 3
        film.write_bytes(encoded.data)
        with PillowImage.open(film) as image:
            assert image.n_frames == 3

    def test_the_largest_palette_is_told_of(self, film: Path) -> None:
        own = replace(QUICK, animation=AnimationSettings(FramePalettes.EACH))
        reduced = convert.reduce(convert.load(film, recipe("gif", own)))
        sizes = [len(image.palette) for image in reduced.images]
        assert len(reduced.result.palette) == max(sizes)

    @pytest.mark.parametrize("name", ["photo", "film"])
    def test_a_demand_on_bytes_is_met(self, name: str, request: pytest.FixtureRequest) -> None:
        path = request.getfixturevalue(name)
        free, encoded = converted.convert(convert.load(path, recipe("gif")))
        most = len(encoded.data) - 100
        demand = replace(QUICK, target=TargetSettings(max_bytes=most))
        reduced, encoded = converted.convert(convert.load(path, recipe("gif", demand)))
        assert len(encoded.data) <= most
        assert len(reduced.result.palette) < len(free.result.palette)


@pytest.mark.parametrize("name", ["photo", "icon", "film"])
@pytest.mark.parametrize("file_format", ["png", "gif"])
def test_the_psnr_is_that_of_the_metrics(
    name: str, file_format: str, request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(name)
    loaded = convert.load(path, recipe(file_format, with_metrics=True))
    reduced = convert.reduce(loaded)
    assert reduced.result.metrics is not None
    assert convert.measure_psnr(reduced) == pytest.approx(reduced.result.metrics.psnr)
