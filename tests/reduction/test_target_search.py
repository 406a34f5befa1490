"""The fewest colours that reach a PSNR, the most whose file fits."""

from __future__ import annotations

import math

import pytest

from quantizer.errors import Cancelled, QualityError, SettingsError, SizeError
from quantizer.image.image import Image, IndexedImage
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.write import encode
from quantizer.kmeans.selection import Reason
from quantizer.metrics.metrics import measure
from quantizer.metrics.psnr import mean_psnr
from quantizer.progress import Progress, Stage
from quantizer.reduction.hidden_colors import mean_hidden_color, sum_hidden_colors
from quantizer.reduction.pipeline import Quantized, quantize
from quantizer.reduction.target_search import Attempt, Attempts, find_k
from quantizer.settings.settings import (
    ClusterSettings,
    DitherSettings,
    Selector,
    Settings,
    Space,
    TargetSettings,
)
from tests.conftest import make_photo


@pytest.fixture
def photo() -> Image:
    """A small one, as each search reduces it many times."""
    return Image(make_photo(24, 32))


def attempts(
    psnr: object = None, size: object = None, **target: object
) -> tuple[Attempts[int], list[int]]:
    """Return attempts on curves over k, and the list of those made."""
    made: list[int] = []

    def reduce(k: int) -> Attempt[int]:
        made.append(k)
        return Attempt(k, 1 / k, psnr and psnr(k), size and size(k))

    return Attempts(reduce, TargetSettings(**target)), made


def curve(k: int) -> float:
    return 14 + 10 * math.log10(k)


@pytest.mark.parametrize("wanted", [1.0, 14, 14.1, 20, 27.5, 33, 38.07])
def test_the_fewest_that_reach(wanted: float) -> None:
    tried, made = attempts(psnr=curve, min_psnr=wanted)
    k = find_k(tried, 1, 256)
    assert k == min(k for k in range(1, 257) if curve(k) >= wanted)
    assert len(made) == len(set(made)) <= 18
    if k > 1:
        assert k - 1 in made
    assert [c.k for c in tried.candidates] == sorted(made)
    assert tried.result(k) == k


@pytest.mark.parametrize("wanted", [100, 700, 1_000, 4_321, 9_999_999])
def test_the_most_that_fit(wanted: int) -> None:
    def size(k: int) -> int:
        return 100 + 40 * k + 300 * (k > 16)

    tried, made = attempts(size=size, max_bytes=wanted)
    fitting = [k for k in range(1, 257) if size(k) <= wanted]
    if not fitting:
        with pytest.raises(SizeError, match="even with 1 colour the file has 140 bytes"):
            find_k(tried, 1, 256)
        return
    assert find_k(tried, 1, 256) == fitting[-1]
    assert len(made) <= 16
    if fitting[-1] < 256:
        assert fitting[-1] + 1 in made


def test_a_kink_in_the_curve_does_not_end_the_search() -> None:
    tried, _ = attempts(psnr=lambda k: 30 + k / 20 - 0.15 * (k == 41), min_psnr=32)
    assert find_k(tried, 1, 256) == 40
    tried, _ = attempts(size=lambda k: 1000 + 20 * k + 21 * (k == 50), max_bytes=2020)
    assert find_k(tried, 1, 256) == 51


def test_both_demands() -> None:
    found, _ = attempts(psnr=curve, size=lambda k: 10 * k, min_psnr=24, max_bytes=150)
    assert find_k(found, 1, 256) == 10
    found, _ = attempts(psnr=curve, size=lambda k: 10 * k, min_psnr=24, max_bytes=90)
    with pytest.raises(SizeError, match="24 dB need 10 colours and 100 bytes"):
        find_k(found, 1, 256)
    found, _ = attempts(psnr=curve, size=lambda k: 10 * k, min_psnr=60, max_bytes=90)
    with pytest.raises(QualityError, match=r"256 colours reach 38.08 dB"):
        find_k(found, 1, 256)


def size_of(indexed: IndexedImage) -> int:
    return len(encode(indexed, format_by_name("png")).data)


def run(
    image: Image,
    target: TargetSettings,
    most: int = 256,
    dither: str = "none",
    locked: tuple = (),
    space: Space = Space.SRGB,
) -> Quantized:
    settings = Settings(
        ClusterSettings(colors=most, space=space), DitherSettings(dither), locked, target
    )
    return quantize(image, settings, with_metrics=False, file_size=size_of)


