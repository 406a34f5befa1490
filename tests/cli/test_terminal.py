"""The progress bar: drawn on a terminal only, and gone at the end."""

from __future__ import annotations

import io

import pytest

from quantizer.cli import terminal
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
