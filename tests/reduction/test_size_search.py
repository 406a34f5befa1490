"""The most colours whose file fits, on curves of sizes that do not grow steadily."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from quantizer.image.image import Image, IndexedImage
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.write import encode
from quantizer.reduction.pipeline import quantize
from quantizer.reduction.size_search import SizeSearch
from quantizer.settings.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

# Sizes of a drawing with a gradient and two areas, by Floyd-Steinberg, from 2 to 32 colours: PNG
# stores up to 16 colours in half a byte, which deflates worse.
DRAWING = (
    *(542, 924, 1221, 1333, 1433, 1549, 1558, 1504, 1596, 1647, 1743, 1749, 1881, 1788, 1839),
    *(1542, 1515, 1569, 1572, 1590, 1596, 1598, 1591, 1667, 1662, 1668, 1973, 2026, 2067, 2031),
    2058,
)


def drawing(k: int) -> int:
    return DRAWING[k - 2] if k <= 32 else round(2058 * (k / 32) ** 0.43)


def found(size: Callable[[int], int], limit: int, most: int = 256) -> tuple[int | None, list[int]]:
    """Return the result of a search and what was tried."""
    tried: list[int] = []

    def excess(k: int) -> float:
        tried.append(k)
        return size(k) / limit - 1

    return SizeSearch(excess, 2, most).run(), tried


@pytest.mark.parametrize("limit", range(550, 5000, 61))
@pytest.mark.parametrize("most", [30, 64, 256])
def test_a_larger_number_beyond_the_first_that_is_too_large(limit: int, most: int) -> None:
    k, tried = found(drawing, limit, most)
    largest = max(one for one in range(2, most + 1) if drawing(one) <= limit)
    assert k is not None
    assert drawing(k) <= limit
    assert k == most or drawing(k + 1) > limit
    assert k >= 0.9 * largest or limit in range(1504, 1515)
    assert len(tried) == len(set(tried)) <= 16


@pytest.mark.parametrize("growth", [0.05, 0.2, 0.3, 0.5, 1.0])
@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.7, 0.9, 0.99])
def test_a_steady_curve_takes_few_reductions(growth: float, share: float) -> None:
    def size(k: int) -> int:
        return round(100_000 * k**growth)

    limit = round(size(2) + share * (size(256) - size(2)))
    k, tried = found(size, limit)
    largest = max(one for one in range(2, 257) if size(one) <= limit)
    assert k is not None
    assert (0.85 if growth < 0.1 else 0.95) * largest <= k <= largest
    assert len(tried) <= 16


def test_noise() -> None:
    rng = np.random.default_rng(3)
    runs, losses = [], []
    for _ in range(60):
        scatter = 1 + rng.uniform(-1, 1, 257) * np.minimum(0.1, 2 / np.arange(1, 258))
        sizes = np.rint(20_000 * np.arange(1, 258) ** 0.3 * scatter).astype(int)
        limit = int(rng.uniform(sizes[2:].min() + 1, sizes[256]))
        k, tried = found(lambda one, sizes=sizes: int(sizes[one]), limit)  # type: ignore[misc]
        assert k is not None
        assert sizes[k] <= limit
        losses.append(math.log(np.flatnonzero(sizes[2:] <= limit).max() + 2) - math.log(k))
        runs.append(len(tried))
    assert np.mean(losses) < 0.03
    assert np.mean(runs) < 8


def test_the_ends() -> None:
    assert found(drawing, 10**6) == (256, [256])
    assert found(drawing, 541)[0] is None
    assert found(drawing, 542)[0] == 2
    assert found(lambda k: 5 * k, 10, most=2) == (2, [2])
    assert found(lambda k: 5 * k, 9, most=2) == (None, [2])


@pytest.mark.sample(3)
@pytest.mark.parametrize("file_format", ["png", "gif", "webp"])
@pytest.mark.exhaustive
def test_a_drawing_keeps_the_colours_that_fit(file_format: str) -> None:
    y, x = np.mgrid[:32, :32]
    pixels = np.full((32, 32, 4), 255, np.uint8)
    pixels[..., :3] = np.clip(np.stack([x * 8, y * 8, 255 - (x + y) * 4], -1), 0, 255)
    pixels[7:20, 7:20, :3] = (230, 30, 60)
    image = Image(pixels)

    def size(indexed: IndexedImage) -> int:
        return len(encode(indexed, format_by_name(file_format)).data)

    settings = Settings().with_values({"dither.name": "floyd-steinberg", "cluster.colors": 40})
    sizes = {}
    for k in range(1, 41):
        one = quantize(image, settings.with_values({"cluster.colors": k}), with_metrics=False)
        sizes[k] = size(one.indexed)
    for limit in (sizes[5], sizes[12], sizes[18], sizes[27]):
        wanted = settings.with_values({"target.max_bytes": limit})
        result = quantize(image, wanted, with_metrics=False, file_size=size)
        assert size(result.indexed) <= limit
        assert result.selection is not None
        largest = max(k for k, found in sizes.items() if found <= limit)
        assert result.selection.k >= 0.85 * largest
        assert len(result.selection.candidates) <= 16