@pytest.mark.sample(3)
@pytest.mark.parametrize("dither", ["none", "floyd-steinberg"])
@pytest.mark.parametrize("space", [Space.SRGB, Space.OKLAB])
def test_the_psnr_is_reached_and_one_colour_less_does_not(
    photo: Image, dither: str, space: Space
) -> None:
    result = run(photo, TargetSettings(min_psnr=30), dither=dither, space=space)
    assert measure(photo, result.indexed).psnr >= 30
    assert result.selection is not None
    k = result.selection.k
    settings = Settings(ClusterSettings(colors=k - 1, space=space), DitherSettings(dither))
    below = quantize(photo, settings)
    assert below.metrics is not None
    assert below.metrics.psnr < 30
    told = next(c for c in result.selection.candidates if c.k == k)
    assert told.psnr == measure(photo, result.indexed).psnr
    assert result.selection.reason is Reason.TARGET


def test_the_psnr_alone_is_that_of_all_metrics(icon: Image) -> None:
    result = quantize(icon, Settings(ClusterSettings(colors=9)))
    assert result.metrics is not None
    assert mean_psnr([(icon, result.indexed)]) == result.metrics.psnr


@pytest.mark.exhaustive
def test_the_file_fits_and_one_colour_more_does_not(photo: Image) -> None:
    result = run(photo, TargetSettings(max_bytes=800))
    assert size_of(result.indexed) <= 800
    assert result.selection is not None
    more = quantize(photo, Settings(ClusterSettings(colors=result.selection.k + 1)))
    assert size_of(more.indexed) > 800


@pytest.mark.exhaustive
def test_targets_that_cannot_be_met_raise_errors(photo: Image) -> None:
    with pytest.raises(QualityError):
        run(photo, TargetSettings(min_psnr=80))
    with pytest.raises(QualityError):
        run(photo, TargetSettings(min_psnr=30), most=3)
    with pytest.raises(SizeError):
        run(photo, TargetSettings(max_bytes=20))
    with pytest.raises(SizeError):
        run(photo, TargetSettings(min_psnr=35, max_bytes=500))
    with pytest.raises(SettingsError, match="file format"):
        quantize(photo, Settings(target=TargetSettings(max_bytes=900)))


def test_fewest_colours_hold_transparency_and_locked_ones(icon: Image) -> None:
    locked = ((1, 2, 3, 255), (200, 0, 0, 255))
    hidden = mean_hidden_color(sum_hidden_colors(icon))
    result = run(icon, TargetSettings(min_psnr=1), locked=locked)
    assert result.selection is not None
    assert result.selection.k == 3
    assert {swatch.color for swatch in result.palette} == {*locked, hidden}


def test_exact_images_reach_any_psnr(photo: Image) -> None:
    few = quantize(photo, Settings(ClusterSettings(colors=12)), with_metrics=False)
    result = run(Image(few.indexed.to_rgba()), TargetSettings(min_psnr=200))
    assert result.exact
    assert len(result.palette) == 12


@pytest.mark.exhaustive
def test_a_selector_is_where_the_search_starts(photo: Image) -> None:
    suggested = run(photo, TargetSettings(Selector.ELBOW)).selection
    assert suggested is not None
    low = run(photo, TargetSettings(Selector.ELBOW, min_psnr=5)).selection
    assert low is not None
    assert low.k == suggested.k
    high = run(photo, TargetSettings(Selector.ELBOW, min_psnr=32)).selection
    assert high is not None
    assert high.k > suggested.k
    small = run(photo, TargetSettings(Selector.ELBOW, max_bytes=200)).selection
    assert small is not None
    assert small.k < suggested.k


@pytest.mark.parametrize("after", [0, 5, 40])
def test_it_can_be_cancelled(photo: Image, after: int) -> None:
    answers = iter([False] * after)
    progress = Progress(cancelled=lambda: next(answers, True))
    settings = Settings(target=TargetSettings(min_psnr=33))
    with pytest.raises(Cancelled):
        quantize(photo, settings, progress)


@pytest.mark.parametrize("selector", [Selector.FIXED, Selector.ELBOW])
def test_the_bar_never_moves_back_during_a_search(photo: Image, selector: Selector) -> None:
    heard: list[tuple[Stage, float]] = []
    progress = Progress(lambda stage, fraction: heard.append((stage, fraction)))
    settings = Settings(target=TargetSettings(selector, min_psnr=33))
    quantize(photo, settings, progress, with_metrics=False)
    fractions = [fraction for stage, fraction in heard if stage is Stage.CLUSTER]
    assert len(fractions) > 20
    assert fractions == sorted(fractions)
    assert {stage for stage, _ in heard} == {Stage.COUNT, Stage.CLUSTER, Stage.REMAP}
