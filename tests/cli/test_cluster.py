"""``quantizer cluster``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from quantizer.cli import cluster
from resources.make_customers import write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def customers(tmp_path) -> Path:
    path = tmp_path / "customers.csv"
    write(path)
    return path


def test_clusters_are_printed_and_written(call, customers, tmp_path) -> None:
    before = customers.read_bytes()
    output, plot = tmp_path / "out.csv", tmp_path / "out.html"
    outcome = call("cluster", customers, "-o", output, "--plot", plot)
    assert outcome.code == 0
    assert "4 clusters: the knee of the curve of inertia." in outcome.out
    assert "very high travel" in outcome.out
    assert "3 rows with missing values" in outcome.err
    assert customers.read_bytes() == before
    assert output.read_text().splitlines()[0].endswith(",visits,cluster")
    assert plot.read_text().startswith("<!DOCTYPE html>")
    again = call("cluster", customers, "-k", 4, "-o", output)
    assert again.code == 1
    assert "already exists" in again.err
    assert call("cluster", customers, "-k", 4, "-o", output, "--overwrite", "-q").err == ""


def test_json_has_the_same_clusters(call, customers) -> None:
    words = ("--columns", "electronics,5", "--scale", "minmax", "--seed", 3, "--restarts", 2)
    outcome = call("cluster", customers, "-k", 2, *words, "--json", "-q")
    told = json.loads(outcome.out)
    assert outcome.err == ""
    assert (told["k"], told["restarts"], told["scale"]) == (2, 2, "minmax")
    assert told["columns"] == ["electronics", "travel"]
    assert [one["cluster"] for one in told["clusters"]] == [1, 2]
    assert sum(one["rows"] for one in told["clusters"]) == told["clustered_rows"] == 259
    assert sum(one["inertia"] for one in told["clusters"]) == pytest.approx(told["inertia"])
    assert told["selection"] is None
    by_curve = json.loads(call("cluster", customers, "-k", "silhouette", "--json").out)
    assert [one["k"] for one in by_curve["selection"]["candidates"]] == list(range(2, 21))


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["-k", "0"], 2, "neither a number from 1 nor elbow nor silhouette"),
        (["-k", "999"], 2, "999 clusters need as many rows"),
        (["--plot", "x.pdf"], 2, "ends in .svg, .png or .html"),
        (["--separator", "x"], 2, "choose one of comma, semicolon, tab, pipe"),
        (["--axes", "travel,visits"], 2, "give its file with --plot"),
        (["-o", "SAME", "--overwrite"], 1, "inputs are never replaced"),
        (["-o", "OUT.svg", "--plot", "OUT.svg"], 2, "both be written to"),
        (["--plot", "OUT.svg", "--axes", "customer,travel"], 2, "'customer' is not one of"),
        (["--columns", "customer"], 1, "'customer' is not numeric, as it has 'C001' in line 2"),
    ],
)
def test_a_mistake_is_one_sentence(call, customers, tmp_path, words, code, reason) -> None:
    names = {"SAME": str(customers), "OUT.svg": str(tmp_path / "out.svg")}
    outcome = call("cluster", customers, *(names.get(word, word) for word in words), "-q")
    assert outcome.code == code
    assert outcome.err.count("\n") == 1
    assert reason in outcome.err
    assert outcome.out == ""
    assert list(tmp_path.iterdir()) == [customers]


def test_an_interruption_leaves_nothing(call, customers, tmp_path, monkeypatch) -> None:
    def interrupt(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(cluster, "labelled_table", interrupt)
    output = tmp_path / "out.csv"
    assert call("cluster", customers, "-k", 4, "-o", output).code == 130
    assert list(tmp_path.iterdir()) == [customers]
