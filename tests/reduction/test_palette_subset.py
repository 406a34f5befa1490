"""The k entries of a given palette that serve an image best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quantizer.animation.quantize import quantize_animation
from quantizer.animation.target_search import fit_animation
from quantizer.errors import SettingsError
from quantizer.image.histogram import Histogram
from quantizer.image.image import Animation, Frame, Image
from quantizer.image.palette import Palette, Swatch
from quantizer.reduction.palette_subset import PaletteSubset
from quantizer.reduction.pipeline import quantize
from quantizer.reduction.preview import preview
from quantizer.reduction.preview_source import PreviewSource
from quantizer.settings.settings import (
    AlphaSettings,
    ClusterSettings,
    DitherSettings,
    Settings,
    Space,
    TargetSettings,
)

STEPS = np.linspace(0, 255, 4).astype(np.uint8)
MASTER = Palette.from_colors(np.stack(np.meshgrid(STEPS, STEPS, STEPS), -1).reshape(-1, 3))
PLAIN = DitherSettings("none")


def asking(k: int, **cluster: object) -> Settings:
    return Settings(ClusterSettings(colors=k, **cluster), PLAIN)


def error(image: Image, palette: Palette, settings: Settings) -> float:
    result = quantize(image, settings.for_whole_palette(), palette=palette)
    assert result.metrics is not None
    return result.metrics.mse


@pytest.mark.parametrize("space", list(Space))
def test_the_entries_are_those_of_the_palette_in_its_order(photo: Image, space: Space) -> None:
    named = Palette(tuple(replace(one, name=one.hex) for one in MASTER), "Master")
    result = quantize(photo, asking(7, space=space), palette=named, with_metrics=False)
    colors = [swatch.color for swatch in named]
    places = [colors.index(swatch.color) for swatch in result.palette]
    assert len(places) == 7
    assert places == sorted(places)
    assert [swatch.name for swatch in result.palette] == [swatch.hex for swatch in result.palette]


def test_they_serve_better_than_the_first_and_the_most_used(photo: Image) -> None:
    settings = asking(6, space=Space.SRGB)
    whole = quantize(photo, asking(256), palette=MASTER, with_metrics=False).palette
    assert len(whole) == 64
    by_share = sorted(whole, key=lambda one: -(one.share or 0))[:6]
    best = quantize(photo, settings, palette=MASTER, with_metrics=False).palette
    found = error(photo, best, settings)
    assert found < error(photo, Palette(MASTER.swatches[:6]), settings)
    assert found < error(photo, Palette(tuple(by_share)), settings)


def test_the_transparent_entry_is_one_of_them(icon: Image) -> None:
    clear = Palette((*MASTER.swatches[:9], Swatch((9, 9, 9, 0), name="key"), *MASTER.swatches[9:]))
    result = quantize(icon, asking(5), palette=clear, with_metrics=False)
    assert len(result.palette) == 5
    assert [one.name for one in result.palette if not one.color[3]] == ["key"]
    # Without one there, the entry that is added counts, too.
    added = quantize(icon, asking(5), palette=MASTER, with_metrics=False)
    assert [bool(one.color[3]) for one in added.palette] == [True] * 4 + [False]
    with pytest.raises(SettingsError, match="too few"):
        quantize(icon, asking(1), palette=MASTER)


def test_an_entry_that_is_there_twice_is_taken_once(photo: Image) -> None:
    twice = Palette(tuple(swatch for swatch in MASTER for _ in range(2)))
    best = quantize(photo, asking(9), palette=MASTER, with_metrics=False).palette
    same = quantize(photo, asking(9), palette=twice, with_metrics=False).palette
    assert same == best


def test_locked_entries_are_taken(photo: Image) -> None:
    locked = (MASTER.swatches[17].color,)
    settings = replace(asking(3), locked=locked)
    result = quantize(photo, settings, palette=MASTER, with_metrics=False)
    assert locked[0] in {swatch.color for swatch in result.palette}
    with pytest.raises(SettingsError, match="#010203 is not in the palette"):
        quantize(photo, replace(asking(3), locked=((1, 2, 3, 255),)), palette=MASTER)


@pytest.mark.exhaustive
def test_a_palette_of_more_than_256_entries_is_chosen_from(photo: Image) -> None:
    rng = np.random.default_rng(1)
    large = Palette.from_colors(rng.integers(0, 256, (3000, 3), np.uint8))
    result = quantize(photo, asking(256), palette=large, with_metrics=False)
    assert len(result.palette) == 256
    assert len(quantize(photo, asking(4), palette=large, with_metrics=False).palette) == 4


def test_many_colours_are_chosen_for_by_their_cells() -> None:
    rng = np.random.default_rng(2)
    noise = rng.integers(0, 256, (200, 200, 4), np.uint8)
    noise[..., 3] |= 128
    subset = PaletteSubset(MASTER, Histogram.of(Image(noise)), asking(5))
    assert len(subset.best(5)) == 5


def test_all_frames_of_an_animation_have_the_same_entries(photo: Image) -> None:
    other = Image(photo.pixels[::-1])
    animation = Animation((Frame(photo, 100), Frame(other, 100)))
    result = quantize_animation(animation, asking(5), palette=MASTER).indexed
    assert {len(frame.image.palette) for frame in result.frames} == {5}
    limited = replace(asking(256), target=TargetSettings(max_bytes=12))

    def size(indexed: object) -> int:
        return len(indexed.frames[0].image.palette)  # type: ignore[attr-defined]

    fitted = fit_animation(animation, limited, size, palette=MASTER)
    assert len(fitted.quantized.palette) == 12


def test_the_preview_chooses_as_many(photo: Image) -> None:
    source = PreviewSource.of(photo, None, AlphaSettings())
    shown = preview(source, asking(5), palette=MASTER).palette
    assert len(shown) == 5
