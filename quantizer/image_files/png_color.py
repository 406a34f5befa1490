"""Turn what a PNG's chunks say about its colours into an equivalent ICC profile.

The chunks are used in this order: iCCP (a profile, read elsewhere), sRGB, gAMA and cHRM.

gAMA gives the transfer curve as a power, cHRM the white point and the primaries. If one of the two
is missing, sRGB's curve or primaries are used. A gamma of 1/2.2 with the primaries of sRGB is taken
for sRGB, because that is how encoders describe sRGB to readers that do not know it.

Sources: PNG specification, third edition, 4.3 (precedence), 11.3.2 (cHRM, gAMA, sRGB);
ICC.1:2010, 7.2 (header), 9.2 (tags), 10.5 and 10.16 (curves); Lindbloom, "Chromatic Adaptation"
(Bradford matrix) and "RGB/XYZ Matrices", brucelindbloom.com.
"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_SRGB = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
"""x and y of white, red, green and blue (IEC 61966-2-1)."""

_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_DESCRIPTION = "From gAMA and cHRM"
_USUAL_GAMMA = 1 / 2.2
_SAME_GAMMA = 0.05
"""Relative difference up to which gammas count as equal, as in libpng."""

_SAME_CHROMATICITY = 0.002
"""Difference of x or y up to which chromaticities count as equal. Not tuned."""

_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)


def chunk_profile(info: Mapping[str | tuple[int, int], object]) -> bytes | None:
    """Return the profile that a PNG's gAMA and cHRM chunks describe.

    Parameters
    ----------
    info
        ``PIL.Image.Image.info`` with what Pillow read: ``gamma``, ``chromaticity``, ``srgb``.

    Returns
    -------
    bytes or None
        An ICC profile for RGB, which can be used for grey as well; None for sRGB.

    Raises
    ------
    ValueError
        If the values are impossible.
    """
    gamma, chromaticity = info.get("gamma"), info.get("chromaticity")
    if "srgb" in info or (gamma is None and chromaticity is None):
        return None
    primaries = _primaries(chromaticity)
    is_srgb = np.allclose(primaries, _SRGB, atol=_SAME_CHROMATICITY)
    power = _USUAL_GAMMA if gamma is None else float(gamma)  # type: ignore[arg-type]
    if not 0.01 <= power <= 100:
        raise ValueError(f"a gamma of {power:g}")
    if is_srgb and abs(power / _USUAL_GAMMA - 1) <= _SAME_GAMMA:
        return None
    curve = _curve() if gamma is None else _curve(1 / power)
    columns = _to_d50(primaries).T
    tags = {
        name + suffix: data
        for name, column in zip((b"r", b"g", b"b"), columns, strict=True)
        for suffix, data in ((b"XYZ", _xyz(column)), (b"TRC", curve))
    }
    return _profile(tags)


def is_chunk_profile(icc_profile: bytes) -> bool:
    """Return whether `icc_profile` was made by `chunk_profile`."""
    return _text(_DESCRIPTION) in icc_profile


def _primaries(chromaticity: object) -> tuple[float, ...]:
    if chromaticity is None:
        return _SRGB
    values = tuple(float(value) for value in chromaticity)  # type: ignore[attr-defined]
    if len(values) != 8 or not all(math.isfinite(value) for value in values):
        raise ValueError("impossible chromaticities")
    return values


def _to_d50(primaries: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the matrix (3, 3) from linear RGB to XYZ, its white point adapted to D50."""
    points = np.array(primaries).reshape(4, 2)
    if not (points[:, 1] > 0).all():
        raise ValueError("impossible chromaticities")
    colors = np.column_stack([points, 1 - points.sum(axis=1)]) / points[:, 1:]
    white, columns = colors[0], colors[1:].T
    matrix = columns * np.linalg.solve(columns, white)
    if np.abs(matrix).max() > 4 or not (_BRADFORD @ white > 0).all():
        raise ValueError("impossible chromaticities")
    scale = np.diag((_BRADFORD @ _D50) / (_BRADFORD @ white))
    adapted: NDArray[np.float64] = np.linalg.inv(_BRADFORD) @ scale @ _BRADFORD @ matrix
    return adapted


def _curve(power: float | None = None) -> bytes:
    """Return a parametric curve: a power function, or the curve of sRGB."""
    kind, parameters = (3, _SRGB_CURVE) if power is None else (0, (power,))
    return struct.pack(">4s4xHxx", b"para", kind) + b"".join(_fixed(one) for one in parameters)


def _xyz(values: NDArray[np.float64]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(value) for value in values)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _text(words: str) -> bytes:
    data = words.encode("utf-16-be")
    return struct.pack(">4s4xII2s2sII", b"mluc", 1, 12, b"en", b"US", len(data), 28) + data


def _profile(tags: dict[bytes, bytes]) -> bytes:
    """Return a display profile of version 4 with `tags` and the tags that every profile needs."""
    needed = {b"desc": _text(_DESCRIPTION), b"cprt": _text("No copyright"), b"wtpt": _xyz(_D50)}
    tags = needed | tags
    start = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        table += struct.pack(">4sII", name, start + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    kind, date = (b"mntr", b"RGB ", b"XYZ "), (2000, 1, 1, 0, 0, 0)
    size, version = start + len(body), 0x04200000
    header = struct.pack(">I4xI4s4s4s6H4s28x", size, version, *kind, *date, b"acsp")
    illuminant = b"".join(_fixed(value) for value in _D50)
    return (header + illuminant).ljust(128, b"\0") + table + body
