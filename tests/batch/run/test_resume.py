"""A run that is killed again and again knows its own outputs, and keeps what they replace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quantizer.batch.journal.history import History
from quantizer.batch.journal.journal import Journal
from quantizer.batch.journal.undo import undo
from tests.batch.runs import convert, entry, place

if TYPE_CHECKING:
    from pathlib import Path


def _kill(journal: Journal) -> None:
    """End a journal as a killed process does: without a word."""
    journal._log.close()
    journal._lock.release()


@pytest.mark.parametrize("former", [None, b"of another program"])
def test_an_output_is_ours_however_often_the_run_was_killed(
    tmp_path: Path, former: bytes | None
) -> None:
    source, out = tmp_path / "a.bmp", tmp_path / "out"
    source.write_bytes(b"input")
    one = entry(source, out / "a.png", replaces=former is not None)
    if former is not None:
        place(one.target, former)
    journal = Journal.open(out, "1")
    journal.begin(one)
    place(one.target, b"output")
    _kill(journal)

    for _ in range(3):
        assert History(out).refresh().is_ours(source, one.target)
        journal = Journal.open(out, "1")
        one = entry(source, one.target, replaces=True)
        journal.begin(one)
        _kill(journal)
    assert History(out).refresh().is_ours(source, one.target)

    journal = Journal.open(out, "1")
    convert(journal, one, b"output")
    journal.close(finished=True)
    assert undo(journal.path).not_undone == ()
    assert (one.target.read_bytes() if one.target.exists() else None) == former
