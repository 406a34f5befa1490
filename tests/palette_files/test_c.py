"""Palettes as C headers, read again and compiled."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import CODECS, encode_palette, write_palette
from quantizer.settings.settings import DeviceFormat
from tests.image_files.firmware_reader import colors_of, scaled
from tests.palette_files.palettes import PALETTES

if TYPE_CHECKING:
    from pathlib import Path


CODEC = CODECS["c"]
ARRAYS = {
    "rgb888": DeviceFormat.RGB888,
    "rgb565": DeviceFormat.RGB565,
    "rgb565_swapped": DeviceFormat.RGB565_SWAPPED,
    "argb8888": DeviceFormat.ARGB8888,
}


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


@given(palette=PALETTES)
def test_every_array_has_the_colours(palette: Palette) -> None:
    text = without_comments(encode_palette(palette, CODEC)[0].decode())
    wanted = palette.colors
    for array, device in ARRAYS.items():
        body = re.search(rf"_t \w*palette_{array}\[[^=]*= \{{(.*?)\n\}};", text, re.DOTALL)
        assert body is not None
        values = np.array([int(one, 16) for one in re.findall(r"0x([0-9a-f]+)", body[1])])
        found = colors_of(values.reshape(-1, 3) if array == "rgb888" else values, device)
        assert len(found) == len(palette)
        if array == "argb8888":
            assert (found == wanted).all()
        elif array == "rgb888":
            assert (found[:, :3] == wanted[:, :3]).all()
        else:
            for channel, bits in ((0, 5), (1, 6), (2, 5)):
                most = (1 << bits) - 1
                level = np.rint(wanted[:, channel] / 255 * most)
                assert (found[:, channel] == scaled(level, bits)).all()


@pytest.mark.skipif(shutil.which("gcc") is None, reason="there is no gcc")
@pytest.mark.parametrize("name", ["", "Sea & sky", "*/ int main; /*", "ends in \\", "写真"])
def test_it_compiles_whatever_its_names_are(tmp_path: Path, name: str) -> None:
    swatches = (Swatch((255, 0, 16, 255), name=name), Swatch((1, 2, 3, 4), name="?" + "?/"))
    write_palette(Palette(swatches, name), tmp_path / "colours.h")
    text = (tmp_path / "colours.h").read_text("utf-8")
    array = re.search(r"(\w+)_argb8888\[", text)
    assert array is not None
    program = f"""#include <stdio.h>
#include "colours.h"
#include "colours.h"
int main(void) {{
    for (int i = 0; i < {array[1].upper()}_COLORS; i++)
        printf("%lx\\n", (unsigned long) {array[1]}_argb8888[i]);
    return 0;
}}
"""
    (tmp_path / "main.c").write_text(program)
    strict = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic"]
    command = ["gcc", *strict, "main.c", "-o", "main"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    shown = subprocess.run([tmp_path / "main"], check=True, capture_output=True, text=True).stdout
    assert shown.split() == ["ffff0010", "4010203"]


def test_names_stand_beside_the_entries() -> None:
    palette = Palette((Swatch((1, 2, 3, 255), name="Ink"), Swatch((4, 5, 6, 255))), "Two")
    text = encode_palette(palette, CODEC)[0].decode()
    assert text.startswith("/* Two: 2 colours. */\n#ifndef TWO_PALETTE_H\n")
    assert "    0xff010203, /* Ink */\n    0xff040506,\n" in text
