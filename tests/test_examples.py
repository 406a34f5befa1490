"""The scripts of resources/examples run as they stand, and find what is in their data."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.kmeans.agreement import adjusted_rand_index
from resources.make_customers import FAR

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[dict[str, Any], str]]

FOLDER = Path(__file__).parents[1] / "resources" / "examples"
README = (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a script in an empty folder; return its variables and what it printed.

    It must save a picture there, and print the lines that the README shows.
    """

    def run_script(name: str, *arguments: str) -> tuple[dict[str, Any], str]:
        monkeypatch.chdir(tmp_path)
        script = FOLDER / f"{name}.py"
        monkeypatch.setattr(sys, "argv", [str(script), *arguments])
        variables = runpy.run_path(str(script), run_name="__main__")
        printed = capsys.readouterr().out
        with PillowImage.open(f"{name}.png") as picture:
            assert min(picture.size) > 150
        if not arguments:
            (shown,) = re.findall(rf"^## {name}\.py\n\n```text\n(.*?)```", README, re.M | re.S)
            assert set(shown.splitlines()) <= set(printed.splitlines())
        return variables, printed

    return run_script


def test_six_points_have_the_centroids_that_anyone_can_compute(run: Run) -> None:
    found, _ = run("six_points")
    assert sorted(found["model"].cluster_centers_.tolist()) == [[1, 2], [10, 2]]
    assert found["model"].inertia_ == 16
    left, right = found["model"].labels_[[0, 3]]
    assert found["model"].labels_.tolist() == [left] * 3 + [right] * 3
    assert found["new_labels"].tolist() == [left, right]


def test_random_points_are_divided_and_only_those_in_groups_are_well_separated(run: Run) -> None:
    found, _ = run("random_points")
    anywhere, grouped = found["models"]
    assert np.bincount(anywhere.labels_).min() > 20
    assert adjusted_rand_index(grouped.labels_, found["origins"]) == 1
    assert found["scores"][0] < 0.5
    assert found["scores"][1] > 0.75


def test_each_digit_dominates_a_cluster(run: Run) -> None:
    found, _ = run("digits")
    assert found["images"].shape == (1797, 64)
    assert np.bincount(found["digits"]).tolist() == [
        178,
        182,
        177,
        183,
        181,
        182,
        181,
        179,
        174,
        180,
    ]
    assert sorted(found["dominant"]) == list(range(10))
    assert found["accuracy"] > 0.75


def test_four_segments_of_customers_and_the_two_that_were_made_extreme(run: Run) -> None:
    found, printed = run("customers")
    assert found["elbow"] == found["selection"].k == 4
    outliers = re.findall(r"^Outlier: (\w+): very high (\w+)", printed, re.M)
    assert outliers == [(f"C{row + 1:03}", column) for row, column, _ in FAR]
    assert printed.count("Segment ") == 4


def test_documents_are_sorted_by_topic(run: Run) -> None:
    found, _ = run("documents")
    assert adjusted_rand_index(found["model"].labels_, found["topics"]) == 1
    assert found["topics"][found["model"].labels_ == found["new_label"]].tolist() == ["cooking"] * 8
    lengths = np.sqrt(found["matrix"].power(2).sum(axis=1))
    assert lengths == pytest.approx(1)
    assert found["matrix"].nnz < 0.1 * np.prod(found["matrix"].shape)


def test_images_are_sorted_by_scene(run: Run) -> None:
    found, _ = run("image_groups")
    grouping = found["grouping"]
    scenes = [image.file.name.split("-")[0] for image in grouping.images]
    assert len(grouping.groups) == 4
    assert adjusted_rand_index(grouping.labels, scenes) == 1


def test_images_of_ones_own_are_sorted_too(run: Run) -> None:
    _, printed = run("image_groups", str(FOLDER.parent / "samples"))
    assert "photo.jpg" in printed


def test_the_pictures_of_the_readme_are_there_and_small() -> None:
    scripts = {path.stem for path in FOLDER.glob("*.py")}
    assert set(re.findall(r"!\[.+\]\((\w+)\.png\)", README)) == scripts
    assert all((FOLDER / f"{name}.png").stat().st_size < 60_000 for name in scripts)
