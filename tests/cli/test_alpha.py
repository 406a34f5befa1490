"""``quantizer reduce`` on soft edges, and on colours of a wider space than sRGB."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.image_files.png_color import chunk_profile
from quantizer.image_files.read import read_image
from tests.conftest import make_photo

DISPLAY_P3 = (0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060)


@pytest.fixture
def icon(tmp_path):
    """A photo that fades out from top to bottom."""
    pixels = make_photo()
    pixels[..., 3] = np.linspace(0, 255, len(pixels)).astype(np.uint8)[:, None]
    path = tmp_path / "icon.png"
    PillowImage.fromarray(pixels).save(path)
    return path


@pytest.fixture
def wide(tmp_path):
    """A photo in Display P3."""
    path = tmp_path / "wide.png"
    profile = chunk_profile({"chromaticity": DISPLAY_P3})
    PillowImage.fromarray(make_photo()[..., :3]).save(path, icc_profile=profile)
    return path


def opacities(path):
    return set(np.unique(read_image(path).pixels[..., 3]).tolist())


def test_soft_edges_stay_soft_where_the_format_allows(call, icon, tmp_path) -> None:
    assert call("reduce", icon, "-k", 16, "-o", tmp_path / "out.png").code == 0
    assert len(opacities(tmp_path / "out.png")) > 4


@pytest.mark.parametrize("mode", ["threshold", "dither"])
def test_soft_edges_become_opaque_or_clear_if_asked(call, icon, tmp_path, mode) -> None:
    outcome = call("reduce", icon, "-k", 16, "--alpha", mode, "-o", tmp_path / "out.png")
    assert outcome.code == 0
    assert opacities(tmp_path / "out.png") == {0, 255}


def test_a_gif_gets_a_threshold_and_all_its_colours_are_seen(call, icon, tmp_path) -> None:
    outcome = call("reduce", icon, "-k", 16, "-o", tmp_path / "out.gif")
    assert outcome.code == 0
    assert "GIF cannot hold partial transparency" in outcome.err
    pixels = read_image(tmp_path / "out.gif").pixels.reshape(-1, 4)
    assert len(np.unique(pixels, axis=0)) == 16
    assert set(pixels[:, 3].tolist()) == {0, 255}


def test_a_gif_with_a_dithered_mask_tells_nothing(call, icon, tmp_path) -> None:
    outcome = call("reduce", icon, "--alpha", "dither", "-o", tmp_path / "out.gif")
    assert outcome.code == 0
    assert "transparency" not in outcome.err


def test_what_holds_no_transparency_is_put_on_the_matte(call, icon, tmp_path) -> None:
    words = ["reduce", icon, "-k", 64, "--matte", "#00ff00", "-o", tmp_path / "out.bmp"]
    outcome = call(*words)
    assert outcome.code == 0
    assert "put on #00ff00" in outcome.err
    assert (read_image(tmp_path / "out.bmp").pixels[0] == (0, 255, 0, 255)).all()


def test_a_matte_must_be_an_opaque_colour(call, icon, tmp_path) -> None:
    for word in ("#00ff0080", "reddish"):
        outcome = call("reduce", icon, "--matte", word, "-o", tmp_path / "out.gif")
        assert outcome.code == 2
        assert word in outcome.err
    assert not (tmp_path / "out.gif").exists()


def test_a_matte_that_does_nothing_is_told(call, icon, picture, tmp_path) -> None:
    for command in ("reduce", "palette"):
        words = (command, "-k", 8, "--matte", "#00ff00", "-o")
        target = tmp_path / ("out.png" if command == "reduce" else "out.gpl")
        outcome = call(*words, target, icon)
        assert outcome.code == 0
        assert "The matte is not used" in outcome.err
        outcome = call(*words, target, "--overwrite", "--alpha", "threshold", icon)
        assert "--matte" not in outcome.err
        assert "--matte" not in call(*words, target, "--overwrite", picture).err


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("out.gif", ()),
        ("out.bmp", ()),
        ("out.png", ("--alpha", "dither")),
        ("out.png", ("--alpha", "threshold", "--matte", "#204060")),
        ("out.png", ("--alpha", "opaque")),
    ],
)
def test_a_demand_and_what_is_measured_agree(call, icon, tmp_path, name, words) -> None:
    target = tmp_path / name
    told = json.loads(call("reduce", icon, *words, "--min-psnr", 30, "-o", target, "--json").out)
    tried = {one["k"]: one["psnr"] for one in told["selection"]["candidates"]}
    assert told["psnr"] == tried[told["selection"]["k"]] >= 30


@pytest.mark.exhaustive
def test_a_profile_is_kept_on_demand(call, wide, tmp_path) -> None:
    outcome = call("reduce", wide, "--keep-profile", "-o", tmp_path / "out.png", "--json")
    assert (outcome.code, 'notices": []' in outcome.out) == (0, True)
    with PillowImage.open(wide) as before, PillowImage.open(tmp_path / "out.png") as after:
        assert after.info["icc_profile"] == before.info["icc_profile"]
        difference = np.asarray(after.convert("RGB")).astype(int) - np.asarray(before)
        assert np.abs(difference).mean() < 6, "the colours are not those of the original's space"
    call("reduce", wide, "-o", tmp_path / "srgb.png")
    with PillowImage.open(tmp_path / "srgb.png") as converted:
        assert converted.info["icc_profile"] != before.info["icc_profile"]


def test_where_no_profile_fits_colours_become_srgb_and_that_is_told(call, wide, tmp_path) -> None:
    outcome = call("reduce", wide, "--keep-profile", "-o", tmp_path / "out.gif")
    assert outcome.code == 0
    assert "GIF cannot hold a colour profile" in outcome.err
    kept = read_image(wide).pixels.astype(int)
    assert np.abs(read_image(tmp_path / "out.gif").pixels - kept).mean() < 6
