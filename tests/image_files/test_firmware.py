"""C source text and binary files for firmware, read again and compiled."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantizer.conversion.fit_format import Loss, fit_format
from quantizer.conversion.recipe import Recipe
from quantizer.errors import WriteError
from quantizer.image.image import Animation, Image, IndexedImage
from quantizer.image.palette import Palette
from quantizer.image_files.c_source import c_identifier, encode_c
from quantizer.image_files.firmware import encode_binary, is_rounded
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.write import encode
from quantizer.settings.settings import DeviceFormat, FirmwareSettings, Settings
from tests.image_files.firmware_reader import colors_of, read_binary, read_c, scaled

if TYPE_CHECKING:
    from pathlib import Path

C, BIN = format_by_name("c"), format_by_name("bin")
DEVICES = list(DeviceFormat)
RGB565 = (DeviceFormat.RGB565, DeviceFormat.RGB565_SWAPPED)

LVGL = """
/* What the written text needs of LVGL 9's lv_image_dsc.h and lv_color.h. */
#pragma once
#include <stdint.h>
#define LV_IMAGE_HEADER_MAGIC (0x19)
#define LV_COLOR_FORMAT_I1 0x07
#define LV_COLOR_FORMAT_I2 0x08
#define LV_COLOR_FORMAT_I4 0x09
#define LV_COLOR_FORMAT_I8 0x0A
typedef struct {
    uint32_t magic : 8; uint32_t cf : 8; uint32_t flags : 16;
    uint32_t w : 16; uint32_t h : 16; uint32_t stride : 16; uint32_t reserved_2 : 16;
} lv_image_header_t;
typedef struct {
    lv_image_header_t header; uint32_t data_size; const uint8_t * data; const void * reserved;
} lv_image_dsc_t;
"""

LVGL_PROGRAM = """
#include <stdio.h>
#include "lvgl.h"
#include "a_b.h"
int main(void) {
    const lv_image_header_t *head = &a_b.header;
    int bits = 1 << (head->cf - LV_COLOR_FORMAT_I1);
    const uint8_t *palette = a_b.data, *rows = a_b.data + (4 << bits);
    if (head->magic != 0x19 || a_b.data_size != (4u << bits) + head->stride * head->h) return 1;
    for (unsigned y = 0; y < head->h; y++)
        for (unsigned x = 0; x < head->w; x++) {
            unsigned at = x * bits;
            unsigned packed = rows[y * head->stride + at / 8];
            unsigned entry = packed >> (8 - bits - at % 8) & ((1 << bits) - 1);
            const uint8_t *c = palette + 4 * entry;
            printf("%d %d %d %d\\n", c[2], c[1], c[0], c[3]);
        }
    return 0;
}
"""

PLAIN_PROGRAM = """
#include <stdio.h>
#include "a_b.h"
#include "a_b.h"
int main(void) {
    for (int y = 0; y < A_B_HEIGHT; y++)
        for (int x = 0; x < A_B_WIDTH; x++) {
            int entry = (a_b_pixels[y * A_B_STRIDE + x * A_B_BITS / 8]
                >> (8 - A_B_BITS - x * A_B_BITS % 8)) & ((1 << A_B_BITS) - 1);
            SHOW
        }
    return 0;
}
"""
SHOWN = {
    DeviceFormat.RGB888: 'printf("%d %d %d\\n", a_b_palette[entry][0], a_b_palette[entry][1], '
    "a_b_palette[entry][2]);",
    DeviceFormat.NONE: 'printf("%d\\n", entry);',
}
NUMBER = 'printf("%lu\\n", (unsigned long) a_b_palette[entry]);'


def make(count: int, shape: tuple[int, int] = (5, 11), *, alpha: bool = False) -> IndexedImage:
    rng = np.random.default_rng(count)
    colors = rng.integers(0, 256, (count, 4), np.uint8)
    colors[:, 3] = rng.integers(0, 256, count) if alpha else 255
    indices = rng.integers(0, count, shape, np.uint8)
    indices.flat[0] = count - 1
    return IndexedImage(indices, Palette.from_colors(colors))


def expected(indexed: IndexedImage, device: DeviceFormat) -> np.ndarray:
    """Return what a device shows of an image; its indices if it has its own palette."""
    if device is DeviceFormat.NONE:
        return indexed.indices
    pixels = indexed.to_rgba()
    if device in RGB565:
        for channel, bits in ((0, 5), (1, 6), (2, 5)):
            most = (1 << bits) - 1
            pixels[..., channel] = scaled(np.rint(pixels[..., channel] / 255 * most), bits)
    return pixels


@given(
    st.sampled_from(DEVICES),
    st.sampled_from([1, 2, 3, 4, 5, 16, 17, 255, 256]),
    st.integers(1, 40),
    st.integers(1, 9),
    st.sampled_from([1, 2, 4, 7, 64]),
)
@settings(max_examples=120)
def test_what_is_written_is_read_again(
    device: DeviceFormat, count: int, width: int, height: int, align: int
) -> None:
    indexed = make(count, (height, width), alpha=device.has_alpha)
    firmware = FirmwareSettings(device, align)
    wanted = expected(indexed, device)
    text = encode(indexed, C, firmware=firmware, title="a").data.decode("ascii")
    assert np.array_equal(read_c(text, device), wanted)
    data = encode(indexed, BIN, firmware=firmware).data
    assert np.array_equal(read_binary(data, device, (width, height), count, align), wanted)
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.skipif(shutil.which("gcc") is None, reason="there is no gcc")
@pytest.mark.sample(3)
@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize(("count", "align"), [(2, 4), (3, 1), (16, 8), (200, 1)])
def test_it_compiles_and_shows_the_same_pixels(
    tmp_path: Path, device: DeviceFormat, count: int, align: int
) -> None:
    indexed, firmware = make(count, alpha=device.has_alpha), FirmwareSettings(device, align)
    source = tmp_path / "a_b.h"
    source.write_bytes(encode(indexed, C, firmware=firmware, title="a b").data)
    program = PLAIN_PROGRAM.replace("SHOW", SHOWN.get(device, NUMBER))
    if device is DeviceFormat.LVGL:
        program = LVGL_PROGRAM
        (tmp_path / "lvgl.h").write_text(LVGL)
    (tmp_path / "main.c").write_text(program)
    strict = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-DLV_LVGL_H_INCLUDE_SIMPLE"]
    command = ["gcc", *strict, "main.c", "-o", "main"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    shown = subprocess.run([tmp_path / "main"], check=True, capture_output=True, text=True).stdout
    rows = np.array([line.split() for line in shown.splitlines()], np.int64)
    wanted = expected(indexed, device)
    if device is DeviceFormat.NONE:
        assert np.array_equal(rows[:, 0], wanted.ravel())
    elif device is DeviceFormat.LVGL:
        assert np.array_equal(rows, wanted.reshape(-1, 4))
    else:
        values = rows if device is DeviceFormat.RGB888 else rows[:, 0]
        assert np.array_equal(colors_of(values, device), wanted.reshape(-1, 4))


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("depth", [2, 4, 8])
def test_more_bits_than_needed_can_be_asked_for(device: DeviceFormat, depth: int) -> None:
    indexed, firmware = make(2, alpha=device.has_alpha), FirmwareSettings(device)
    indices, colors, wanted = indexed.indices, indexed.palette.colors, expected(indexed, device)
    text = encode_c(indices, colors, firmware, "a", depth).decode()
    assert np.array_equal(read_c(text, device), wanted)
    data = encode_binary(indices, colors, firmware, depth)
    assert np.array_equal(read_binary(data, device, (11, 5), 1 << depth), wanted)


def test_red_green_and_blue_by_hand() -> None:
    colors = np.array([(255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 128)], np.uint8)
    indices = np.array([[0, 1, 2, 0]], np.uint8)
    indexed = IndexedImage(indices, Palette.from_colors(colors[:, :3]))
    pixels = bytes([0b00_01_10_00])
    for device, palette in (
        (DeviceFormat.RGB888, bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0])),
        (DeviceFormat.RGB565, bytes([0x00, 0xF8, 0xE0, 0x07, 0x1F, 0x00, 0, 0])),
        (DeviceFormat.RGB565_SWAPPED, bytes([0xF8, 0x00, 0x07, 0xE0, 0x00, 0x1F, 0, 0])),
        (DeviceFormat.NONE, b""),
    ):
        firmware = FirmwareSettings(device)
        assert encode(indexed, BIN, firmware=firmware).data == palette + pixels
    lvgl = encode(
        IndexedImage(indices, Palette.from_colors(colors)),
        BIN,
        firmware=FirmwareSettings(DeviceFormat.LVGL, 4),
    ).data
    assert lvgl[:12] == bytes([0x19, 0x08, 0, 0, 4, 0, 1, 0, 4, 0, 0, 0])
    assert lvgl[12:28] == bytes([0, 0, 255, 255, 0, 255, 0, 255, 255, 0, 0, 128, 0, 0, 0, 0])
    assert lvgl[28:] == pixels + bytes(3)


def test_colours_that_rgb565_rounds_are_told() -> None:
    exact = scaled(np.arange(32), 5)
    grid = np.stack([exact, exact[::-1], scaled(np.arange(32), 5), np.full(32, 255)], axis=-1)
    grid[:, 1] = scaled(np.arange(32), 6)
    assert not is_rounded(grid.astype(np.uint8), DeviceFormat.RGB565)
    assert not is_rounded(make(4).palette.colors, DeviceFormat.RGB888)
    for device in DEVICES:
        notices = encode(make(4), BIN, firmware=FirmwareSettings(device)).notices
        assert any("RGB565 rounds" in notice for notice in notices) is (device in RGB565)


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("photo", "photo"),
        ("Müller 2.png", "Muller_2_png"),
        ("2 birds", "image_2_birds"),
        ("_int_", "image_int"),
        ("int", "image_int"),
        ("写真", "image"),
        ("", "image"),
        ('a"; }\n#include <x>', "a_include_x"),
    ],
)
def test_any_name_becomes_an_identifier(name: str, identifier: str) -> None:
    assert c_identifier(name) == identifier
    assert f"{identifier}_pixels" in encode(make(2), C, title=name).data.decode()


def test_a_palette_without_alpha_puts_the_image_on_the_matte() -> None:
    pixels = np.full((4, 4, 4), (10, 20, 30, 100), np.uint8)
    animation = Animation.still(Image(pixels))
    for device in DEVICES:
        recipe = Recipe(C, Settings(firmware=FirmwareSettings(device)))
        losses = [notice.loss for notice in fit_format(animation, recipe).notices]
        assert losses == ([] if device.has_alpha else [Loss.TRANSPARENCY])
    with pytest.raises(WriteError, match="cannot hold transparency"):
        encode(make(3, alpha=True), C)


def test_rows_too_long_for_lvgl_are_refused() -> None:
    wide = IndexedImage(np.zeros((1, 65_535), np.uint8), make(256).palette)
    fine = FirmwareSettings(DeviceFormat.LVGL)
    assert encode(wide, BIN, firmware=fine).data
    with pytest.raises(WriteError, match="rows of at most 65,535 bytes"):
        encode(wide, BIN, firmware=FirmwareSettings(DeviceFormat.LVGL, 16))
    with pytest.raises(WriteError, match="at most 65535 pixels a side"):
        encode(IndexedImage(np.zeros((1, 65_536), np.uint8), make(2).palette), C)
