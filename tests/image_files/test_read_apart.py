"""A limit of time holds inside decoders that make one call for the whole image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as Pillow

from quantizer.errors import Cancelled, ReadError
from quantizer.image_files import read_apart
from quantizer.image_files.read_animation import read_animation
from quantizer.image_files.read_apart import is_slow_to_decode, read_animation_within
from quantizer.progress import Progress
from quantizer.settings.file_limits import DEFAULT_LIMITS, Limits
from tests.image_files.samples import FILES, gradient, saved

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.exhaustive
def test_a_slow_decoder_is_ended(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (1500, 1500, 3), np.uint8)
    path = tmp_path / "slow.jp2"
    Pillow.fromarray(noise).save(path)
    with pytest.raises(ReadError, match=r"slow\.jp2: was given up after 1 seconds"):
        read_animation_within(path, Limits(max_seconds=1))


def test_a_process_is_ended_when_its_time_is_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_apart, "_SLOW", 0.0)
    path = tmp_path / "a.jp2"
    path.write_bytes(FILES["jpeg2000"])
    with pytest.raises(ReadError, match=r"a\.jp2: was given up after 0\.01 seconds"):
        read_animation_within(path, Limits(max_seconds=0.01))
    with pytest.raises(Cancelled):
        read_animation_within(path, DEFAULT_LIMITS, progress=Progress(cancelled=lambda: True))


def test_only_what_can_be_slow_gets_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(is_slow_to_decode("sample", data) for data in FILES.values())
    monkeypatch.setattr(read_apart, "_SLOW", 0.05)
    assert is_slow_to_decode("sample", saved(Pillow.new("L", (800, 600)), "WEBP", method=0))
    one = saved(gradient(600, 400), "JPEG", progressive=True)
    scan = one[one.rindex(b"\xff\xda") : -2]
    assert not is_slow_to_decode("sample", one)
    assert is_slow_to_decode("sample", one[:-2] + 80 * scan + one[-2:])


def test_another_process_gives_the_same_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jp2"
    path.write_bytes(FILES["jpeg2000"])
    monkeypatch.setattr(read_apart, "_SLOW", 0.0)
    apart, here = read_animation_within(path, DEFAULT_LIMITS), read_animation(path)
    assert np.array_equal(apart.frames[0].image.pixels, here.frames[0].image.pixels)
    assert not apart.frames[0].image.pixels.flags.writeable
    assert apart.source == here.source
