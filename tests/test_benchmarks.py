"""The benchmark programs run on small images, with the peers that are installed."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from tests.benchmarks import alpha, batch, cli, derived_images, hues, look, quantize, scale
from tests.benchmarks.crops import make_crops
from tests.benchmarks.kinds import find_kinds, split_by_alpha
from tests.benchmarks.mosaic import mosaic
from tests.benchmarks.peers import PEERS
from tests.benchmarks.picture import Picture
from tests.benchmarks.ratios import Ratios
from tests.benchmarks.reference import Reference
from tests.benchmarks.table import figure, table
from tests.benchmarks.timing import rotated, side_by_side
from tests.conftest import make_photo

pytestmark = pytest.mark.filterwarnings("ignore")  # the peers' own

needs_wait4 = pytest.mark.skipif(not hasattr(os, "wait4"), reason="processes cannot be measured")


@pytest.fixture
def icons(tmp_path: Path) -> Path:
    """A small icon with a soft edge, and an opaque one."""
    place = tmp_path / "icons"
    place.mkdir()
    pixels = make_photo(24, 24, seed=5)
    PIL.Image.fromarray(pixels[..., :3]).save(place / "opaque.png")
    pixels = pixels.copy()
    pixels[..., 3] = np.linspace(0, 255, 24).astype(np.uint8)
    PIL.Image.fromarray(pixels).save(place / "soft.png")
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two small photos."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for seed, name in enumerate(["drawn01.png", "drawn02.png"]):
        PIL.Image.fromarray(make_photo(seed=seed)[..., :3]).save(pictures / name)
    return pictures


def test_quantize_compares_with_peers_and_a_reference(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = tmp_path / "published.csv"
    rows = [f"ko_drawn0{n},{k},{100 * n / k}" for n in (1, 2) for k in (4, 16)]
    reference.write_text("\n".join(["image,k,other_mse", *rows]))
    report = tmp_path / "figures.json"
    options = ["--k", "4,16", "--efforts", "fast,balanced", "--repeats", "2"]
    peers = ["--peers", "pillow-mediancut,pillow-fastoctree"]
    files = ["--images", str(folder), "--reference", str(reference), "--json", str(report)]
    assert quantize.main([*options, *peers, *files]) == 0
    printed = capsys.readouterr().out
    for word in ("| fast ", "| balanced ", "k=16", "| pillow-mediancut ", "| other ", "2 of 2"):
        assert word in printed
    found = json.loads(report.read_text())
    assert len(found["measurements"]) == 2 * 2 * 4
    assert all(len(one["seconds"]) == 2 for one in found["measurements"])
    assert {row["images"] for row in found["summary"]} == {2}
    assert found["environment"]["versions"]["numpy"] == np.__version__


def test_quantize_has_tables_for_each_kind_and_for_alpha(
    folder: Path, icons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "figures.json"
    options = ["--k", "4", "--efforts", "fast", "--repeats", "1", "--peers", "pillow-mediancut"]
    images = ["--images", f"photos={folder}", str(icons), "--json", str(report)]
    assert quantize.main([*options, *images]) == 0
    printed = capsys.readouterr().out
    for word in ("Photos (2)", "Icons (1)", "Icons, with alpha (1)"):
        assert word in printed
    found = json.loads(report.read_text())["measurements"]
    programs = {(one["kind"], one["contender"]) for one in found}
    opaque = {(kind, name) for kind in ("photos", "icons") for name in ("fast", "pillow-mediancut")}
    assert programs == {*opaque, ("icons, with alpha", "fast")}
    assert all(one["mse"] > 0 for one in found)


def test_quantize_leaves_out_peers_that_are_not_installed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "imagequant", None)
    monkeypatch.setitem(sys.modules, "faiss", None)
    options = ["--k", "4", "--efforts", "fast", "--repeats", "1"]
    files = ["--images", str(folder / "drawn01.png")]
    peers = "libimagequant,faiss,pillow-mediancut"
    assert quantize.main([*options, *files, "--peers", peers]) == 0
    printed = capsys.readouterr()
    assert "libimagequant is left out" in printed.err
    assert "faiss is left out" in printed.err
    assert "| pillow-mediancut" in printed.out
    assert "| libimagequant" not in printed.out


@pytest.mark.exhaustive
@needs_wait4
def test_batch_prints_throughput_and_memory_of_each_kind(
    folder: Path, icons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "figures.json"
    sizes = ["--files", "6", "--size", "24", "--k", "4", "--repeats", "1"]
    images = ["--images", f"photos={folder}", str(icons)]
    assert batch.main([*sizes, *images, "--json", str(report)]) == 0
    printed = capsys.readouterr().out
    for kind in ("photos", "icons "):
        assert f"| {kind}   | quantizer " in printed
        assert (f"| {kind}   | pngquant " in printed) == bool(shutil.which("pngquant"))
    kinds = json.loads(report.read_text())["kinds"]
    assert [found["kind"] for found in kinds] == ["photos", "icons"]
    for found in kinds:
        assert found["bytes"]["quantizer"] > 0
        assert all(len(seconds) == 1 for seconds in found["seconds"].values())
        if found["memory"] is not None:
            assert found["memory"]["peak"] >= found["memory"]["early"] > 0


def test_crops_are_the_same_at_each_run(folder: Path, tmp_path: Path) -> None:
    images = sorted(folder.iterdir())
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        files = make_crops(images, tmp_path / name, 5, 16)
        made.append([file.read_bytes() for file in files])
    assert made[0] == made[1]
    assert len(set(made[0])) == 5
    with PIL.Image.open(files[0]) as crop:
        assert crop.size == (16, 16)


@pytest.mark.parametrize("name", PEERS)
def test_every_peer_keeps_to_the_number_of_colors(name: str) -> None:
    try:
        peer = PEERS[name](name)
    except ImportError as error:
        pytest.skip(str(error))
    for k, pixels in [(4, make_photo()), (16, np.zeros((5, 7, 4), np.uint8) + np.uint8(255))]:
        picture = Picture("drawn", pixels)
        colors = peer.restore(picture, peer.run(picture, k))
        assert colors.shape == picture.rgba.shape
        assert len(np.unique(colors.reshape(-1, 4), axis=0)) <= k
        assert picture.mse(colors) <= 2 * picture.mse(np.full_like(colors, 128))


@needs_wait4
@pytest.mark.exhaustive
def test_cli_reports_time_memory_and_bytes(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    before = sorted(folder.iterdir())
    report = tmp_path / "cli.json"
    photo = tmp_path / "photo.jpg"
    PIL.Image.open(before[0]).save(photo)
    options = ["--k", "8", "--repeats", "1", "--json", str(report)]
    assert cli.main(["--images", str(photo), *options]) == 0
    printed = capsys.readouterr()
    assert "pngquant is left out" in printed.err
    assert "quantizer MB peak" in printed.out
    (run,) = json.loads(report.read_text())["runs"]
    assert run["bytes"] > 0
    assert run["seconds"][0] > 0
    assert run["peak"][0] > 20  # an interpreter with NumPy, not the launcher alone
    assert sorted(folder.iterdir()) == before


@needs_wait4
@pytest.mark.exhaustive
def test_scale_draws_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "scale.json"
    options = ["--megapixels", "0.01", "--k", "8", "--repeats", "1", "--json", str(report)]
    assert scale.main(options) == 0
    assert "whole process s" in capsys.readouterr().out
    (run,) = json.loads(report.read_text())["runs"]
    assert run["reduction"][0] > 0
    assert run["process"][0] > 0


def test_a_mosaic_has_no_repeated_tiles() -> None:
    photo = make_photo(64, 64)[..., :3]
    image = mosaic([photo], 0.05)
    assert abs(image.shape[0] * image.shape[1] / 50_000 - 1) < 0.01
    tiles = [image[y : y + 64, x : x + 64] for y in (0, 64) for x in (0, 64, 128)]
    assert len({tile.tobytes() for tile in tiles}) == 6
    assert np.array_equal(image, mosaic([photo], 0.05))


def test_images_are_grouped_by_kind(folder: Path, icons: Path) -> None:
    photo = folder / "drawn01.png"
    kinds = find_kinds([folder, icons])
    assert [(kind.name, len(kind.files)) for kind in kinds] == [("pictures", 2), ("icons", 2)]
    named = find_kinds([Path(f"mine={photo}"), Path(f"mine={icons}"), photo])
    assert [kind.title for kind in named] == ["mine (3)", "pictures (1)"]
    split = [(kind.name, [file.name for file in kind.files]) for kind in split_by_alpha(kinds)]
    assert split[1:] == [("icons", ["opaque.png"]), ("icons, with alpha", ["soft.png"])]
    with pytest.raises(SystemExit, match="no such file"):
        find_kinds([folder / "absent"])


def test_an_error_in_alpha_counts_over_black_and_white() -> None:
    clear = np.zeros((2, 3, 4), np.uint8)
    half = clear + np.array([0, 0, 0, 51], np.uint8)
    assert Picture("clear", clear).mse(clear + np.array([9, 9, 9, 0], np.uint8)) == 0
    over_white = 3 * 51.0**2
    assert Picture("clear", clear).mse(half) == pytest.approx(over_white / 2)
    opaque = clear + np.array([10, 0, 0, 255], np.uint8)
    assert Picture("opaque", opaque).mse(opaque - np.array([3, 0, 0, 0], np.uint8)) == 9


def test_pixel_art_and_images_of_few_colors_are_derived(icons: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        derived_images.main(["--images", str(icons), "--output", str(tmp_path / name)])
    files = sorted((tmp_path / "one").rglob("*.png"))
    assert len(files) == 4
    for file in files:
        assert (
            file.read_bytes()
            == (tmp_path / "two" / file.relative_to(tmp_path / "one")).read_bytes()
        )
    with PIL.Image.open(tmp_path / "one" / "pixel-art" / "soft.png") as image:
        assert image.size == (24 * 6, 24 * 6)
        assert {alpha for _, alpha in image.getchannel("A").getcolors()} == {0, 255}
    with PIL.Image.open(tmp_path / "one" / "few-colours" / "soft.png") as image:
        assert len(image.getcolors()) <= 40


def test_alpha_has_a_row_for_each_kind(
    folder: Path, icons: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images = ["--images", f"photos={folder}", str(icons)]
    assert alpha.main([*images, "--k", "4", "--dither", "none", "--alone"]) == 0
    printed = capsys.readouterr().out
    assert "| photos (2) | none |" in printed
    assert "| icons (2)  | none |" in printed


def test_ratios_are_geometric_and_name_the_worst() -> None:
    ratios = Ratios.of({"a": 2, "b": 1, "exact": 0}, {"a": 1, "b": 8, "exact": 3})
    assert ratios.mean == pytest.approx(0.5)
    assert (ratios.worst, ratios.worst_name, ratios.above, ratios.count) == (2, "a", 1, 2)
    assert Ratios.of({"a": 1}, {}).mean is None


def test_no_contender_always_runs_in_the_same_position() -> None:
    for names in (["a", "b"], ["a", "b", "c"]):
        rounds = [rotated(names, turn) for turn in range(2 * len(names))]
        for place in range(len(names)):
            assert sorted(order[place] for order in rounds) == sorted(names * 2)
        assert len({tuple(order) for order in rounds}) == (2 if len(names) == 2 else 6)


def test_a_slow_contender_is_not_repeated() -> None:
    seconds = side_by_side(["a", "slow"], lambda name: 5.0 if name == "slow" else 1.0, 3)
    assert {name: len(times) for name, times in seconds.items()} == {"a": 3, "slow": 1}


def test_a_reference_is_found_by_a_part_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "iokm.csv"
    path.write_text("image,k,iokm_mse\nko_kodim01,4,662.5\nko_kodim11,4,1\n")
    reference = Reference.read(path)
    assert reference.name == "iokm"
    assert reference.of("kodim01.png", 4) == 662.5
    assert reference.of("kodim1.png", 4) == 1
    assert reference.of("1.png", 4) is None
    assert reference.of("kodim01.png", 16) is None
    path.write_text("nothing")
    with pytest.raises(SystemExit, match=r"iokm\.csv"):
        Reference.read(path)


def test_a_table_is_markdown() -> None:
    lines = table(["peer", "MSE"], [["one", figure(0.12345)], ["another", figure(1234.5)]])
    assert lines.splitlines() == [
        "| peer    |   MSE |",
        "|---------|------:|",
        "| one     | 0.123 |",
        "| another |  1234 |",
    ]
    assert [figure(value) for value in (None, 0, 9.996, 0.00123)] == ["-", "0", "10.0", "0.00123"]


def test_look_compares_ways(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without the metrics' packages, which only measure."""
    monkeypatch.setattr(look, "flip", lambda one, other: float(np.abs(one - other).mean()))
    monkeypatch.setattr(look, "ssimulacra2", lambda one, other: 50.0)
    report = tmp_path / "looks.json"
    options = ["--k", "4,8", "--space", "srgb,lab", "--dither", "adaptive,none", "--alone"]
    assert look.main([*options, "--images", str(folder), "--json", str(report)]) == 0
    printed = capsys.readouterr().out
    for word in ("| pictures (2) | adaptive, srgb ", "| none, lab ", "SSIMULACRA2", "FLIP"):
        assert word in printed
    found = json.loads(report.read_text())["looks"]
    assert len(found) == 2 * 2 * 4
    assert all(one["bytes"] > 0 for one in found)


def test_hues_counts_vivid_groups(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pixels = np.full((20, 20, 3), 128, np.uint8)
    pixels[:2], pixels[2:4] = (220, 30, 30), (30, 60, 220)
    PIL.Image.fromarray(pixels).save(tmp_path / "two.png")
    report = tmp_path / "report.json"
    words = ["--images", str(tmp_path / "two.png"), "--k", "3", "--spaces", "lab"]
    assert hues.main([*words, "--json", str(report)]) == 0
    assert capsys.readouterr().out.count("2 of 2") == 2
    assert json.loads(report.read_text())["found"][0]["groups"] == 2
