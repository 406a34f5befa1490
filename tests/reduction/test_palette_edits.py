"""Edits of a palette: what pixels become, without being mapped again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quantizer.conversion.convert import Reduced, reduce
from quantizer.conversion.fit_format import fit_format
from quantizer.conversion.recipe import Recipe
from quantizer.errors import SettingsError
from quantizer.image.image import Animation, Frame, Image
from quantizer.image_files.formats import format_by_name
from quantizer.reduction import palette_operations as operations
from quantizer.reduction.palette_edits import EditedEntry, PaletteEdits
from quantizer.settings.settings import ClusterSettings, DitherSettings, Settings

RED = (255, 0, 0, 255)


@pytest.fixture(scope="module")
def found() -> Reduced:
    pixels = np.random.default_rng(0).integers(0, 256, (2, 20, 30, 4), np.uint8)
    pixels[..., 3] = 255
    animation = Animation(tuple(Frame(Image(one), 100) for one in pixels))
    recipe = Recipe(format_by_name("gif"), Settings(ClusterSettings(colors=6)))
    return reduce(fit_format(animation, recipe))


def edited(found: Reduced, edits: PaletteEdits) -> Reduced:
    recipe = replace(found.fitted.recipe, edits=edits)
    return reduce(replace(found.fitted, recipe=recipe), known=[found])


def test_every_operation_keeps_each_pixel_with_its_entry(found: Reduced) -> None:
    edits = PaletteEdits.of(found.result.palette)
    shares = [swatch.share for swatch in found.result.palette]
    edits = operations.recolored(edits, {0: RED})
    edits = operations.moved(edits, [0, 2], 5)
    edits = operations.merged(edits, [1, 2], shares)
    edits = operations.added(edits, [(1, 2, 3, 255)])
    edits = operations.renamed(edits, 0, "Sky")
    edits = operations.deleted(edits, [3])
    result = edited(found, edits)
    for before, after in zip(found.images, result.images, strict=True):
        assert (after.to_rgba() == edits.recolored[before.indices]).all()
        assert after.palette == result.result.palette
    assert result.result.palette.swatches[0].name == "Sky"
    assert result.result.palette.swatches[-1].share == 0
    assert sum(swatch.share or 0 for swatch in result.result.palette) == pytest.approx(1)
    assert PaletteEdits.from_json(edits.to_json()) == edits


def test_a_known_result_is_edited_as_one_that_is_made_anew(found: Reduced) -> None:
    edits = operations.recolored(PaletteEdits.of(found.result.palette), {2: RED})
    recipe = replace(found.fitted.recipe, edits=edits)
    first, again = edited(found, edits), reduce(replace(found.fitted, recipe=recipe))
    for one, other in zip(first.images, again.images, strict=True):
        assert (one.indices == other.indices).all()
        assert one.palette == other.palette
    assert first.unedited is not None
    assert first.unedited.result is found.result  # nothing was mapped


def test_where_another_palette_is_found_the_edited_one_is_used(found: Reduced) -> None:
    edits = operations.recolored(PaletteEdits.of(found.result.palette), {2: RED})
    recipe = found.fitted.recipe
    settings = replace(recipe.settings, dither=DitherSettings("none"))
    fitted = replace(found.fitted, recipe=replace(recipe, settings=settings, edits=edits))
    result = reduce(fitted)
    assert [swatch.color for swatch in result.result.palette] == [
        entry.color for entry in edits.entries
    ]


def test_merged_colours_are_locked_ones_or_means_and_nothing_invisible_is_deleted() -> None:
    colors = ((0, 0, 0, 255), (255, 255, 255, 255), (9, 9, 9, 0))
    entries = tuple(EditedEntry(color, (place,)) for place, color in enumerate(colors))
    edits = PaletteEdits(colors, entries)
    merged = operations.merged(edits, [0, 1], [0.5, 0.5, 0])
    assert 90 < merged.entries[0].color[0] < 110  # OKLab's middle grey is darker than 128
    locked = operations.locked(edits, [1], lock=True)
    assert operations.merged(locked, [0, 1], [0.9, 0.1, 0]).entries[0].color == colors[1]
    assert locked.fixed_colors == (colors[1],)
    assert not operations.can_delete(edits, [2])
    assert not operations.can_delete(edits, [0, 1])
    assert not operations.can_merge(edits, [0, 2])


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{",
        '{"found": ["#000"], "entries": []}',
        '{"found": ["#000"], "entries": [{"color": "#000", "sources": [1], "name": "", '
        '"locked": false}]}',
        '{"found": ["#000"], "entries": [{"color": 3, "sources": [0], "name": "", '
        '"locked": false}]}',
    ],
)
def test_what_is_no_edits_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        PaletteEdits.from_json(text)
