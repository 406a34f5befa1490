"""Reads the files for firmware that are written here, straight from their description."""

from __future__ import annotations

import re

import numpy as np

from quantizer.settings.settings import DeviceFormat


def scaled(values: np.ndarray, bits: int) -> np.ndarray:
    """Return levels of 0 to 255 for those of `bits` bits."""
    found: np.ndarray = np.rint(255 * values.astype(float) / ((1 << bits) - 1)).astype(np.uint8)
    return found


def colors_of(values: np.ndarray, device: DeviceFormat) -> np.ndarray:
    """Return the entries of a palette, uint8 (k, 4), of numbers as C has them."""
    colors = np.full((len(values), 4), 255, np.uint8)
    if device is DeviceFormat.RGB888:
        colors[:, :3] = values
        return colors
    values = values.astype(np.uint32)
    if device is DeviceFormat.RGB565_SWAPPED:
        values = values >> 8 | (values & 0xFF) << 8
    if device in {DeviceFormat.RGB565, DeviceFormat.RGB565_SWAPPED}:
        parts = ((values >> 11, 5), (values >> 5 & 0x3F, 6), (values & 0x1F, 5))
        colors[:, :3] = np.stack([scaled(part, bits) for part, bits in parts], axis=-1)
        return colors
    return np.stack([values >> shift & 0xFF for shift in (16, 8, 0, 24)], axis=-1).astype(np.uint8)


def unpacked(rows: np.ndarray, width: int, depth: int) -> np.ndarray:
    """Return indices, uint8 (height, width), of rows of bytes."""
    bits = np.unpackbits(rows, axis=1).reshape(len(rows), -1, depth)
    weights = 1 << np.arange(depth - 1, -1, -1)
    found: np.ndarray = (bits @ weights)[:, :width].astype(np.uint8)
    return found


def read_binary(
    data: bytes, device: DeviceFormat, size: tuple[int, int], count: int, align: int = 1
) -> np.ndarray:
    """Return the pixels, uint8 (height, width, 4), or the indices if there is no palette.

    Parameters
    ----------
    size, count
        Width and height, and the number of entries, from which the bits of a pixel follow.
    """
    (width, height), depth = size, next(bits for bits in (1, 2, 4, 8) if count <= 1 << bits)
    stride = (width * depth + 7) // 8
    stride = (stride + align - 1) // align * align
    if device is DeviceFormat.LVGL:
        head = np.frombuffer(data[:12], "<u2").tolist()
        assert head == [0x19 | (6 + (1, 2, 4, 8).index(depth) + 1) << 8, 0, *size, stride, 0]
        data = data[12:]
    kinds = {
        DeviceFormat.RGB888: ("u1", 3),
        DeviceFormat.RGB565: ("<u2", 1),
        DeviceFormat.RGB565_SWAPPED: ("<u2", 1),
        DeviceFormat.ARGB8888: ("<u4", 1),
        DeviceFormat.LVGL: ("<u4", 1),
        DeviceFormat.NONE: ("u1", 0),
    }
    kind, numbers = kinds[device]
    length = np.dtype(kind).itemsize * numbers << depth
    rows = np.frombuffer(data[length:], np.uint8).reshape(height, stride)
    indices = unpacked(rows, width, depth)
    if device is DeviceFormat.NONE:
        return indices
    values = np.frombuffer(data[:length], kind)
    return colors_of(values.reshape(-1, 3) if numbers == 3 else values, device)[indices]


def read_c(text: str, device: DeviceFormat) -> np.ndarray:
    """Return the pixels, or the indices if there is no palette, of C source text."""
    lvgl = device is DeviceFormat.LVGL
    pattern = (
        r"\.header\.(w|h|stride|cf) = (?:LV_COLOR_FORMAT_I)?(\d+)"
        if lvgl
        else (r"#define \w+_(WIDTH|HEIGHT|BITS|STRIDE|COLORS) (\d+)")
    )
    said = {name.lower(): int(value) for name, value in re.findall(pattern, text)}
    width, height = (said["w"], said["h"]) if lvgl else (said["width"], said["height"])
    depth, stride = said["cf" if lvgl else "bits"], said["stride"]
    arrays = {
        name: np.array([int(one, 16) for one in re.findall(r"0x([0-9a-f]+)", body)])
        for name, body in re.findall(
            r"_t \w+_(map|palette|pixels)\[[^=]*= \{(.*?)\n\};", text, re.S
        )
    }
    if lvgl:
        whole = arrays["map"].astype(np.uint8)
        palette, pixels = whole[: 4 << depth].reshape(-1, 4), whole[4 << depth :]
        colors = palette[:, [2, 1, 0, 3]]
    else:
        pixels = arrays["pixels"].astype(np.uint8)
    indices = unpacked(pixels.reshape(height, stride), width, depth)
    if device is DeviceFormat.NONE:
        assert "palette" not in arrays
        return indices
    if not lvgl:
        values = arrays["palette"]
        colors = colors_of(
            values.reshape(-1, 3) if device is DeviceFormat.RGB888 else values, device
        )
        assert len(colors) == said["colors"]
    return colors[indices]
