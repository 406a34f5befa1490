"""What becomes of results and messages that cannot be printed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

import main as program
from quantizer.cli.streams import print_data, print_result

ROOT = Path(program.__file__).parent
FULL = Path("/dev/full")

PRINTING = {
    "help": ["--help"],
    "help of a command": ["batch", "--help"],
    "version": ["--version"],
    "reduce": ["reduce", "photo.png", "-k", "4", "-o", "out.png", "-q", "--json"],
    "palette": ["palette", "photo.png", "-k", "4"],
    "palette as JSON": ["palette", "photo.png", "-k", "4", "--json"],
    "compare": ["compare", "photo.png", "photo.png"],
    "compare as JSON": ["compare", "photo.png", "photo.png", "--json"],
    "presets": ["presets"],
    "a preset": ["presets", "show", "gif"],
    "formats": ["formats"],
    "formats as JSON": ["formats", "--json"],
    "a plan": ["batch", ".", "-o", "out", "--dry-run", "-q"],
    "a plan as JSON": ["batch", ".", "-o", "out", "--dry-run", "-q", "--json"],
}


def start(words: list[str], folder: Path, **streams: object) -> subprocess.CompletedProcess[str]:
    # Buffered, as usual: what could not be printed would be printed again at the end.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words],
        cwd=folder,
        env=environment,
        text=True,
        check=False,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
    )


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize("words", PRINTING.values(), ids=PRINTING.keys())
@pytest.mark.sample(5)
def test_a_full_disk_is_told_in_one_sentence(words, picture) -> None:
    with FULL.open("w") as full:
        done = start(words, picture.parent, stdout=full)
    sentence = "quantizer: the result cannot be printed: No space left on device\n"
    assert (done.returncode, done.stderr) == (1, sentence)


@pytest.mark.parametrize("words", PRINTING.values(), ids=PRINTING.keys())
@pytest.mark.sample(5)
def test_nothing_is_said_if_the_reader_of_a_pipe_has_gone(words, picture) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as pipe:
        done = start(words, picture.parent, stdout=pipe)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_a_message_that_cannot_be_printed_stops_nothing(picture) -> None:
    with FULL.open("w") as full:
        done = start(["reduce", "photo.png", "-o", "out.png"], picture.parent, stderr=full)
        failed = start(["reduce", "missing.png", "-o", "b.png"], picture.parent, stderr=full)
        wrong = start(["palette", "--no-such-option"], picture.parent, stderr=full)
    assert (done.returncode, failed.returncode, wrong.returncode) == (0, 1, 2)
    assert picture.with_name("out.png").is_file()


def test_all_is_printed_where_stdout_takes_only_a_part_at_once(monkeypatch) -> None:
    class Raw(io.BytesIO):
        def write(self, data) -> int:
            return super().write(data[:3])

    screen = io.TextIOWrapper(Raw(), encoding="ascii", newline="\n")
    monkeypatch.setattr("sys.stdout", screen)
    print_result("Gr\u00fcn\n\u8d64")
    print_data(b"bytes")
    assert screen.buffer.getvalue() == rb"Gr\xfcn" + b"\n" + rb"\u8d64" + b"\nbytes"
