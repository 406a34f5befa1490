"""Values of options, read from the text on the command line.

Each function raises `argparse.ArgumentTypeError` with a short message for text it cannot read.
"""

from __future__ import annotations

import argparse
import math
import re
from pathlib import Path

from quantizer.cli.suggestion import suggestion
from quantizer.errors import QuantizerError, SettingsError
from quantizer.settings.settings import MAX_COLORS, ImageSize, Selector

MAX_JOBS = 256
"""Largest number of files converted at the same time."""


def parse_colors(text: str) -> int | Selector:
    """Return a number of colours, or the method that finds it."""
    selectors = [str(selector) for selector in Selector if selector is not Selector.FIXED]
    if text in selectors:
        return Selector(text)
    try:
        count = int(text)
    except ValueError:
        words = " nor ".join(selectors)
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither a number nor {words}{suggestion(text, selectors)}"
        ) from None
    if not 1 <= count <= MAX_COLORS:
        raise argparse.ArgumentTypeError(f"a palette has 1 to {MAX_COLORS} colours, not {count}")
    return count


def parse_color(text: str) -> tuple[int, int, int, int]:
    """Return the colour (r, g, b, a), 0 to 255, of ``#e30613``, ``red``, ``rgb(227 6 19)`` etc."""
    from quantizer.palette_files import parse_color as parse  # NumPy, which --help does without

    try:
        return parse(text)
    except SettingsError as error:
        from PIL import ImageColor

        meant = suggestion(text, ImageColor.colormap) if text.isalpha() else ""
        raise argparse.ArgumentTypeError(f"{error}{meant}") from None


def parse_matte(text: str) -> tuple[int, int, int]:
    """Return an opaque colour (r, g, b), 0 to 255."""
    red, green, blue, alpha = parse_color(text)
    if alpha != 255:
        raise argparse.ArgumentTypeError(f"a matte must be opaque, and {text} is not")
    return red, green, blue


def parse_bits(text: str) -> tuple[int, int, int]:
    """Return bits of red, green and blue, each 1 to 8, of text such as ``5,6,5`` or ``565``."""
    match = re.fullmatch(r"([1-8])(?:\s*[,:]\s*|\s*)([1-8])(?:\s*[,:]\s*|\s*)([1-8])", text.strip())
    if match is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} does not tell the bits of red, green and blue, each 1 to 8; write them as "
            "5,6,5"
        )
    return int(match[1]), int(match[2]), int(match[3])


def parse_kernel(text: str) -> tuple[tuple[float, ...], ...]:
    """Return the rows of the error-diffusion kernel in a file."""
    from quantizer.presets.kernel_file import read_kernel  # loads NumPy, as above

    try:
        return read_kernel(Path(text))
    except QuantizerError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parse_image_size(text: str) -> ImageSize:
    """Return the size that images are resized to."""
    try:
        return ImageSize(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not {ImageSize.allowed}") from None


def parse_decibels(text: str) -> float:
    """Return a finite number above 0."""
    value = _number(text, "a number of decibels")
    if value == math.inf:
        raise argparse.ArgumentTypeError(
            "only an exact copy has infinitely many decibels; give a number such as 60"
        )
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of decibels above 0")
    return value


def parse_size(text: str) -> int:
    """Return a number of bytes from text such as ``40000``, ``40k`` (1000) or ``40KiB`` (1024)."""
    match = re.fullmatch(r"(\d+\.?\d*|\.\d+)\s*([kmg]?)(i?)b?", text.strip(), re.IGNORECASE)
    if match is None or (match[3] and not match[2]):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a size; write it as 40000, 40k, 40KiB or 1.5MB"
        )
    power = " kmg".index(match[2].lower() or " ")
    size = int(float(match[1]) * (1024 if match[3] else 1000) ** power)
    if size < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is less than a byte")
    return size


def parse_threads(text: str) -> int:
    """Return a number of threads, 1 or more."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of threads, 1 or more")
    return int(text)


def parse_jobs(text: str) -> int:
    """Return a number of files to convert at the same time, 1 to 256."""
    if not text.isdecimal() or not 1 <= int(text) <= MAX_JOBS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of jobs, 1 to {MAX_JOBS}")
    return int(text)


def parse_percent(text: str) -> float:
    """Return a percentage, 0 to 100; a percent sign may follow."""
    value = _number(text.removesuffix("%"), "a percentage")
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not within 0 to 100 percent")
    return value


def parse_megapixels(text: str) -> float:
    """Return a number above 0."""
    value = _number(text, "a number")
    if not value > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def parse_frames(text: str) -> int:
    """Return a number of frames, 1 or more."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of frames, 1 or more")
    return int(text)


def parse_seconds(text: str) -> float:
    """Return a number of seconds above 0."""
    seconds = _number(text.removesuffix("s"), "a number of seconds")
    if not seconds > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return seconds


def _number(text: str, expected: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not {expected}") from None
