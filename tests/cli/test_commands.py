"""The commands, as a user calls them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

import main as program
from quantizer import cli
from quantizer.cli.arguments import COMMANDS
from quantizer.image_files.formats import WRITABLE
from quantizer.palette_files import CODECS, codec_for_path, read_palette

ROOT = Path(program.__file__).parent


def test_reduce_writes_beside_the_input_by_default(call, picture) -> None:
    outcome = call("reduce", picture, "-k", 16)
    assert outcome.code == 0
    assert outcome.out == ""
    with PillowImage.open(picture.with_name("photo-16.png")) as result:
        assert result.mode == "P"
        assert len(result.convert("RGB").getcolors()) == 16
    assert "16 colours" in outcome.err


@pytest.mark.parametrize("entry", WRITABLE, ids=lambda entry: entry.name)
def test_reduce_writes_every_format_by_extension_and_by_name(
    call, picture, tmp_path, entry
) -> None:
    by_extension = tmp_path / f"a{entry.extensions[0]}"
    by_name = tmp_path / "b.image"
    assert call("reduce", picture, "-k", 8, "-o", by_extension, "-q").code == 0
    assert call("reduce", picture, "-k", 8, "-o", by_name, "--format", entry.name).code == 0
    if not entry.reads:  # its text has the name of the file
        assert len(by_extension.read_bytes()) == len(by_name.read_bytes())
        return
    assert by_extension.read_bytes() == by_name.read_bytes()
    with PillowImage.open(by_extension) as result:
        assert result.format == entry.pillow
        assert len(result.convert("RGB").getcolors()) == 8


def test_reduce_json_describes_the_result(call, picture, tmp_path) -> None:
    target = tmp_path / "out.png"
    outcome = call(
        "reduce", picture, "-k", 6, "-o", target, "--json", "--dither", "floyd-steinberg"
    )
    told = json.loads(outcome.out)
    assert {"k", "inertia", "psnr", "ssim", "delta_e", "bytes", "seconds", "palette"} <= set(told)
    assert told["k"] == len(told["palette"]) == 6
    assert told["bytes"] == target.stat().st_size
    assert sum(entry["share"] for entry in told["palette"]) == pytest.approx(1)
    compared = json.loads(call("compare", picture, target, "--json").out)
    for name in ("mse", "psnr", "ssim", "delta_e"):
        assert compared[name] == pytest.approx(told[name])


def test_reduce_several_into_a_folder(call, picture, tmp_path) -> None:
    other = tmp_path / "other.png"
    other.write_bytes(picture.read_bytes())
    folder = tmp_path / "small"
    folder.mkdir()
    assert call("reduce", picture, other, "-k", 4, "-o", folder).code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["other.png", "photo.png"]


def test_two_inputs_never_share_an_output(call, picture, tmp_path) -> None:
    twin = tmp_path / "photo.bmp"
    PillowImage.open(picture).save(twin)
    folder = tmp_path / "small"
    folder.mkdir()
    outcome = call("reduce", picture, twin, "-k", 4, "-o", folder)
    assert outcome.code == 2
    assert "would both be written" in outcome.err
    assert list(folder.iterdir()) == []


def test_a_failed_image_does_not_stop_the_others(call, picture, tmp_path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(picture.read_bytes()[:200])
    outcome = call("reduce", broken, picture, "-k", 4, "-q")
    assert outcome.code == 1
    assert outcome.err.count("\n") == 1
    assert "broken.png" in outcome.err
    assert picture.with_name("photo-4.png").exists()
    assert not picture.with_name("broken-4.png").exists()


def test_nothing_is_overwritten_without_leave(call, picture, tmp_path) -> None:
    target = tmp_path / "out.png"
    target.write_text("precious")
    outcome = call("reduce", picture, "-k", 4, "-o", target)
    assert outcome.code == 1
    assert "already exists" in outcome.err
    assert target.read_text() == "precious"
    assert call("reduce", picture, "-k", 4, "-o", target, "--overwrite").code == 0
    assert target.read_bytes()[1:4] == b"PNG"


@pytest.mark.parametrize("link", [False, True])
def test_an_input_is_never_replaced(call, picture, tmp_path, link) -> None:
    before = picture.read_bytes()
    target = picture
    if link:
        target = tmp_path / "link.png"
        target.symlink_to(picture)
    outcome = call("reduce", picture, "-k", 4, "-o", target, "--overwrite")
    assert outcome.code == 1
    assert "is an input" in outcome.err
    assert picture.read_bytes() == before


def test_skip_if_larger(call, picture, tmp_path) -> None:
    small = tmp_path / "small.png"
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    PillowImage.fromarray(pixels).save(small, optimize=True)
    target = tmp_path / "out.png"
    outcome = call("reduce", small, "-o", target, "--skip-if-larger")
    assert outcome.code == 98
    assert not target.exists()
    assert call("reduce", picture, "-k", 2, "-o", target, "--skip-if-larger").code == 0


def test_given_palette_and_locked_colour(call, picture, tmp_path) -> None:
    colors = tmp_path / "two.hex"
    colors.write_text("102030\nffeedd\n")
    target = tmp_path / "two.png"
    assert call("reduce", picture, "--palette", colors, "-o", target).code == 0
    found = PillowImage.open(target).convert("RGB").getcolors()
    assert {color for _, color in found} == {(16, 32, 48), (255, 238, 221)}
    outcome = call("palette", picture, "-k", 4, "--lock", "#ff00ff", "--json")
    assert "#ff00ff" in {entry["color"] for entry in json.loads(outcome.out)["palette"]}
    assert call("palette", picture, "--palette", colors, "--lock", "#fff").code == 2


def test_palette_prints_swatches_with_their_shares(call, picture) -> None:
    lines = call("palette", picture, "-k", 5).out.splitlines()
    assert len(lines) == 5
    shares = []
    for line in lines:
        color, share, percent = line.split()
        assert color[0] == "#"
        assert percent == "%"
        shares.append(float(share))
    assert sum(shares) == pytest.approx(100, abs=0.05)
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("name", CODECS.names)
def test_palette_writes_every_format(call, picture, tmp_path, name) -> None:
    codec, target = CODECS[name], tmp_path / "colours.any"
    words = ("palette", picture, "-k", 5, "-o", target, "--format", name)
    if codec.write is None:
        assert "can be read, but not written" in call(*words).err
        return
    assert call(*words).code == 0
    if codec.read is not None:
        assert len(read_palette(target)) == 5
    assert call(*words).code == 1
    named = tmp_path / f"colours{codec.extensions[0]}"
    assert call("palette", picture, "-k", 5, "-o", named).code == 0
    if codec_for_path(named) is codec:
        assert named.read_bytes() == target.read_bytes()


def test_compare_tells_equal_images_and_other_sizes(call, picture, tmp_path) -> None:
    assert "infinite" in call("compare", picture, picture).out
    assert json.loads(call("compare", picture, picture, "--json").out)["psnr"] is None
    other = tmp_path / "tiny.png"
    PillowImage.new("RGB", (3, 3)).save(other)
    outcome = call("compare", picture, other)
    assert outcome.code == 1
    assert "64" in outcome.err
    assert "3" in outcome.err


def test_formats_lists_all(call) -> None:
    told = json.loads(call("formats", "--json").out)
    assert {entry["name"] for entry in told["palettes"]} == set(CODECS.names)
    text = call("formats").out
    assert all(f"  {entry['name']}" in text for entry in told["images"])


@pytest.mark.parametrize(
    "words",
    [
        ["reduce"],
        ["reduce", "PICTURE", "-k", "0"],
        ["reduce", "PICTURE", "-k", "257"],
        ["reduce", "PICTURE", "-k", "many"],
        ["reduce", "PICTURE", "-o", "out.xyz"],
        ["reduce", "PICTURE", "--format", "jpeg"],
        ["reduce", "PICTURE", "--dither", "magic"],
        ["reduce", "PICTURE", "--dither-strength", "1.5"],
        ["reduce", "PICTURE", "--dither-strength", "nan"],
        ["reduce", "PICTURE", "--space", "cmy"],
        ["reduce", "PICTURE", "--lightness", "0"],
        ["reduce", "PICTURE", "--tol", "nan"],
        ["reduce", "PICTURE", "--restarts", "0"],
        ["reduce", "PICTURE", "--max-iter", "0"],
        ["reduce", "PICTURE", "--seed", "-1"],
        ["reduce", "PICTURE", "--lock", "red-ish"],
        ["reduce", "PICTURE", "-k", "1", "--lock", "#111", "--lock", "#222"],
        ["reduce", "PICTURE", "--max-megapixels", "0"],
        ["reduce", "PICTURE", "--no-such-option"],
        ["palette", "PICTURE", "-o", "out.xyz"],
        ["palette", "PICTURE", "--format", "gpl"],
        ["compare", "PICTURE"],
        ["formats", "PICTURE"],
        ["--frobnicate"],
        ["one.png", "two.png"],
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    call, picture, tmp_path, monkeypatch, words
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    outcome = call(*(picture if word == "PICTURE" else word for word in words))
    assert outcome.code == 2
    assert outcome.err.startswith("quantizer")
    assert outcome.err.count("\n") == 1
    assert outcome.out == ""
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_text("no picture"), "not an image in a known format"),
        (lambda path: path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n"), "not an image"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_1(call, tmp_path, make, words) -> None:
    path = tmp_path / "bad.png"
    make(path)
    before = sorted(tmp_path.iterdir())
    for command in (["reduce", path], ["palette", path], ["compare", path, path]):
        outcome = call(*command)
        assert outcome.code == 1
        assert words in outcome.err
        assert "bad.png" in outcome.err
        assert outcome.err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


def test_an_output_folder_that_does_not_exist(call, picture, tmp_path) -> None:
    outcome = call("reduce", picture, "-o", tmp_path / "no" / "out.png")
    assert outcome.code == 1
    assert "no folder" in outcome.err


def test_a_bug_ends_in_one_line(call, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oops\nagain")

    monkeypatch.setattr(cli, "parse", broken)
    outcome = call("formats")
    assert outcome.code == 1
    assert (
        outcome.err == "quantizer: unexpected ZeroDivisionError: oops again; please report this\n"
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_write_leaves_no_trace(call, picture, tmp_path, monkeypatch, number) -> None:
    replace = os.replace

    def interrupted(*paths: object) -> None:
        signal.raise_signal(number)
        replace(*paths)

    monkeypatch.setattr(os, "replace", interrupted)
    target = tmp_path / "out.png"
    target.write_text("precious")
    # A job in the background of a shell inherits that SIGINT is ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        outcome = call("reduce", picture, "-k", 4, "-o", target, "--overwrite")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (outcome.code, outcome.err) == (130, "quantizer: interrupted\n")
    assert target.read_text() == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.png", "photo.png"]


def test_without_a_command_the_window_opens(monkeypatch) -> None:
    opened: list[Path | None] = []

    def open_window(path: Path | None) -> int:
        opened.append(path)
        return 7

    assert cli.main([], open_window) == 7
    assert cli.main(["photo.jpg"], open_window) == 7
    assert cli.main(["--", "-odd.jpg"], open_window) == 7
    assert opened == [None, Path("photo.jpg"), Path("-odd.jpg")]


@pytest.mark.parametrize("start", ["main", "quantizer.__main__"])
def test_an_interrupt_while_modules_are_loaded_is_told_as_any(start) -> None:
    code = (
        "import sys, builtins, importlib\n"
        f"module = importlib.import_module({start!r})\n"
        "def interrupt(*_): raise KeyboardInterrupt\n"
        "builtins.__import__ = interrupt\n"
        "sys.exit(module.main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "quantizer: interrupted\n")


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_is_complete_has_examples_and_is_light(command) -> None:
    code = (
        f"import sys; sys.argv = ['quantizer', *{command!r}, '--help']; import main\n"
        "try: main.main()\n"
        "except SystemExit as e: assert not e.code\n"
        "heavy = {'numpy', 'PIL', 'skimage', 'scipy', 'PySide6'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "examples:" in done.stdout
    assert "exit codes:" in done.stdout
    if command == ["reduce"]:
        for option in ("--colors", "--space", "--dither", "floyd-steinberg", "--json", "--lock"):
            assert option in done.stdout


@pytest.mark.parametrize("dither", ["adaptive", "none"])
def test_reduce_imports_only_what_it_needs(picture, tmp_path, dither) -> None:
    """Each of these modules takes a moment, and does something else."""
    other = {
        *("PIL.GifImagePlugin", "PIL.ImageCms", "PIL.JpegImagePlugin", "PIL.TiffImagePlugin"),
        *(
            "importlib.resources",
            "json",
            "logging.handlers",
            "multiprocessing",
            "numpy.ma",
            "numpy.random",
        ),
        *("scipy", "skimage", "sklearn", "subprocess", "tempfile"),
        *("quantizer.batch", "quantizer.image_files.apng_reader", "quantizer.kmeans.estimator"),
        *("quantizer.image_files.gif_reader", "quantizer.image_files.gif_writer"),
        *("quantizer.image_files.bmp_writer", "quantizer.image_files.tiff_writer"),
        *("quantizer.kmeans.selection", "quantizer.metrics", "quantizer.palette_files"),
        *("quantizer.presets", "quantizer.reduction.target_search"),
    }
    words = ["reduce", str(picture), "-k", "16", "--dither", dither, "-o", str(tmp_path / "a.png")]
    code = (
        "import sys; before = {*sys.modules}\n"
        f"from quantizer import cli; code = cli.main({words!r})\n"
        f"found = {other!r} & ({{*sys.modules}} - before)\n"
        "assert not found, found\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("start", [["main.py"], ["-m", "quantizer"]])
def test_reduce_needs_no_display_and_no_qt(picture, tmp_path, start) -> None:
    target = tmp_path / "out.png"
    (tmp_path / "PySide6.py").write_text("raise SystemExit('Qt was imported')")
    done = subprocess.run(
        [sys.executable, *start, "reduce", picture, "-k", "16", "-o", target],
        cwd=ROOT,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert target.exists()


def test_options_that_change_nothing_are_said(call, picture, tmp_path) -> None:
    palette, target = tmp_path / "two.hex", tmp_path / "out.png"
    palette.write_text("000000\nffffff\n")
    common = "reduce", picture, "--palette", palette, "-o", target, "--overwrite"
    said = call(*common, "--seed", 3, "--effort", "best", "--space", "lab").err
    assert "--effort and --seed changed nothing" in said
    assert "--space" not in said
    assert (
        "--dither-space changed nothing"
        in call(*common, "--dither", "none", "--dither-space", "linear").err
    )
    assert "changed nothing" not in call(*common, "--dither-space", "linear").err
