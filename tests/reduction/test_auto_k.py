"""What an image suggests, and what `quantize` makes of it."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.errors import SettingsError
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.image.palette import Palette
from quantizer.kmeans.selection import Reason, Selection
from quantizer.progress import Progress, Stage
from quantizer.reduction.auto_k import suggest
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import (
    ClusterSettings,
    Metric,
    Selector,
    Settings,
    Space,
    TargetSettings,
)
from tests.conftest import make_photo
from tests.drawing import STYLES, draw

SELECTORS = (Selector.ELBOW, Selector.SILHOUETTE)


def ask(
    image: Image, selector: Selector, most: int = 256, locked: tuple = (), **cluster: object
) -> Selection:
    settings = Settings(
        ClusterSettings(colors=most, **cluster), locked=locked, target=TargetSettings(selector)
    )
    return suggest(image, Histogram.of(image), settings).selection


def flat(*colors: tuple[int, ...], side: int = 12) -> Image:
    """Return a picture of squares, one of each colour."""
    rows = [np.full((side, side, 4), color, np.uint8) for color in colors]
    return Image(np.concatenate(rows))


@pytest.mark.sample(5)
@pytest.mark.parametrize("selector", SELECTORS)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("noise", [0, 5])
def test_a_drawing_gets_the_number_of_its_colours(
    selector: Selector, style: str, noise: float
) -> None:
    picture = draw(11, style, count=9, noise=noise)
    selection = ask(picture.image, selector)
    assert selection.k == len(picture.colors)
    assert selection.reason is Reason.FLAT
    assert selection.candidates[0].k == 2


@pytest.mark.sample(7)
@pytest.mark.parametrize("space", list(Space))
@pytest.mark.parametrize("metric", list(Metric))
def test_it_is_the_same_in_every_space(space: Space, metric: Metric) -> None:
    picture = draw(2, "disks", count=6, noise=2)
    assert ask(picture.image, Selector.ELBOW, space=space, metric=metric).k == len(picture.colors)
    photo = ask(Image(make_photo()), Selector.ELBOW, space=space, metric=metric)
    assert 4 <= photo.k <= 48
    assert photo.reason is Reason.KNEE


@pytest.mark.parametrize("selector", SELECTORS)
def test_few_colours_are_counted(selector: Selector) -> None:
    assert ask(flat((1, 2, 3, 255)), selector).k == 1
    assert ask(flat((1, 2, 3, 255), (9, 8, 250, 255), (90, 80, 25, 255)), selector).k == 3
    scattered = np.array([[0] * 3, [128] * 3, [255] * 3, [200, 0, 0]], np.uint8)
    pixels = np.full((30, 30, 4), 255, np.uint8)
    pixels[..., :3] = scattered[np.random.default_rng(0).integers(0, 4, (30, 30))]
    assert ask(Image(pixels), selector).k == 4
    one = Image(np.full((1, 1, 4), 255, np.uint8))
    assert ask(one, selector).k == 1


def test_mixtures_of_two_colours_are_no_colours() -> None:
    pixels = np.full((40, 40, 4), 255, np.uint8)
    pixels[:, :20, :3] = 0
    pixels[:, 20, :3] = 64
    pixels[10, 10, :3] = (255, 0, 0)
    assert ask(Image(pixels), Selector.ELBOW).k == 3


@pytest.mark.parametrize("selector", SELECTORS)
def test_the_transparent_entry_and_locked_colours_count(selector: Selector) -> None:
    red, blue, none = (250, 10, 10, 255), (10, 10, 250, 255), (0, 0, 0, 0)
    assert ask(flat(red, blue, none), selector).k == 3
    assert ask(flat(none), selector).k == 1
    assert ask(flat(red, blue), selector, locked=((0, 250, 0, 255),)).k == 3
    assert ask(flat(red, blue), selector, locked=(red,)).k == 2
    assert ask(flat(red, blue), selector, locked=(none,)).k == 3


@pytest.mark.exhaustive
def test_soft_edges_onto_transparency_are_no_colours(icon: Image) -> None:
    pixels = icon.pixels.copy()
    pixels[..., :3] = (30, 90, 200)
    pixels[15:25, 15:25, :3] = (250, 250, 250)
    assert ask(Image(pixels), Selector.ELBOW).k == 3
    assert 3 <= ask(icon, Selector.ELBOW).k <= 48
    assert 2 <= ask(icon, Selector.SILHOUETTE).k <= 48


@pytest.mark.parametrize("selector", SELECTORS)
def test_no_more_than_allowed(selector: Selector) -> None:
    picture = draw(11, "stripes", count=9).image
    assert ask(picture, selector, most=4).k == 4
    photo = Image(make_photo())
    assert 2 <= ask(photo, selector, most=5).k <= 5
    with pytest.raises(SettingsError):
        ask(flat((1, 2, 3, 255), (0, 0, 0, 0)), selector, most=1)


def test_quantize_takes_the_suggestion() -> None:
    picture = draw(4, "flag", count=5)
    settings = Settings(target=TargetSettings(Selector.ELBOW))
    result = quantize(picture.image, settings, with_metrics=False)
    assert result.selection is not None
    assert len(result.palette) == result.selection.k == len(picture.colors)
    assert result.settings == settings
    again = quantize(picture.image, settings, with_metrics=False, threads=1)
    assert again.selection == result.selection
    assert again.indexed.indices.tobytes() == result.indexed.indices.tobytes()
    plain = quantize(picture.image, Settings(ClusterSettings(colors=5)), with_metrics=False)
    assert plain.selection is None


@pytest.mark.sample(2)
@pytest.mark.parametrize("style", STYLES)
def test_a_drawing_gets_the_very_colours_it_is_drawn_in(style: str) -> None:
    picture = draw(6, style, count=12)
    settings = Settings(target=TargetSettings(Selector.ELBOW))
    result = quantize(picture.image, settings, with_metrics=False)
    assert {tuple(color) for color in result.palette.colors[:, :3].tolist()} == {
        tuple(color) for color in picture.colors.tolist()
    }
    locked = ((1, 250, 1, 255), (*map(int, picture.colors[0]), 255))
    settings = Settings(locked=locked, target=TargetSettings(Selector.ELBOW))
    result = quantize(picture.image, settings, with_metrics=False)
    assert len(result.palette) == len(picture.colors) + 1
    assert {swatch.color for swatch in result.palette if swatch.locked} == set(locked)


@pytest.mark.exhaustive
def test_a_number_that_is_found_is_one_of_entries_of_a_given_palette(photo: Image) -> None:
    steps = np.linspace(0, 255, 5).astype(np.uint8)
    colors = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3)
    palette = Palette.from_colors(colors)
    for target in (TargetSettings(Selector.ELBOW), TargetSettings(min_psnr=15)):
        result = quantize(photo, Settings(target=target), palette=palette)
        assert result.selection is not None
        assert len(result.palette) == result.selection.k < 125
        assert {one.color for one in result.palette} <= {one.color for one in palette}
        assert result.metrics is not None
        assert target.min_psnr is None or result.metrics.psnr >= 15


@pytest.mark.exhaustive
def test_progress_goes_forward_through_the_stages(photo: Image) -> None:
    seen: list[tuple[Stage, float]] = []
    progress = Progress(listener=lambda stage, fraction: seen.append((stage, fraction)))
    for target in (TargetSettings(Selector.ELBOW), TargetSettings(min_psnr=30)):
        seen.clear()
        quantize(photo, Settings(target=target), progress)
        stages = list(dict.fromkeys(stage for stage, _ in seen))
        assert stages == [Stage.COUNT, Stage.CLUSTER, Stage.REMAP, Stage.MEASURE]
        for stage in stages:
            fractions = [fraction for other, fraction in seen if other is stage]
            assert fractions == sorted(fractions)
