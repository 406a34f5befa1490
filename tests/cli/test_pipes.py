"""Pipes in place of files: stdin, stdout, named pipes, and what is refused in one sentence."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

import main as program
from quantizer import cli
from quantizer.cli import pipes, terminal

AWKWARD = ["plain", "two words", "two\nlines", "-o", "quote'\"s", "re\x1b[31md", "\u202eright", "*"]


class Stdin:
    """Standard input that holds bytes."""

    def __init__(self, data: bytes, *, tty: bool = False) -> None:
        self.buffer = io.BytesIO(data)
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty


@pytest.fixture
def pipe(capsysbinary, monkeypatch):
    """Call the command line in this process with some bytes as stdin."""

    def run(data: bytes, *words: object) -> tuple[int, bytes, str]:
        monkeypatch.setattr("sys.stdin", Stdin(data))
        try:
            code = cli.main([str(word) for word in words])
        except SystemExit as error:
            code = int(error.code or 0)
        captured = capsysbinary.readouterr()
        return code, captured.out, captured.err.decode()

    return run


@pytest.fixture
def in_folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.skipif(
    shutil.which("bash") is None or not Path("/dev/full").exists(), reason="not a Unix system"
)
@pytest.mark.parametrize("count", [16, pytest.param(1000, marks=pytest.mark.exhaustive)])
def test_a_script_of_pipes(count, picture) -> None:
    many = picture.with_name("many")
    many.mkdir()
    image = PillowImage.new("RGB", (2, 2), "navy")
    for number in range(count):
        image.save(many / f"{AWKWARD[number % len(AWKWARD)]}{number}.png")
    script = Path(__file__).with_name("pipes.sh")
    words = ["bash", script, picture.parent, count, sys.executable, program.__file__]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout + done.stderr == ""


@pytest.mark.parametrize(
    ("options", "signature"),
    [
        ((), b"\x89PNG"),
        (("-o", "-"), b"\x89PNG"),
        (("-o", "/dev/stdout", "--format", "gif"), b"GIF8"),
        (("--preset", "gif"), b"GIF8"),
        (("-o", "-", "--format", "c", "--overwrite"), b"/*"),
    ],
)
def test_an_image_goes_through(pipe, picture, in_folder, options, signature) -> None:
    code, out, err = pipe(picture.read_bytes(), "reduce", "-", "-k", 4, *options)
    assert code == 0
    assert out.startswith(signature)
    assert err.startswith("quantizer: stdin -> stdout: 4 colours")
    assert [path.name for path in in_folder.iterdir()] == [picture.name]


def test_a_file_called_minus_is_a_file(pipe, picture, in_folder) -> None:
    minus = in_folder / "-"
    assert pipe(b"", "reduce", picture, "-k", 4, "-o", "./-", "--format", "png")[0] == 0
    code, out, _ = pipe(b"", "reduce", "./-", "-k", 2, "-o", "-")
    assert code == 0
    assert len(out) < len(minus.read_bytes())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_named_pipe_is_read_once_and_whole(pipe, picture, tmp_path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    writer = threading.Thread(target=fifo.write_bytes, args=[picture.read_bytes()])
    writer.start()
    code, out, _ = pipe(b"", "compare", fifo, picture)
    writer.join()
    assert code == 0
    assert b"infinite (the images are the same)" in out
    sentence = f"quantizer: {fifo} can be read only once, but is named twice\n"
    assert pipe(b"", "compare", fifo, fifo) == (2, b"", sentence)


def test_palettes_and_tables_go_through(pipe, picture, tmp_path) -> None:
    code, palette, _ = pipe(picture.read_bytes(), "palette", "-", "-k", 3, "-o-", "--format", "hex")
    assert code == 0
    assert len(palette.split()) == 3
    code, out, _ = pipe(palette, "palettes", "-", "-o", "-", "--format", "gpl")
    assert (code, out[:12]) == (0, b"GIMP Palette")
    code, out, _ = pipe(palette, "reduce", picture, "--palette", "-", "-o", "-")
    assert code == 0
    assert len(PillowImage.open(io.BytesIO(out)).convert("RGB").getcolors()) <= 3
    table = b"a,b\n1,2\n2,1\n90,91\n91,90\n"
    code, out, _ = pipe(table, "cluster", "-", "-k", 2, "-o", "-")
    assert (code, out) == (0, b"a,b,cluster\n1,2,1\n2,1,1\n90,91,2\n91,90,2\n")
    code, out, _ = pipe(table, "presets", "export", "gif", "-o", "-")
    assert (code, out[:1]) == (0, b"{")


def test_a_pipe_always_gets_an_image(pipe, tmp_path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    file = io.BytesIO()
    PillowImage.fromarray(noise).save(file, "JPEG", quality=40)
    data = file.getvalue()
    for options, expected in [
        (["--skip-if-larger"], 98),
        (["--max-bytes", 50], 98),
        (["--min-psnr", 90], 99),
    ]:
        code, out, err = pipe(data, "reduce", "-", *options)
        assert (code, out) == (expected, data)
        assert "stdin: passed on as it is, since" in err
    path = tmp_path / "noise.jpg"
    path.write_bytes(data)
    assert pipe(b"", "reduce", path, "--skip-if-larger", "-o", "-")[:2] == (98, data)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["reduce", "-", "-", "-o", "-"], 2, "stdin can be read only once, but is named twice"),
        (["reduce", "-", "--palette", "-"], 2, "stdin can be read only once, but is named twice"),
        (["compare", "-", "/dev/stdin"], 2, "stdin can be read only once, but is named twice"),
        (
            ["reduce", "a.png", "b.png", "-o", "-"],
            2,
            "2 inputs cannot be written to one",
        ),
        (["reduce", "-", "-o", "-", "--json"], 2, "--json prints on stdout"),
        (["palette", "-", "-o", "-"], 2, "a palette on stdout has no extension"),
        (["cluster", "-", "-o", "-", "--json"], 2, "--json prints on stdout"),
        (["batch", ".", "-o", "-"], 2, "a batch reads and writes folders"),
        (["batch", "-", "-o", "out"], 2, "a batch reads and writes folders"),
        (["reduce", "-"], 1, "stdin: is empty"),
    ],
)
def test_what_is_refused_in_one_sentence(pipe, in_folder, words, code, sentence) -> None:
    found, out, err = pipe(b"", *words)
    assert (found, out) == (code, b"")
    assert err.startswith(f"quantizer: {sentence}")
    assert err.count("\n") == 1
    assert not list(in_folder.iterdir())


def test_a_pipe_that_never_ends_is_refused(pipe, monkeypatch) -> None:
    monkeypatch.setattr(pipes, "_BYTES_PER_PIXEL", 1e-3)
    code, out, err = pipe(b"x" * 2000, "reduce", "-", "--max-megapixels", 1)
    assert (code, out) == (1, b"")
    assert "stdin: is too large" in err


def test_a_terminal_is_neither_read_nor_given_bytes(pipe, picture, monkeypatch) -> None:
    data = picture.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("quantizer.cli.streams.sys.stdout.isatty", lambda: True)
        for words in (["reduce", "-"], ["palette", "-", "-o", "-", "--format", "aco"]):
            code, out, err = pipe(data, *words)
            assert (code, out) == (2, b"")
            assert "stdout is a terminal" in err
        code, out, _ = pipe(data, "palette", "-", "-k", 2, "-o", "-", "--format", "hex")
        assert (code, out.count(b"\n")) == (0, 2)
    monkeypatch.setattr("sys.stdin", Stdin(data, tty=True))
    assert cli.main(["reduce", "-"]) == 2


def test_progress_does_not_mix_with_results_on_a_terminal(picture, monkeypatch) -> None:
    pty = pytest.importorskip("pty")
    monkeypatch.setattr(terminal, "_DELAY", 0)
    monkeypatch.setattr(terminal, "_PERIOD", 0)
    monkeypatch.setattr(terminal, "_columns", lambda: 60)
    main, side = pty.openpty()
    shown = bytearray()

    def read() -> None:
        try:
            while block := os.read(main, 1 << 16):
                shown.extend(block)
        except OSError:  # the other side is closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(side, "w", encoding="utf-8") as screen, monkeypatch.context() as patch:
        patch.setattr("sys.stdout", screen)
        patch.setattr("sys.stderr", screen)
        assert cli.main(["palette", str(picture), "-k", "2", "-v"]) == 0
        assert cli.main(["reduce", str(picture), "-k", "2"]) == 0
    reader.join()
    os.close(main)
    text = shown.decode()
    assert "Clustering" in text
    lines = screen_lines(text)
    assert sum("%" in line and line.startswith("     #") for line in lines) == 2
    starts = ("     #", "INFO", "quantizer:")
    assert [line for line in lines if line and not line.startswith(starts)] == []


def screen_lines(text: str) -> list[str]:
    """Return the lines that a terminal shows in the end."""
    lines = [""]
    for part in text.replace("\r\n", "\n").replace("\x1b[0m", "").split("\x1b["):
        code, rest = (part[0], part[1:]) if lines != [""] and part[:1] == "K" else ("", part)
        if code == "" and ";" in part.partition("m")[0]:
            rest = part.partition("m")[2]  # a colour
        for character in rest:
            if character == "\n":
                lines.append("")
            elif character == "\r":
                lines[-1] = ""  # what follows is cut by \x1b[K
            else:
                lines[-1] += character
    return lines
