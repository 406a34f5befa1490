from __future__ import annotations

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantizer.errors import SettingsError
from quantizer.settings.settings import AdjustSettings, ImageSize, Settings


@pytest.mark.parametrize(
    ("text", "word", "parts"),
    [
        ("800x480", "800x480", (800, 480, None)),
        (" 800 X 480 ", "800x480", (800, 480, None)),
        ("800\N{MULTIPLICATION SIGN}480", "800x480", (800, 480, None)),
        ("800", "800", (800, None, None)),
        ("800x", "800", (800, None, None)),
        ("x480", "x480", (None, 480, None)),
        ("50%", "50%", (None, None, 50)),
        ("33.30 %", "33.3%", (None, None, 33.3)),
        ("0007x1", "7x1", (7, 1, None)),
    ],
)
def test_sizes(text: str, word: str, parts: tuple[object, ...]) -> None:
    size = ImageSize(text)
    assert size == word
    assert (size.width, size.height, size.percent) == parts
    assert ImageSize(size) == size


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "0x0", "0", "x0", "0%", "-5x5", "5x-5", "-50%", "1e3", "65536", "1x65536"),
        *("10001%", "8x4x3", "50%x20", "nan%", "inf", "8,4", "9" * 400),
    ],
)
def test_anything_else_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(SettingsError, match="but must be a size such as") as caught:
        Settings().with_values({"adjust.resize": text})
    assert "\n" not in str(caught.value)


@given(st.one_of(st.integers(1, 65_535), st.none()), st.integers(1, 65_535))
def test_a_size_survives_json_copies_and_processes(width: int | None, height: int) -> None:
    size = ImageSize(f"{width or ''}x{height}")
    assert (size.width, size.height) == (width, height)
    for again in (copy.deepcopy(size), pickle.loads(pickle.dumps(size))):
        assert (again, again.width, again.height) == (size, width, height)
    settings = Settings(adjust=AdjustSettings(resize=size))
    assert Settings.from_json(settings.to_json()) == settings
    assert json.loads(json.dumps(size)) == size
