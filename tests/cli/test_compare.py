"""``quantizer compare``: the worst region and the heat map."""

from __future__ import annotations

import json

import numpy as np
import PIL.Image


def test_the_worst_region_is_told(call, tmp_path) -> None:
    before = np.full((60, 80, 3), (40, 90, 200), np.uint8)
    after = before.copy()
    before[20:40, 30:50] = (220, 20, 20)
    files = [tmp_path / "before.png", tmp_path / "after.png"]
    for file, pixels in zip(files, (before, after), strict=True):
        PIL.Image.fromarray(pixels).save(file)
    worst = json.loads(call("compare", *files, "--json").out)["worst_region"]
    assert set(worst) == {"x", "y", "width", "height", "delta_e"}
    assert abs(worst["x"] - 30) <= 2
    assert abs(worst["y"] - 20) <= 2
    assert worst["delta_e"] > 30
    assert "at 2" in call("compare", *files).out or "at 3" in call("compare", *files).out


def test_a_heat_map_is_written_once_and_never_over_an_input(call, picture, tmp_path) -> None:
    target = tmp_path / "heat.png"
    result = tmp_path / "out.png"
    assert call("reduce", picture, "-k", 4, "-o", result).code == 0
    before = result.read_bytes()
    assert call("compare", picture, result, "--heat-map", target).code == 0
    with PIL.Image.open(target) as heat, PIL.Image.open(picture) as original:
        assert heat.size == original.size
    assert call("compare", picture, result, "--heat-map", target).code == 1
    assert call("compare", picture, result, "--heat-map", target, "--overwrite").code == 0
    assert call("compare", picture, result, "--heat-map", result, "--overwrite").code == 1
    assert result.read_bytes() == before
