"""The progress bar: drawn on a terminal only, and gone at the end."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.options import BatchOptions, Destination, FileSelection
from quantizer.batch.plan.plan import Entry, Plan
from quantizer.cli import batch_messages, terminal
from quantizer.cli.batch_messages import Messages
from quantizer.cli.terminal import Terminal, format_bytes
from quantizer.progress import Stage


class Screen(io.StringIO):
    def __init__(self, *, tty: bool) -> None:
        super().__init__()
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty


def draw(monkeypatch: pytest.MonkeyPatch, *, tty: bool, quiet: bool = False) -> str:
    screen = Screen(tty=tty)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(terminal, "_DELAY", 0)
    monkeypatch.setattr(terminal, "_columns", lambda: 60)
    with Terminal(quiet=quiet) as bar:
        progress = bar.progress("a-photo-with-a-very-long-name-indeed-it-does-not-end.jpg")
        progress.at(Stage.CLUSTER).report(0.5)
    return screen.getvalue()


def test_the_bar_is_drawn_on_a_terminal_and_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    text = draw(monkeypatch, tty=True)
    assert "Clustering" in text
    assert "50%" in text
    assert text.endswith("\r\x1b[K")
    drawn = text.split("\r")[1].removesuffix("\x1b[K")
    assert len(drawn) < 60


def test_no_bar_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert draw(monkeypatch, tty=False) == ""
    assert draw(monkeypatch, tty=True, quiet=True) == ""


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (48_200, "48.2 kB"),
        (999_600, "1 MB"),
        (2.5e12, "2500 GB"),
    ],
)
def test_sizes_for_people(count: int, text: str) -> None:
    assert format_bytes(int(count)) == text


def test_a_batch_tells_count_rate_time_left_and_bytes_saved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    text = hear(monkeypatch, now, tty=True)
    assert "2 of 4 files, 0.5/s, 4.0 s left, 120 bytes saved" in text
    assert "[##########----------]" in text


def test_a_batch_tells_of_itself_now_and_then_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    assert hear(monkeypatch, now, tty=False) == ""
    monkeypatch.setattr(batch_messages, "_PERIOD", 3.0)
    assert hear(monkeypatch, now, tty=False) == (
        "quantizer: 2 of 4 files, 0.5/s, 4.0 s left, 120 bytes saved\n"
    )
    assert hear(monkeypatch, now, tty=False, quiet=True) == ""


def hear(
    monkeypatch: pytest.MonkeyPatch, now: list[float], *, tty: bool, quiet: bool = False
) -> str:
    """Return what is told of two files of four, each of which takes two seconds."""
    screen = Screen(tty=tty)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(terminal, "_DELAY", 0)
    monkeypatch.setattr(terminal, "_PERIOD", 0)
    monkeypatch.setattr(terminal, "_columns", lambda: 120)
    names = [Path(f"{number}.png") for number in range(4)]
    entries = tuple(Entry(n, name, name, name, "png") for n, name in enumerate(names))
    options = BatchOptions(FileSelection(()), Destination(Path("out")))
    with Terminal(quiet=quiet) as bar:
        messages = Messages(bar, verbose=False, clock=lambda: now[0])
        messages.begin(Plan(entries, options))
        for entry in entries[:2]:
            now[0] += 2
            messages(entry, Outcome(entry.source, entry.target, State.RUNNING))
            done = Outcome(entry.source, entry.target, State.DONE, "", 4, 30.0, 100, 40)
            messages(entry, done)
    return screen.getvalue()
