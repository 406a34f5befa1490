from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quantizer.built_in_palettes import built_in_palette
from quantizer.image.image import Image
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import OPTIONS, ClusterSettings, DitherSettings, Settings
from ui.document.effect import NOT_WITH_PALETTE, without_effect

CLUSTERING = sorted(
    name for name, one in OPTIONS.items() if name.startswith("cluster.") and one.label
)
VALUES = {int: (2, 7, 99), float: (0.2, 5.0)}


def gradient() -> Image:
    y, x = np.mgrid[0:20, 0:30]
    planes = [x * 8, y * 12, (x * y) % 256, np.clip(x * 12, 0, 255)]
    return Image(np.stack(planes, axis=-1).astype(np.uint8))


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", [*CLUSTERING, "alpha.bleed"])
@pytest.mark.exhaustive
def test_just_the_settings_said_to_change_nothing_with_a_given_palette_change_nothing(
    name: str,
) -> None:
    image, palette = gradient(), built_in_palette("pico-8")
    option = OPTIONS[name]
    values = option.choices or VALUES.get(option.kind, (True, False))
    changed = False
    for dither in ("none", "adaptive"):
        settings = Settings(ClusterSettings(colors=6), DitherSettings(dither))
        usual, *others = (
            quantize(image, one, palette=palette, with_metrics=False)
            for one in (settings, *(settings.with_values({name: value}) for value in values))
        )
        for other in others:
            is_same = np.array_equal(usual.indexed.indices, other.indexed.indices)
            changed |= not is_same or usual.palette != other.palette
    assert changed is (name not in NOT_WITH_PALETTE)
    assert changed is not bool(without_effect(name, settings, palette))
    assert not without_effect(name, replace(settings), None)
