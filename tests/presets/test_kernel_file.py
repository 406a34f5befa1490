"""Kernels in files: what is read, and one sentence for what is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from quantizer.cli import main
from quantizer.errors import ReadError, SettingsError
from quantizer.image.image import Image
from quantizer.presets.kernel_file import parse_kernel, read_kernel
from quantizer.presets.preset import Preset
from quantizer.presets.preset_file import format_preset, parse_preset
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import DitherSettings, Settings
from tests.conftest import make_photo

if TYPE_CHECKING:
    from pathlib import Path

FLOYD_STEINBERG = {"rows": [[0, 0, 7], [3, 5, 1]], "divisor": 16}


def kernel_of(data: object) -> tuple[tuple[float, ...], ...]:
    return parse_kernel(json.dumps(data).encode())


def test_numbers_are_divided() -> None:
    assert kernel_of(FLOYD_STEINBERG) == ((0, 0, 7 / 16), (3 / 16, 5 / 16, 1 / 16))
    assert kernel_of({"rows": [[0, 0, 1], [1, 1, 1]]}) == ((0, 0, 0.25), (0.25, 0.25, 0.25))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1"),
        ("[]", "object"),
        ('{"rows": []}', "divisor"),
        ('{"rows": [], "divisor": 1}', "1 to 16 rows"),
        ('{"rows": [[]], "divisor": 1}', "odd number"),
        ('{"rows": 7}', "list of lists"),
        ('{"rows": [["a"]]}', "not a number"),
        ('{"rows": [[true, 0, 1]]}', "not a number"),
        ('{"rows": [[0, 0, NaN]], "divisor": 1}', "not a number"),
        ('{"rows": [[0, 0, 1e400]], "divisor": 1}', "not a number"),
        ('{"rows": [[0, 0, 1]], "divisor": 0}', "divisor"),
        ('{"rows": [[0, 0, 1]], "divisor": "2"}', "divisor"),
        ('{"rows": [[0, 0, 1]], "other": 2}', "object"),
        ('{"rows": [[0, 1]], "divisor": 1}', "odd number"),
        ('{"rows": [[0, 0, 1], [1]], "divisor": 2}', "odd number"),
        ('{"rows": [[0, 1, 1]], "divisor": 2}', "first row"),
        ('{"rows": [[0, 0, 2], [-1, 0, 0]], "divisor": 1}', "0 or more"),
        ('{"rows": [[0, 0, 2]], "divisor": 1}', "gives away 2"),
        ('{"rows": [[0, 0, 0]], "divisor": 1}', "gives away 0"),
        ("[" * 100_000, "readable"),
    ],
)
def test_other_files_are_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        parse_kernel(text.encode())
    assert "\n" not in str(caught.value)


def test_the_message_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"rows": 3}')
    with pytest.raises(ReadError, match=r"mine\.json"):
        read_kernel(path)
    with pytest.raises(ReadError, match=r"none\.json"):
        read_kernel(tmp_path / "none.json")


def test_a_kernel_is_diffused_as_the_built_in_one() -> None:
    image = Image(make_photo(30, 40))
    kernel = kernel_of(FLOYD_STEINBERG)
    custom = quantize(image, settings(kernel=kernel), with_metrics=False)
    named = quantize(image, settings(name="floyd-steinberg"), with_metrics=False)
    np.testing.assert_array_equal(custom.indexed.to_rgba(), named.indexed.to_rgba())


@pytest.mark.parametrize("rows", [[[0, 0, 1]], [[0], [1]], [[0, 0, 0], [0, 0, 1]], [[0], [0], [1]]])
@pytest.mark.parametrize("is_serpentine", [False, True])
def test_kernels_of_any_shape(rows: list[list[float]], is_serpentine: bool) -> None:
    image = Image(make_photo(12, 50))
    chosen = settings(kernel=rows, is_serpentine=is_serpentine)
    result = quantize(image, chosen, with_metrics=False)
    assert len(result.palette) > 1


def settings(**values: object) -> Settings:
    dither = {f"dither.{name}": value for name, value in values.items()}
    return Settings().with_values({"cluster.colors": 6, "dither.strength": 1.0, **dither})


def test_presets_hold_kernels() -> None:
    chosen = Settings(dither=DitherSettings(kernel=kernel_of(FLOYD_STEINBERG), is_serpentine=True))
    given = frozenset({"dither.kernel", "dither.is_serpentine"})
    preset = Preset("mine", "", chosen, given, None, None, None)
    text = format_preset(preset)
    assert parse_preset(text.encode(), "mine").settings.dither == chosen.dither


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from PIL import Image as PillowImage

    source, kernel = tmp_path / "a.png", tmp_path / "k.json"
    PillowImage.fromarray(make_photo(20, 24)).save(source)
    kernel.write_text(json.dumps(FLOYD_STEINBERG))
    line = ["reduce", str(source), "-k", "4", "--dither-kernel", str(kernel)]
    assert main([*line, "-o", str(tmp_path / "b.png"), "--serpentine"]) == 0
    assert main([*line, "-o", str(tmp_path / "c.png"), "--dither", "atkinson"]) == 2
    assert "give one of them" in capsys.readouterr().err
    kernel.write_text("{}")
    with pytest.raises(SystemExit) as caught:
        main([*line, "-o", str(tmp_path / "d.png")])
    assert caught.value.code == 2
    line = ["reduce", str(source), "-o", str(tmp_path / "e.png"), "--dither", "none"]
    assert main([*line, "--serpentine"]) == 2
