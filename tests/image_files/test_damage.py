"""What decoders know about damage becomes a notice; what they cannot read is not called damaged."""

from __future__ import annotations

import contextlib
import io
import random
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import tifffile

from quantizer.errors import ReadError
from quantizer.image_files.read import read_bytes
from quantizer.image_files.read_animation import read_animation
from tests.image_files.samples import chunk, gradient, saved

if TYPE_CHECKING:
    from pathlib import Path

_NOTICE = "It is damaged, and pixels may be wrong"


def _overwritten(data: bytes, seed: str) -> bytes:
    """Return a file in which four bytes of its second half, but its last, are random."""
    numbers, damaged = random.Random(seed), bytearray(data)
    place = numbers.randrange(len(data) // 4, len(data) // 2)
    damaged[place : place + 4] = numbers.randbytes(4)
    return bytes(damaged)


def _tiff(samples: np.ndarray, **options: Any) -> bytes:
    file = io.BytesIO()
    tifffile.imwrite(file, samples, **options)
    return file.getvalue()


def _told(data: bytes) -> str:
    """Return what a user is told about a file: a notice, or why it is refused."""
    try:
        return " ".join(read_bytes(data, "sample").source.notices)
    except ReadError as error:
        return error.reason


def _noise(size: int = 96) -> Any:
    return gradient(size, size).effect_spread(20)


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("1", {"compression": "group4"}),
        ("RGB", {"compression": "tiff_adobe_deflate"}),
    ],
)
def test_damage_in_a_tiff_is_never_silent(mode: str, options: dict[str, Any]) -> None:
    intact = saved(_noise().convert(mode), "TIFF", **options)
    assert _told(intact) == ""
    for number in range(12):
        assert "damaged" in _told(_overwritten(intact, f"{mode} {number}"))


@pytest.mark.parametrize("pillow", ["JPEG", "TIFF"])
def test_warnings_of_libjpeg_become_notices(pillow: str) -> None:
    pytest.importorskip("simplejpeg")
    options = {"compression": "jpeg"} if pillow == "TIFF" else {}
    for mode in ("RGB", "L", "CMYK"):
        assert _told(saved(_noise().convert(mode), pillow, **options)) in {"", _told_cmyk(mode)}
    intact = saved(_noise(), pillow, **options)
    told = [_told(_overwritten(intact, f"{pillow} {number}")) for number in range(24)]
    assert any(_NOTICE in one for one in told)


def _told_cmyk(mode: str) -> str:
    """Return the notice about CMYK without a profile, if there is one."""
    return _told(saved(gradient().convert("CMYK"), "TIFF")) if mode == "CMYK" else ""


@pytest.mark.parametrize("frames", [1, 3])
def test_data_that_are_left_in_a_gif_become_a_notice(frames: int, tmp_path: Path) -> None:
    images = [_noise().quantize(64).rotate(90 * number) for number in range(frames)]
    intact = saved(images[0], "GIF", save_all=True, append_images=images[1:])
    told = []
    for data in (intact, *(_overwritten(intact, f"GIF {number}") for number in range(24))):
        path = tmp_path / "a.gif"
        path.write_bytes(data)
        with contextlib.suppress(ReadError):
            told.append(read_animation(path).source.notices)
    assert told[0] == ()
    assert any(_NOTICE in notice for notices in told for notice in notices)


def test_zeros_before_the_end_of_a_jpeg_are_no_damage() -> None:
    intact = saved(_noise(), "JPEG")
    assert _told(intact[:-2] + bytes(9) + intact[-2:]) == ""


def test_a_jpeg_2000_without_its_end() -> None:
    data = saved(_noise(), "JPEG2000")
    assert _told(data) == ""
    assert "damaged" in _told(data[:-2])


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "u2", "u4"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "options", [{}, {"compression": "zlib"}, {"tile": (16, 16)}, {"bigtiff": True}], ids=str
)
def test_deep_samples_of_a_tiff(dtype: str, channels: int, options: dict[str, Any]) -> None:
    exact = np.linspace(0, 1, 40 * 32 * channels).reshape(32, 40, channels)
    exact[..., channels - 1 if channels in {2, 4} else 0][0] = 1
    full = 1.0 if dtype[0] == "f" else np.iinfo(dtype).max
    samples = (exact * full).astype(dtype)
    has_alpha = channels in {2, 4}
    data = _tiff(
        samples if channels > 1 else samples[..., 0],
        photometric="rgb" if channels > 2 else "minisblack",
        **({"extrasamples": ["unassalpha"]} if has_alpha else {}),
        **({"planarconfig": "contig"} if channels > 1 else {}),
        **options,
    )
    image = read_bytes(data, "sample")
    colors = exact[..., : channels - has_alpha]
    expected = 255 * np.broadcast_to(colors, (32, 40, 3))
    largest = colors.max() if dtype in {"u4"} else 1.0
    assert np.abs(image.pixels[..., :3] - expected / largest).max() < 1.0
    if has_alpha:
        assert np.abs(image.pixels[..., 3] - 255 * exact[..., -1]).max() < 1.0
    assert image.source.format == "TIFF"
    assert image.source.notices == ()


def test_samples_that_cannot_be_read_are_not_called_damaged() -> None:
    complex_numbers = _tiff(np.zeros((8, 8), "c8"))
    many_scans = saved(_noise(), "JPEG", progressive=True)
    scan = many_scans[many_scans.rindex(b"\xff\xda") : -2]
    many_scans = many_scans[:-2] + 100 * scan + many_scans[-2:]
    for data in (complex_numbers, many_scans):
        assert _told(data).startswith("is not supported: ")


def test_a_png_with_large_texts_and_a_large_profile() -> None:
    plain = saved(gradient(), "PNG")
    large = zlib.compress(bytes(20_000_000))
    text, profile = chunk(b"zTXt", b"x\0\0" + large), chunk(b"iCCP", b"x\0\0" + large)
    expected = read_bytes(plain, "plain").pixels
    for data in (plain[:33] + text + plain[33:], plain[:-12] + text + plain[-12:]):
        image = read_bytes(data, "sample")
        assert np.array_equal(image.pixels, expected)
        assert image.source.notices == ()
    image = read_bytes(plain[:33] + profile + plain[33:], "sample")
    assert np.array_equal(image.pixels, expected)
    assert image.source.notices == ("Its colour profile is larger than 16 MB and is ignored.",)
