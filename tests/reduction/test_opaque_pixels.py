"""Alpha 255 and alpha 0 are exact: what is opaque stays opaque, what is clear stays clear."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image
import pytest

from quantizer.animation.quantize import quantize_animation
from quantizer.batch.shared_palette.find import find_palette
from quantizer.cli import main
from quantizer.dither import DITHERERS
from quantizer.image.histogram import Histogram
from quantizer.image.image import Animation, Frame, Image, IndexedImage
from quantizer.image.palette import Palette
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.write import encode
from quantizer.reduction import color_cells
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import (
    DitherSpace,
    Effort,
    FramePalettes,
    Metric,
    RareColors,
    Selector,
    Settings,
    Space,
)

if TYPE_CHECKING:
    from pathlib import Path

COUNTS = (2, 3, 4, 7, 16, 64)
MODES = list(product(DITHERERS.names, [None, *Space], [None, *Metric], (3, 16)))[::5]
"""Each fifth of all combinations, which has each dither in each space."""


def badge(turn: int = 0) -> Image:
    """Return a shaded disc with a wide soft edge, a small red square on it, and a shadow."""
    y, x = np.mgrid[:32, :32]
    pixels = np.zeros((32, 32, 4), np.uint8)
    pixels[..., 0] = 7 * x
    pixels[..., 1] = 7 * y
    pixels[..., 2] = 90 + 60 * ((x + y + turn) % 16 > 7)
    distance = np.hypot(x - 15, y - 15)
    pixels[..., 3] = np.clip((14.5 - distance) * 50, 0, 255)
    shadow = (pixels[..., 3] == 0) & (y > 15) & (distance < 17)
    pixels[shadow] = (0, 0, 0, 60)
    pixels[8:12, 9 + turn : 13 + turn] = (240, 10, 20, 255)
    return Image(pixels)


def assert_exact_at_both_ends(image: Image, result: IndexedImage) -> None:
    before, after = image.pixels[..., 3], result.to_rgba()[..., 3]
    assert (after[before == 255] == 255).all()
    assert (after[before == 0] == 0).all()
    assert after[before > 0].all()


def settings_with(**values: object) -> Settings:
    return Settings().with_values({name.replace("__", "."): one for name, one in values.items()})


@pytest.mark.sample(31)
@pytest.mark.parametrize(("dither", "space", "metric", "k"), MODES)
def test_in_every_mode(dither: str, space: Space | None, metric: Metric | None, k: int) -> None:
    image = badge()
    settings = settings_with(
        cluster__colors=k, cluster__space=space, cluster__metric=metric, dither__name=dither
    )
    for light in DitherSpace:
        chosen = settings.with_values({"dither.space": light})
        assert_exact_at_both_ends(image, quantize(image, chosen, with_metrics=False).indexed)


@pytest.mark.sample(5)
@pytest.mark.parametrize(
    ("effort", "rare", "k"), list(product(Effort, RareColors, (3, 16, 40, 200)))
)
def test_at_every_effort(effort: Effort, rare: RareColors, k: int) -> None:
    image = badge()
    for dither in ("none", "adaptive"):
        settings = settings_with(
            cluster__colors=k,
            cluster__effort=effort,
            cluster__rare_colors=rare,
            dither__name=dither,
        )
        assert_exact_at_both_ends(image, quantize(image, settings, with_metrics=False).indexed)


@pytest.mark.sample(4)
@pytest.mark.parametrize("seed", range(8))
def test_on_noise_of_any_alpha(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (24, 24, 4), np.uint8)
    pixels[..., 3] = rng.choice([0, 1, 128, 240, 253, 254, 255], pixels.shape[:2])
    for dither, k in product(("none", "floyd-steinberg", "adaptive", "bayer-4"), (3, 9)):
        settings = settings_with(cluster__colors=k, dither__name=dither)
        result = quantize(Image(pixels), settings, with_metrics=False)
        assert_exact_at_both_ends(Image(pixels), result.indexed)


@pytest.mark.parametrize("dither", ["none", "floyd-steinberg", "blue-noise"])
def test_with_a_given_palette_that_has_such_entries(dither: str) -> None:
    colors = [(0, 0, 0, 255), (250, 250, 250, 255), (0, 0, 0, 0)]
    near = [(105, 105, 150, alpha) for alpha in (40, 120, 200, 254)]
    palette = Palette.from_colors(np.array(near + colors, np.uint8))
    settings = settings_with(dither__name=dither)
    result = quantize(badge(), settings, with_metrics=False, palette=palette)
    assert_exact_at_both_ends(badge(), result.indexed)


@pytest.mark.parametrize("selector", [Selector.ELBOW, Selector.SILHOUETTE])
def test_with_a_number_that_the_image_suggests(selector: Selector) -> None:
    settings = settings_with(target__selector=selector)
    assert_exact_at_both_ends(badge(), quantize(badge(), settings, with_metrics=False).indexed)
    flat = badge().pixels.copy()
    flat[..., :3] = (30, 120, 200)
    drawing = Image(flat)
    assert_exact_at_both_ends(drawing, quantize(drawing, settings, with_metrics=False).indexed)


@pytest.mark.exhaustive
def test_with_a_limit_on_the_file() -> None:
    def size(indexed: IndexedImage) -> int:
        return len(encode(indexed, format_by_name("png")).data)

    for limit in (300, 500, 800):
        settings = settings_with(target__max_bytes=limit)
        result = quantize(badge(), settings, with_metrics=False, file_size=size)
        assert_exact_at_both_ends(badge(), result.indexed)


@pytest.mark.parametrize("palettes", FramePalettes)
@pytest.mark.parametrize("dither", ["none", "adaptive"])
def test_in_animations_whose_noise_is_in_the_alpha(palettes: FramePalettes, dither: str) -> None:
    frames = []
    for turn in range(4):
        pixels = badge(turn).pixels.copy()
        # By a level or two, the alpha of some pixels changes in every second frame.
        pixels[12:20, 12:20, 3] = 255 - 2 * (turn % 2)
        pixels[:2, :2] = (0, 0, 0, turn % 2)
        frames.append(Frame(Image(pixels), 50))
    settings = settings_with(cluster__colors=12, dither__name=dither, animation__palettes=palettes)
    result = quantize_animation(Animation(tuple(frames)), settings, with_metrics=False)
    for frame, reduced in zip(frames, result.indexed.frames, strict=True):
        assert_exact_at_both_ends(frame.image, reduced.image)


@pytest.mark.sample(2)
@pytest.mark.parametrize("k", COUNTS)
def test_with_a_palette_for_many_files(k: int) -> None:
    images = [badge(turn) for turn in range(3)]
    settings = settings_with(cluster__colors=k)
    histograms = [Histogram.of(image) for image in images]
    palette = find_palette(histograms[0].merge(*histograms[1:]), settings)
    for image in images:
        result = quantize(image, settings, with_metrics=False, palette=palette)
        assert_exact_at_both_ends(image, result.indexed)


def test_a_locked_soft_colour_leaves_room_for_an_opaque_one() -> None:
    settings = Settings(locked=((120, 120, 120, 200),)).with_values({"cluster.colors": 3})
    result = quantize(badge(), settings, with_metrics=False)
    assert (120, 120, 120, 200) in {swatch.color for swatch in result.palette}
    assert_exact_at_both_ends(badge(), result.indexed)


def test_cells_of_very_many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(color_cells, "_MOST_COLORS", 100)
    histogram = Histogram.of(badge()).visible()
    cells = color_cells.limit_colors(histogram)
    opaque = histogram.colors[:, 3] == 255
    firm = cells.colors[:, 3] == 255
    assert cells.weights[firm].sum() == histogram.weights[opaque].sum()
    assert cells.weights.sum() == histogram.weights.sum()
    settings = settings_with(cluster__colors=8, dither__name="none")
    assert_exact_at_both_ends(badge(), quantize(badge(), settings, with_metrics=False).indexed)


def test_an_extracted_palette_has_opaque_colours_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pixels = badge().pixels.copy()
    opaque = pixels[..., 3] == 255
    pixels[opaque] = (40, 90, 200, 255)
    pixels[6:16, 8:15] = (250, 250, 250, 255)
    pixels[18:22, 12:16] = (230, 40, 30, 255)
    pixels[pixels[..., 3] == 0] = 0
    PIL.Image.fromarray(pixels).save(tmp_path / "icon.png")
    assert main(["palette", str(tmp_path / "icon.png"), "-k", "4"]) == 0
    colors = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert {"#00000000", "#285ac8", "#fafafa", "#e6281e"} == colors
    assert main(["palette", str(tmp_path / "icon.png"), "-k", "12"]) == 0
    colors = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert {"#00000000", "#285ac8", "#fafafa", "#e6281e"} < colors
    assert len(colors) == 12
