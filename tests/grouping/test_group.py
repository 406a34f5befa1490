"""Groups of images: by their palettes, deterministic, with silhouettes and outliers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage
from sklearn.metrics import silhouette_samples

from quantizer.errors import SettingsError
from quantizer.grouping.described_image import DescribedImage, ImageFile
from quantizer.grouping.features import DEFAULT, FEATURES, check_features
from quantizer.grouping.group import group
from quantizer.grouping.main_colors import MainColors
from quantizer.grouping.matrix import feature_matrix, principal_part
from quantizer.grouping.naming import in_words
from quantizer.grouping.picture import Picture
from quantizer.grouping.read import read_images
from quantizer.image.image import Image
from quantizer.kmeans.agreement import adjusted_rand_index
from quantizer.swatches.names import css_colors
from tests.palette_sets import PALETTES, write_sets


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> list[ImageFile]:
    """Six sets of six drawings."""
    folder = tmp_path_factory.mktemp("sets")
    write_sets(folder, each=6, sides=(40, 90))
    return [
        ImageFile(path, path.relative_to(folder).as_posix())
        for path in sorted(folder.rglob("*.png"))
    ]


def _plain(*levels: int, alpha: int = 255, size: tuple[int, int] = (4, 6)) -> Image:
    return Image(np.full((*size, 4), [*levels, alpha], np.uint8))


def _described(values: list[list[float]]) -> list[DescribedImage]:
    """Return images of which only the features matter."""
    colors = MainColors.of(Picture.of(_plain(9, 9, 9)))
    return [
        DescribedImage(ImageFile(Path(str(n)), str(n)), (np.float32(row),), colors, None)
        for n, row in enumerate(values)
    ]


@pytest.mark.exhaustive
def test_sets_of_different_palettes_come_out_by_set(sets: list[ImageFile]) -> None:
    found = read_images(sets, DEFAULT, threads=1)
    assert not found.unreadable
    grouping = group(found.images, 6)
    known = [file.path.parent.name for file in sets]
    assert adjusted_rand_index(grouping.labels, known) >= 0.9
    assert [len(one.members) for one in grouping.groups] == sorted(
        np.bincount(grouping.labels), reverse=True
    )
    features = feature_matrix(found.images)
    expected = silhouette_samples(features, grouping.labels)
    assert grouping.silhouettes == pytest.approx(expected, abs=1e-6)
    assert len(group(found.images, None).groups) == len(PALETTES)
    again = group(read_images(sets, DEFAULT, threads=3).images, 6)
    assert np.array_equal(again.labels, grouping.labels)
    assert [one.title for one in again.groups] == [one.title for one in grouping.groups]


@pytest.mark.parametrize("name", FEATURES.names)
def test_a_feature_has_one_length_for_all_images(name: str) -> None:
    odd = [
        _plain(0, 0, 0, size=(1, 1)),
        _plain(255, 255, 255, alpha=0),
        _plain(255, 0, 0, size=(1, 300)),
        Image(np.random.default_rng(0).integers(0, 256, (90, 70, 4), np.uint8)),
    ]
    pictures = [Picture.of(image) for image in odd]
    blocks = [FEATURES[name].measure(one, MainColors.of(one)) for one in pictures]
    assert len({block.shape for block in blocks}) == 1
    assert all(block.ndim == 1 and np.isfinite(block).all() for block in blocks)


def test_features_weigh_alike() -> None:
    colors = MainColors.of(Picture.of(_plain(9, 9, 9)))
    rng = np.random.default_rng(1)
    images = [
        DescribedImage(
            ImageFile(Path("a"), "a"),
            (1000 * rng.normal(size=3), rng.normal(size=40), np.full(2, 0.1)),
            colors,
            None,
        )
        for _ in range(20)
    ]
    matrix = feature_matrix(images)
    spreads = [np.square(part).sum() / 20 for part in np.split(matrix, [3, 43], axis=1)]
    assert spreads == pytest.approx([1, 1, 0])


def test_the_principal_part_keeps_distances() -> None:
    rng = np.random.default_rng(2)
    for count in (12, 30):
        features = rng.normal(size=(count, 4)) @ rng.normal(size=(4, 20))
        features -= features.mean(axis=0)
        part = principal_part(features, 0.9999999)
        assert part.shape[1] <= 4
        assert part @ part.T == pytest.approx(features @ features.T, abs=1e-3)
    assert not principal_part(np.zeros((3, 5)), 0.99).any()


def test_far_images_and_small_far_groups_are_outliers() -> None:
    near = [[x, y] for x in (0, 1, 2) for y in (0, 1, 2, 3)]
    far = [[x + 40, y] for x, y in near]
    strange = [[41, 9]]
    alone = [[900, 900]]
    grouping = group(_described(near + far + strange + alone), 3)
    assert np.flatnonzero(grouping.outliers).tolist() == [24, 25]
    assert [one.is_outlier for one in grouping.groups] == [False, False, True]
    assert grouping.groups[2].silhouette == 0


def test_too_few_images() -> None:
    with pytest.raises(SettingsError, match="2 images cannot be sorted into 3 groups"):
        group(_described([[0], [1]]), 3)
    assert len(group(_described([[0], [0], [1]]), 3).groups) == 2
    assert len(group(_described([[0]]), None).groups) == 1


def test_unknown_features_are_refused() -> None:
    assert check_features(("edges", "edges")) == ("edges",)
    for names in ((), ("smell",)):
        with pytest.raises(SettingsError):
            check_features(names)


def test_css_colors_have_names_in_words() -> None:
    names = {in_words(one.name) for one in css_colors()}
    expected = {"dark slate gray", "light goldenrod yellow", "olive drab", "white smoke", "azure"}
    assert expected <= names


def test_a_broken_image_is_left_out(tmp_path: Path) -> None:
    good, bad = ImageFile(tmp_path / "a.png", "a.png"), ImageFile(tmp_path / "b.png", "b.png")
    PillowImage.new("RGB", (300, 20), "teal").save(good.path)
    bad.path.write_bytes(b"no image")
    found = read_images([bad, good], ("color",), with_thumbnails=True)
    assert [one.file for one in found.unreadable] == [bad]
    assert found.images[0].file == good
    thumbnail = found.images[0].thumbnail
    assert thumbnail is not None
    assert (thumbnail.width, thumbnail.height) == (128, 9)
