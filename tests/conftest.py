"""Fixtures shared by all tests: small images, made here."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from quantizer.image import Image

settings.register_profile(
    "quantizer",
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("quantizer")


def make_photo(height: int = 48, width: int = 64, seed: int = 0) -> np.ndarray:
    """Return an opaque picture with gradients, an edge and noise: uint8 (height, width, 4)."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    red = 255 * x / max(1, width - 1)
    green = 255 * y / max(1, height - 1)
    blue = np.where(x + y > (height + width) / 2, 200, 40)
    levels = np.stack([red, green, blue], axis=-1) + rng.normal(0, 4, (height, width, 3))
    rgb = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    return np.concatenate([rgb, np.full((height, width, 1), 255, np.uint8)], axis=-1)


@pytest.fixture
def photo() -> Image:
    """An opaque image of many colours."""
    return Image(make_photo())


@pytest.fixture
def icon() -> Image:
    """A disc with a soft edge on a fully transparent ground, whose hidden colours vary."""
    pixels = make_photo(40, 40, seed=1)
    y, x = np.mgrid[0:40, 0:40]
    distance = np.hypot(x - 19.5, y - 19.5)
    pixels[..., 3] = np.clip(np.rint((17 - distance) * 64), 0, 255).astype(np.uint8)
    return Image(pixels)
