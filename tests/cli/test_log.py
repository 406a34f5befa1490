"""Log messages: none by default, on stderr with -v, in a file with --log-file."""

from __future__ import annotations

import pytest

from quantizer import cli


def test_nothing_is_logged_by_default(call, picture) -> None:
    assert call("reduce", picture, "-k", 4, "-q").err == ""


def test_v_logs_to_stderr(call, picture) -> None:
    outcome = call("reduce", picture, "-k", 4, "-q", "-v")
    assert outcome.code == 0
    assert outcome.err.startswith("INFO quantizer.cli.log: quantizer ")


def test_a_log_file_has_lines_after_a_run_and_is_appended_to(call, picture, tmp_path) -> None:
    log = tmp_path / "run.log"
    assert call("compare", picture, picture, "--log-file", log).err == ""
    once = log.read_text().splitlines()
    assert " INFO quantizer.cli.log: quantizer " in once[0]
    call("compare", picture, picture, "--log-file", log)
    assert len(log.read_text().splitlines()) >= 2 * len(once)


def test_a_log_file_holds_the_traceback_of_an_error(call, picture, tmp_path) -> None:
    log = tmp_path / "run.log"
    outcome = call("compare", picture, tmp_path / "missing.png", "--log-file", log)
    assert outcome.code == 1
    assert len(outcome.err.splitlines()) == 1
    assert "Traceback" in log.read_text()
    assert "ReadError" in log.read_text()


def test_an_image_is_never_taken_for_a_log_file(call, picture) -> None:
    before = picture.read_bytes()
    outcome = call("compare", picture, picture, "--log-file", picture)
    assert outcome.code == 1
    assert "is not a log file" in outcome.err
    assert picture.read_bytes() == before


def test_a_log_file_that_cannot_be_written_is_one_sentence(call, picture, tmp_path) -> None:
    outcome = call("compare", picture, picture, "--log-file", tmp_path / "missing" / "run.log")
    assert outcome.code == 1
    assert "the log cannot be written" in outcome.err


@pytest.mark.parametrize("options", [["-v"], ["-vv", "--log-file", "LOG"]])
def test_the_window_takes_the_options_as_well(tmp_path, capsys, options) -> None:
    words = [str(tmp_path / "run.log") if word == "LOG" else word for word in options]
    opened = []
    assert cli.main([*words, "photo.jpg"], lambda path: opened.append(path) or 0) == 0
    assert [str(path) for path in opened] == ["photo.jpg"]


def test_a_log_file_has_the_lines_of_worker_processes(call, picture, tmp_path) -> None:
    log, out = tmp_path / "run.log", tmp_path / "out"
    options = ["-k", 4, "--jobs", 1, "-q", "-o", out, "--log-file", log]
    assert call("batch", picture, *options).code == 0
    lines = log.read_text().splitlines()
    assert [line for line in lines if "DEBUG quantizer.image_files.read: " in line]
