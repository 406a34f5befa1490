"""Where results differ: the map, its worst region, and the pictures of both."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import color

from quantizer.errors import Cancelled, DataError
from quantizer.image.image import Image
from quantizer.metrics.difference import HOTTEST, amplified, difference_map, heat_colors
from quantizer.progress import Progress
from tests.conftest import make_photo


def plain(height: int, width: int, level: tuple[int, int, int] = (90, 120, 150)) -> np.ndarray:
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., :3] = level
    return pixels


def test_the_worst_region_is_where_the_hue_changed() -> None:
    before = make_photo(120, 160)
    after = before.copy()
    after[..., 0] = np.clip(after[..., 0].astype(int) + 3, 0, 255)
    before[40:60, 100:130, :3] = (200, 30, 30)
    after[40:60, 100:130, :3] = (30, 120, 60)
    worst = difference_map(Image(before), Image(after)).worst_region()
    assert abs(worst.x - 100) <= 3
    assert abs(worst.y - 40) <= 3
    assert abs(worst.x + worst.width - 130) <= 3
    assert abs(worst.y + worst.height - 60) <= 3
    assert worst.delta_e > 40


def test_a_small_picture_is_compared_pixel_by_pixel() -> None:
    before, after = make_photo(9, 11, seed=1), make_photo(9, 11, seed=2)
    found = difference_map(Image(before), Image(after)).values
    expected = color.deltaE_ciede2000(
        *(color.rgb2lab(pixels[..., :3] / 255) for pixels in (before, after))
    )
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_a_dither_with_the_right_mean_is_no_error() -> None:
    before = plain(64, 64, (128, 128, 128))
    after = before.copy()
    checks = np.indices((64, 64)).sum(axis=0) % 2
    after[..., :3] = np.where(checks, 108, 148)[..., None]
    assert difference_map(Image(before), Image(after)).values.mean() < 3
    shifted = plain(64, 64, (148, 148, 148))
    assert difference_map(Image(before), Image(shifted)).values.min() > 6


def test_equal_pictures_differ_nowhere() -> None:
    image = Image(make_photo(50, 40))
    worst = difference_map(image, image).worst_region()
    assert worst.delta_e == 0
    assert (worst.x, worst.y, worst.width, worst.height) == (0, 0, 40, 50)


def test_large_pictures_are_judged_by_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quantizer.metrics.difference._CELLS", 400)
    before = plain(97, 131)
    after = before.copy()
    after[64:80, 40:90, :3] = (220, 60, 60)
    found = difference_map(Image(before), Image(after))
    assert found.cell == 6
    assert found.values.shape == (17, 22)
    assert found.heat_image().shape == (97, 131, 4)
    worst = found.worst_region()
    assert worst.x <= 42
    assert worst.x + worst.width >= 88
    assert worst.x + worst.width <= 131


def test_transparency_counts_on_black_and_white() -> None:
    before, after = plain(40, 40, (255, 255, 255)), plain(40, 40, (255, 255, 255))
    before[..., 3] = 0
    found = difference_map(Image(before), Image(after)).values
    assert found.min() > 40  # the same on white, but not on black
    hidden = plain(40, 40, (10, 200, 10))
    hidden[..., 3] = 0
    assert difference_map(Image(before), Image(hidden)).values.max() == 0


def test_the_amplified_difference_lies_around_grey() -> None:
    before, after = plain(3, 4, (100, 100, 100)), plain(3, 4, (103, 100, 60))
    shown = amplified(Image(before), Image(after), 8)
    assert shown[0, 0].tolist() == [152, 128, 0, 255]


def test_heat_rises_from_dark_to_light() -> None:
    colors = heat_colors()
    luma = colors[:, :3] @ [0.299, 0.587, 0.114]
    assert (np.diff(luma) >= -0.5).all()
    before, after = plain(40, 40, (0, 0, 0)), plain(40, 40, (255, 255, 255))
    found = difference_map(Image(before), Image(after))
    assert found.values.max() > HOTTEST
    np.testing.assert_array_equal(found.heat()[0, 0], colors[-1])


def test_sizes_must_agree_and_it_can_be_cancelled() -> None:
    one, other = Image(plain(4, 5)), Image(plain(5, 4))
    for compare in (difference_map, lambda a, b: amplified(a, b, 2)):
        with pytest.raises(DataError, match="5 x 4"):
            compare(one, other)
    with pytest.raises(Cancelled):
        difference_map(one, one, Progress(cancelled=lambda: True))


@pytest.mark.parametrize("cell", [1, 5, 12])
def test_the_worst_region_is_measured_on_pixels(monkeypatch: pytest.MonkeyPatch, cell: int) -> None:
    monkeypatch.setattr("quantizer.metrics.difference._CELLS", 1000 * 1200 // cell**2 + 1)
    before = make_photo(1000, 1200)
    before[..., :3] = before[..., :3] // 2 + 40
    after = before.copy()
    place = slice(431, 443), slice(702, 714)  # a ten-thousandth of the picture
    before[place] = (120, 90, 60, 255)
    after[place] = (150, 60, 90, 255)
    found = difference_map(Image(before), Image(after))
    assert found.cell == cell
    worst = found.worst_region()
    assert (worst.x, worst.y) == pytest.approx((702, 431), abs=2)
    assert (worst.width, worst.height) == pytest.approx((12, 12), abs=3)
    pair = (color.rgb2lab(pixels[435, 705, :3] / 255) for pixels in (before, after))
    assert worst.delta_e == pytest.approx(float(color.deltaE_ciede2000(*pair)), rel=0.2)


def test_measuring_the_worst_region_can_be_cancelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("quantizer.metrics.difference._CELLS", 400)
    found = difference_map(Image(plain(97, 131)), Image(plain(97, 131, (220, 60, 60))))
    assert found.worst_region().delta_e > 20
    before, after = plain(97, 131), plain(97, 131)
    after[50:60, 50:60, 0] = 0
    found = difference_map(Image(before), Image(after))
    with pytest.raises(Cancelled):
        found.worst_region(Progress(cancelled=lambda: True))
