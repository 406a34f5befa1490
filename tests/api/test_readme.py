"""What the README's chapter "In Python" shows runs: its scripts, and the doctests of its names."""

from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import quantizer
from quantizer import quantize

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
CHAPTER = README.split("\n## In Python\n")[1].split("\n## ")[0]
SCRIPTS = dict(re.findall(r"\*\*([^*]+)\*\*[^\n]*\n\n```python\n(.*?)```", CHAPTER, re.DOTALL))
NAMES = sorted(
    set(re.findall(r"\w+", " ".join(re.findall(r"`(\w+)`", CHAPTER)))) & set(quantizer.__all__)
)


def run(script: str) -> dict[str, Any]:
    """Run a script as a notebook's cell: the value of a last expression becomes `_`."""
    tree = ast.parse(script)
    names: dict[str, Any] = {}
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "README.md", "exec"), names)
    if isinstance(last, ast.Expr):
        names["_"] = eval(compile(ast.Expression(last.value), "README.md", "eval"), names)
    return names


def test_there_are_eight_scripts_of_at_most_five_lines() -> None:
    assert len(SCRIPTS) == 8
    assert all(len(script.splitlines()) <= 5 for script in SCRIPTS.values())


@pytest.mark.usefixtures("pictures")
class TestScripts:
    def test_array(self, capsys: pytest.CaptureFixture[str]) -> None:
        result = run(SCRIPTS["An array in"])["result"]
        assert result.indices.shape == (64, 64)
        assert result.indices.dtype == np.uint8
        assert "(64, 64, 3)" in capsys.readouterr().out

    def test_pillow(self) -> None:
        run(SCRIPTS["Pillow in and out"])
        with Image.open("photo-16.png") as written:
            assert written.mode == "P"
            shown = np.asarray(written.convert("RGB"))
        assert np.array_equal(shown, quantize("photo.jpg", 16).to_array())

    def test_one_palette_for_several(self) -> None:
        run(SCRIPTS["One palette for several"])
        palettes = []
        for number in (1, 2):
            with Image.open(f"shared-walk-{number}.png") as written:
                palettes.append(written.getpalette())
        assert palettes[0] == palettes[1]

    def test_fixed_palette(self) -> None:
        run(SCRIPTS["A fixed palette with a dither"])
        with Image.open("black-white.gif") as written:
            shown = {color for _, color in written.convert("RGB").getcolors()}
        assert shown == {(0, 0, 0), (255, 255, 255)}

    def test_hex_codes(self, capsys: pytest.CaptureFixture[str]) -> None:
        run(SCRIPTS["A list of hex codes"])
        assert len(re.findall("'#[0-9a-f]{6}'", capsys.readouterr().out)) == 6

    def test_progress(self, capsys: pytest.CaptureFixture[str]) -> None:
        run(SCRIPTS["Progress"])
        assert "Mapping pixels: 100%" in capsys.readouterr().out

    def test_threads_give_what_one_thread_gives(self) -> None:
        for number, result in enumerate(run(SCRIPTS["Threads"])["results"], 1):
            alone = quantize(f"walk-{number}.png", 16, threads=1)
            assert np.array_equal(result.to_array(), alone.to_array())

    def test_notebook(self) -> None:
        assert run(SCRIPTS["In a notebook"])["_"]._repr_png_()[:4] == b"\x89PNG"

    def test_kmeans(self) -> None:
        script = CHAPTER.split("```python\n")[-1].split("```")[0]
        points = np.random.default_rng(0).random((30, 2))
        labels, *_ = eval(script.splitlines()[-1], run_with(script, points))
        assert len(labels) == 30


def run_with(script: str, points: np.ndarray) -> dict[str, Any]:
    """Run a script that clusters `points`."""
    names: dict[str, Any] = {"points": points}
    exec(script, names)
    return names


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize("name", NAMES)
def test_each_name_has_an_example_that_runs(name: str) -> None:
    (test,) = doctest.DocTestFinder(recurse=False).find(getattr(quantizer, name), name)
    assert test.examples, f"{name} has no example"
    test.globs.clear()
    told: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert not told, "".join(told)


@pytest.mark.usefixtures("pictures")
def test_the_example_of_the_package_runs() -> None:
    assert doctest.testmod(quantizer).failed == 0


def test_all_public_names_can_be_imported() -> None:
    for name in quantizer.__all__:
        assert getattr(quantizer, name) is not None
    assert set(quantizer.__all__) <= set(dir(quantizer))
