"""Settings as keywords, palettes from lists and names, files, and results written and measured."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer import (
    DataError,
    Palette,
    ReadError,
    Settings,
    SettingsError,
    WriteError,
    as_palette,
    measure,
    quantize,
    read_animation,
    read_image,
    shared_palette,
    write_image,
)
from tests.conftest import make_photo

RGBA = make_photo(9, 7)
RGBA[..., 3] = np.linspace(0, 255, 63).reshape(9, 7)


class TestKeywords:
    def test_keywords_are_settings(self) -> None:
        found = quantize(RGBA, 4, dither="none", space="oklab", locked=["#f00"], seed=3).settings
        assert (
            found.values()
            == Settings()
            .with_values(
                {
                    "cluster.colors": 4,
                    "dither.name": "none",
                    "cluster.space": "oklab",
                    "locked": ((255, 0, 0, 255),),
                    "cluster.seed": 3,
                }
            )
            .values()
        )

    def test_names_of_pillow_for_dithers(self) -> None:
        for word, name in (("NONE", "none"), ("FLOYDSTEINBERG", "floyd-steinberg")):
            found = quantize(RGBA, 4, dither=PillowImage.Dither[word], with_metrics=False)
            assert found.settings.dither.name == name
        call: Any = quantize
        with pytest.raises(SettingsError, match="dither is None"):
            call(RGBA, dither=None)

    def test_keywords_change_single_settings(self) -> None:
        base = Settings().with_values({"dither.name": "none", "cluster.colors": 9})
        for found in (quantize(RGBA, base, seed=1), quantize(RGBA, settings=base, seed=1)):
            assert found.settings == base.with_values({"cluster.seed": 1})

    def test_a_limit_of_bytes_is_that_of_a_png(self, tmp_path: Path) -> None:
        result = quantize(RGBA, max_bytes=200, with_metrics=False)
        result.save(tmp_path / "a.png")
        assert (tmp_path / "a.png").stat().st_size <= 200

    @pytest.mark.parametrize(
        "palette",
        [
            ["#000000", "ffffff"],
            ["black", "rgb(255 255 255)"],
            "#000 #fff",
            [(0, 0, 0), (255, 255, 255, 255)],
            np.array([[0, 0, 0], [255, 255, 255]]),
            np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]),
            Palette.from_hex(["#000", "#fff"]),
            list(Palette.from_hex("#000,#fff")),
            quantize(np.array([[0.0, 1.0]]), with_metrics=False),
        ],
    )
    def test_palettes(self, palette: Any) -> None:
        assert as_palette(palette).hex == ["#000000", "#ffffff"]

    def test_a_palette_of_pillow(self) -> None:
        picture = PillowImage.new("P", (1, 1))
        picture.putpalette([255, 0, 0, 0, 0, 255])
        assert as_palette(picture).hex[:2] == ["#ff0000", "#0000ff"]


@pytest.mark.usefixtures("pictures")
class TestFiles:
    def test_paths_bytes_and_file_objects(self) -> None:
        expected = read_image(Path("photo.jpg")).pixels
        data = Path("photo.jpg").read_bytes()
        for given in ("photo.jpg", data, bytearray(data), memoryview(data), io.BytesIO(data)):
            assert np.array_equal(read_image(given).pixels, expected)
        with Path("clip.gif").open("rb") as file:
            assert len(read_animation(file).frames) == 3

    def test_what_cannot_be_read(self) -> None:
        call: Any = read_image
        for wrong in (3, None, [], io.StringIO("text"), np.zeros((2, 2))):
            with pytest.raises(TypeError):
                call(wrong)
        with pytest.raises(ReadError, match="empty"):
            read_image(b"")
        with pytest.raises(ReadError, match="no such file"):
            quantize("missing.png")

    def test_saving(self, tmp_path: Path) -> None:
        result = quantize("photo.jpg", 4)
        target = tmp_path / "a.png"
        result.save(str(target))
        with PillowImage.open(target) as written:
            assert np.array_equal(np.asarray(written), result.indices)
        quantize("photo.jpg", 5).save(target)
        assert len(as_palette(PillowImage.open(target))) == 5
        with pytest.raises(WriteError, match="exists"):
            result.save(target, overwrite=False)
        with pytest.raises(SettingsError, match="jpg"):
            result.save(tmp_path / "a.jpg")
        write_image(result.indexed, str(tmp_path / "b.gif"))

    @pytest.mark.usefixtures("kept_workers")
    def test_a_shared_palette_is_that_of_a_batch(self, tmp_path: Path) -> None:
        from quantizer import cli

        names = ["walk-1.png", "walk-2.png"]
        words = ["batch", *names, "-o", str(tmp_path), "-k", "6", "--share", "all", "--quiet"]
        assert cli.main(words) == 0
        palette = shared_palette(names, colors=6)
        for name in names:
            with PillowImage.open(tmp_path / name) as written:
                assert np.array_equal(np.asarray(written), quantize(name, palette=palette).indices)

    def test_measuring(self) -> None:
        result = quantize("photo.jpg", 16)
        assert measure("photo.jpg", result) == result.metrics
        assert measure("photo.jpg", result.to_pil()) == result.metrics
        with pytest.raises(DataError):
            measure("photo.jpg", "flag.png")
