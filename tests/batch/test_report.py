"""Summary and reports: what a table and a program read."""

from __future__ import annotations

import csv
import json
import math
import os
from pathlib import Path

import pytest

from quantizer.batch.outcome import Outcome, State
from quantizer.batch.report import COLUMNS, Summary, report_format, write_report
from quantizer.errors import SettingsError, WriteError

ODD = os.fsdecode(b'a,\n"b" \xff=1.png')
OUTCOMES = (
    Outcome(Path("in/a.png"), Path("out/a.png"), State.DONE, "", 16, 38.12345, 1000, 400, 0.12345),
    Outcome(Path("in/b.png"), Path("out/b.png"), State.DONE, "", 2, math.inf, 100, 120, 0.5),
    Outcome(Path("in", ODD), Path("out", ODD), State.FAILED, "is damaged, really", bytes_before=7),
    Outcome(Path("in/c.png"), Path("out/c.png"), State.COPIED, "is larger", None, None, 50, 50),
    Outcome(Path("in/d.png"), Path("out/d.png"), State.SKIPPED, "already converted"),
)
SUMMARY = Summary(OUTCOMES, 2.0, Path("out/j.jsonl"))


def test_the_counts() -> None:
    assert SUMMARY.counts == {
        State.WAITING: 0,
        State.RUNNING: 0,
        State.DONE: 2,
        State.COPIED: 1,
        State.SKIPPED: 1,
        State.FAILED: 1,
        State.CANCELLED: 0,
    }
    assert SUMMARY.counts[State.DONE] == 2
    assert (SUMMARY.bytes_before, SUMMARY.bytes_after, SUMMARY.saved) == (1150, 570, 580)


def test_the_exit_code() -> None:
    assert SUMMARY.exit_code == 1
    assert Summary(OUTCOMES[:2]).exit_code == 0
    assert Summary(OUTCOMES[3:]).exit_code == 0
    assert Summary(OUTCOMES[:2], cancelled=True).exit_code == 1
    assert Summary(()).exit_code == 0


def test_csv(tmp_path: Path) -> None:
    write_report(tmp_path / "r.csv", SUMMARY)
    text = (tmp_path / "r.csv").read_bytes().decode("utf-8")
    first, *rows = csv.reader(text.splitlines(keepends=True))
    assert tuple(first) == COLUMNS
    assert rows[0] == [
        "in/a.png",
        "out/a.png",
        "converted",
        "16",
        "38.123",
        "1000",
        "400",
        "0.123",
        "",
    ]
    assert rows[1][4] == "inf"
    assert rows[2][0] == 'in/a,\n"b" \\udcff=1.png'
    assert rows[2][8] == "is damaged, really"
    assert len(rows) == len(OUTCOMES)


def test_json(tmp_path: Path) -> None:
    write_report(tmp_path / "r.JSON", SUMMARY)
    told = json.loads((tmp_path / "r.JSON").read_bytes(), parse_constant=pytest.fail)
    assert [tuple(row) for row in told["files"]] == [COLUMNS] * len(OUTCOMES)
    assert told["files"][0]["psnr"] == 38.123
    assert told["files"][1]["psnr"] is None
    assert os.fsencode(told["files"][2]["file"]) == b"in/" + os.fsencode(ODD)
    assert told["counts"] == {"converted": 2, "original copied": 1, "skipped": 1, "failed": 1}
    assert told["saved"] == 580
    assert told["journal"] == "out/j.jsonl"
    assert told["cancelled"] is False


def test_no_files(tmp_path: Path) -> None:
    write_report(tmp_path / "r.csv", Summary(()))
    assert (tmp_path / "r.csv").read_text().split() == [",".join(COLUMNS)]


@pytest.mark.parametrize("name", ["report", "report.txt", ".csv"])
def test_other_endings(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\.csv or \.json"):
        report_format(Path(name))
    with pytest.raises(SettingsError):
        write_report(tmp_path / name, SUMMARY)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_report_is_replaced_only_with_overwrite(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("old")
    with pytest.raises(WriteError, match="already exists"):
        write_report(path, SUMMARY)
    assert path.read_text() == "old"
    write_report(path, SUMMARY, overwrite=True)
    assert path.read_text().startswith("file,output")
