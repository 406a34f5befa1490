from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as PillowImage

from quantizer.adjust.geometry import geometry
from quantizer.adjust.resize import pad, resize
from quantizer.color.srgb_transfer import LINEAR
from quantizer.errors import Cancelled, SettingsError
from quantizer.image.image import Image
from quantizer.progress import Progress
from quantizer.settings.settings import Fit, ImageSize, ResizeFilter

FILTERS = list(ResizeFilter)
SMOOTH = [kind for kind in ResizeFilter if kind is not ResizeFilter.NEAREST]
EVERY = list(product(ResizeFilter, Fit))
sides = st.integers(1, 60)


def waves(width: int, height: int, seed: int = 0) -> Image:
    """An opaque picture of slow waves and a little noise, far from black and white."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    phases = rng.uniform(0, 6, 3)
    levels = [128 + 50 * np.sin(x / 9 + phase) * np.cos(y / 7 - phase) for phase in phases]
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., :3] = np.rint(np.stack(levels, -1) + rng.uniform(-8, 8, (height, width, 3)))
    return Image(pixels)


def mean_level(image: Image) -> np.ndarray:
    """The sRGB levels whose linear light is the mean of an image."""
    light = LINEAR[image.pixels[..., :3]].mean(axis=(0, 1))
    return np.interp(light, LINEAR, np.arange(256))


@given(sides, sides, sides, sides, st.sampled_from(EVERY))
@settings(max_examples=80, deadline=None)
def test_every_result_has_the_size_that_its_fit_promises(
    width: int, height: int, box_width: int, box_height: int, both: tuple[ResizeFilter, Fit]
) -> None:
    kind, fit = both
    source = Image(np.full((height, width, 4), (90, 150, 30, 255), np.uint8))
    box = ImageSize(f"{box_width}x{box_height}")
    found = resize(source, box, fit, kind)
    assert not found.has_alpha
    if fit in {Fit.CONTAIN, Fit.PAD}:
        assert found.width <= box_width
        assert found.height <= box_height
        assert found.width == box_width or found.height == box_height
        # The other side is the nearest whole one of the same proportions.
        shorter = min(box_width / width, box_height / height)
        assert abs(found.width - max(1, width * shorter)) <= 0.5 + 1e-9
        assert abs(found.height - max(1, height * shorter)) <= 0.5 + 1e-9
    if fit is not Fit.CONTAIN:
        found = pad(found, box)
        assert (found.width, found.height) == (box_width, box_height)
    shown = found.pixels[found.pixels[..., 3] > 0]
    assert (shown == (90, 150, 30, 255)).all()  # one colour stays that colour


@pytest.mark.parametrize(
    ("text", "size"),
    [("50%", (30, 20)), ("33.3%", (20, 13)), ("30", (30, 20)), ("x80", (120, 80)), ("1", (1, 1))],
)
def test_a_share_or_one_side_keeps_the_proportions(text: str, size: tuple[int, int]) -> None:
    found = resize(waves(60, 40), ImageSize(text), Fit.STRETCH)
    assert (found.width, found.height) == size


@pytest.mark.parametrize("kind", SMOOTH)
@pytest.mark.parametrize("size", ["17x13", "40x200", "300x200", "99x99", "1x1"])
def test_the_mean_in_linear_light_stays_within_a_level(kind: ResizeFilter, size: str) -> None:
    source = waves(180, 140)
    found = resize(source, ImageSize(size), Fit.STRETCH, kind)
    assert np.abs(mean_level(found) - mean_level(source)).max() < 1


def test_light_is_averaged_and_not_levels() -> None:
    board = np.full((8, 8, 4), 255, np.uint8)
    board[(np.indices((8, 8)).sum(axis=0) % 2) == 0, :3] = 0
    found = resize(Image(board), ImageSize("4x4"), kind=ResizeFilter.BOX)
    assert (found.pixels == (188, 188, 188, 255)).all()  # half of white's light


@pytest.mark.parametrize("kind", FILTERS)
@pytest.mark.parametrize("fit", list(Fit))
def test_opaque_pixels_stay_opaque(kind: ResizeFilter, fit: Fit) -> None:
    opaque = resize(waves(50, 37), ImageSize("31x44"), fit, kind)
    assert not opaque.has_alpha
    half = waves(64, 64).pixels.copy()
    half[:, :32, 3] = 0
    found = resize(Image(half), ImageSize("16x16"), fit, kind)
    assert (found.pixels[:, 12:, 3] == 255).all()
    assert (found.pixels[:, :4, 3] == 0).all()


@pytest.mark.parametrize("kind", FILTERS)
def test_hidden_colours_do_not_bleed(kind: ResizeFilter) -> None:
    pixels = np.zeros((60, 60, 4), np.uint8)
    pixels[...] = (255, 0, 255, 0)
    pixels[20:41, 13:47] = (10, 200, 60, 255)
    pixels[41:, :, 3] = 0
    for size in ("20x20", "23x17", "150x150"):
        found = resize(Image(pixels), ImageSize(size), Fit.STRETCH, kind).pixels
        visible = found[found[..., 3] > 0]
        assert len(visible)
        assert (np.abs(visible[:, :3].astype(int) - (10, 200, 60)) <= 1).all()
        assert (found[found[..., 3] == 0][:, :3] == found[0, 0, :3]).mean() > 0.5
        assert tuple(found[0, 0]) == (255, 0, 255, 0)  # the colour under clear pixels is kept


def test_nearest_makes_no_new_colour_and_box_enlarges_to_even_squares() -> None:
    source = waves(9, 7)
    for kind in (ResizeFilter.NEAREST, ResizeFilter.BOX):
        found = resize(source, ImageSize("300%"), kind=kind)
        assert (found.pixels == source.pixels.repeat(3, axis=0).repeat(3, axis=1)).all()
    fewer = resize(source, ImageSize("5x4"), kind=ResizeFilter.NEAREST)
    assert np.isin(fewer.packed, source.packed).all()


@pytest.mark.parametrize(("width", "height"), [(40, 25), (200, 130), (57, 91)])
def test_lanczos_is_close_to_pillow_in_linear_light(width: int, height: int) -> None:
    source = waves(120, 80)
    found = resize(source, ImageSize(f"{width}x{height}"), Fit.STRETCH)
    for channel in range(3):
        light = PillowImage.fromarray(LINEAR[source.pixels[..., channel]].astype(np.float32))
        wanted = np.asarray(light.resize((width, height), PillowImage.Resampling.LANCZOS))
        levels = np.interp(wanted, LINEAR, np.arange(256))
        assert np.abs(found.pixels[..., channel] - levels).max() < 0.51


def test_mitchell_has_the_weights_of_its_paper() -> None:
    # A single bright column, enlarged eightfold: the filter itself at distances of 1/16, 3/16 ...
    pixels = np.zeros((1, 9, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[0, 4, :3] = 255
    found = resize(Image(pixels), ImageSize("72x1"), Fit.STRETCH, ResizeFilter.MITCHELL)
    x = np.abs((np.arange(72) + 0.5) / 8 - 4.5)
    third = 1 / 3
    near = ((12 - 9 * third - 6 * third) * x**3 + (-18 + 12 * third + 6 * third) * x**2) / 6
    near += (6 - 2 * third) / 6
    far = (-third - 6 * third) * x**3 + (6 * third + 30 * third) * x**2
    far = (far + (-12 * third - 48 * third) * x + (8 * third + 24 * third)) / 6
    light = np.clip(np.where(x < 1, near, np.where(x < 2, far, 0)), 0, 1)
    wanted = np.interp(light, LINEAR, np.arange(256))
    assert np.abs(found.pixels[0, :, 0] - wanted).max() < 0.6


def test_cover_cuts_off_both_sides_alike() -> None:
    pixels = np.zeros((10, 30, 4), np.uint8)
    pixels[...] = (255, 255, 255, 255)
    pixels[:, :10, :3] = 0
    pixels[:, 20:, :3] = 0
    found = resize(Image(pixels), ImageSize("10x10"), Fit.COVER, ResizeFilter.BOX)
    assert (found.pixels == 255).all()


def test_pad_puts_the_picture_in_the_middle_of_the_border() -> None:
    source = Image(np.full((4, 8, 4), (9, 8, 7, 255), np.uint8))
    assert resize(source, ImageSize("8x8"), Fit.PAD) is source
    found = pad(source, ImageSize("8x8"), (200, 100, 50))
    assert (found.pixels[2:6] == (9, 8, 7, 255)).all()
    for rows in (slice(0, 2), slice(6, 8)):
        assert (found.pixels[rows] == (200, 100, 50, 255)).all()
    clear = pad(source, ImageSize("8x8"))
    assert (clear.pixels[[0, 1, 6, 7]] == 0).all()
    for size in ("8x4", "300%", "8", "x9"):
        assert pad(source, ImageSize(size)) is source


def test_the_same_size_gives_the_same_image() -> None:
    source = waves(12, 10)
    for text, fit in product(("12x10", "100%", "12", "x10"), Fit):
        assert resize(source, ImageSize(text), fit) is source


@pytest.mark.parametrize("kind", FILTERS)
def test_threads_change_nothing(kind: ResizeFilter) -> None:
    source = waves(300, 900)
    for size in ("50x40", "700x500"):
        one, more = (resize(source, ImageSize(size), Fit.COVER, kind, threads=n) for n in (1, 3))
        assert (one.pixels == more.pixels).all()


@pytest.mark.parametrize("size", ["65535x65535", "10000%", "65535"])
def test_too_large_a_result_is_refused_before_any_work(size: str) -> None:
    with pytest.raises(SettingsError, match="resized image would have") as caught:
        resize(waves(640, 480), ImageSize(size))
    assert "\n" not in str(caught.value)


@pytest.mark.exhaustive
def test_what_counts_is_the_size_of_the_result() -> None:
    thin = Image(np.zeros((600, 1, 4), np.uint8))
    found = resize(thin, ImageSize("60000x60000"))
    assert (found.width, found.height) == (100, 60_000)
    for fit in (Fit.PAD, Fit.COVER, Fit.STRETCH):
        with pytest.raises(SettingsError, match="60,000 x 60,000 pixels"):
            resize(thin, ImageSize("60000x60000"), fit)


def test_a_resize_can_be_cancelled() -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        resize(waves(400, 4000), ImageSize("200x2000"), progress=Progress(cancelled=cancelled))
    assert len(asked) < 20


def test_the_part_that_is_shown_lies_within_the_picture() -> None:
    for fit in Fit:
        found = geometry(1000, 7, ImageSize("800x480"), fit)
        assert 0 <= found.left <= found.left + found.source_width <= 1000
        assert 0 <= found.top <= found.top + found.source_height <= 7
