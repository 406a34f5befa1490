"""Convert every mode in which Pillow returns pixels to RGBA in sRGB, alpha not premultiplied.

`Converter` examines a decoded image once (mode, transparent colour, range of values, profile) and
then converts it strip by strip, so that no second full-size image is needed:

    strip -> alpha (from a band, a palette or a transparent colour)
          -> 8-bit samples (deeper grey and floating-point samples are scaled, never clipped)
          -> sRGB, through the profile if there is one

16-bit samples are scaled by 255/65535 and rounded. A 32-bit or floating-point image does not say
which value is white; `white_level` derives it from the largest value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image as Pillow

from quantizer.image_files.icc import ProfileTransform, find_transform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_STRIP_PIXELS = 1 << 18
"""Pixels per strip: a few megabytes of temporary arrays. Not tuned."""

_DEEP = {"I", "F", "I;16", "I;16B", "I;16L", "I;16N"}
_GREY = {"1", "L", "LA", "La"} | _DEEP
_ALPHA = {"LA", "La", "PA", "RGBA", "RGBa"}
_STRAIGHT = {"La": "LA", "RGBa": "RGBA", "P": "RGBA", "PA": "RGBA"}
"""Modes with a palette or with premultiplied colours, to the modes that they are converted to."""

_COLOR_CHUNKS = {"gamma", "chromaticity"}
"""Keys under which Pillow keeps the contents of gAMA and cHRM chunks."""

_PNG_KEY_SCALE = {"L;2": 85, "L;4": 17}
"""Factors to 8 bits: a PNG stores its transparent grey in the bit depth of the file."""

_WHITE_IS_ZERO = 0
_TIFF_BITS, _TIFF_PHOTOMETRIC, _TIFF_SAMPLE_FORMAT = 258, 262, 339


@dataclass(frozen=True, slots=True)
class Header:
    """Facts about an opened image that are lost when Pillow decodes it.

    Parameters
    ----------
    format
        Pillow's name of the format.
    raw_mode
        Pillow's raw mode: how the file stores the samples.
    inverted
        Whether the smallest sample of more than 8 bits is white.
    unsigned
        Whether 32-bit samples are unsigned.
    """

    format: str
    raw_mode: str = ""
    inverted: bool = False
    unsigned: bool = False

    @classmethod
    def of(cls, image: Pillow.Image) -> Header:
        """Return the facts about an image that is opened, but not yet decoded."""
        tiles = getattr(image, "tile", None)
        args = tiles[0][3] if tiles else ""
        raw_mode = args if isinstance(args, str) else str(args[0]) if args else ""
        tags = getattr(image, "tag_v2", {})
        return cls(
            image.format or "",
            raw_mode,
            inverted=tags.get(_TIFF_PHOTOMETRIC, 1) == _WHITE_IS_ZERO and image.mode in _DEEP,
            unsigned=tuple(tags.get(_TIFF_BITS, ())) == (32,)
            and tuple(tags.get(_TIFF_SAMPLE_FORMAT, (1,))) == (1,),
        )


def load_low_bytes(image: Pillow.Image) -> Pillow.Image:
    """Decode the low bytes of the samples of a 16-bit RGB PNG that is opened, but not decoded.

    Pillow keeps the high bytes of big-endian samples only. Decoding the same samples as
    little-endian gives the low bytes.
    """
    tiles: Any = image
    tiles.tile = [tile._replace(args="RGB;16L") for tile in tiles.tile]
    image.load()
    return image


class Converter:
    """Converts one decoded image to RGBA in sRGB, strip by strip.

    Parameters
    ----------
    image
        The decoded image.
    header
        `Header.of` the image before it was decoded.
    low_bytes
        The low bytes of its samples, needed for a transparent colour of 16 bits per channel.
    keep_profile
        Whether the colours of an image with an RGB profile stay in the profile's space.
    profile
        How its colours become sRGB, if that is known from another image of the same file; None to
        find it.

    Attributes
    ----------
    profile
        How its colours become sRGB, and the profile of the converted pixels.
    """

    def __init__(
        self,
        image: Pillow.Image,
        header: Header,
        low_bytes: Pillow.Image | None = None,
        *,
        keep_profile: bool = False,
        profile: ProfileTransform | None = None,
    ) -> None:
        self._image = image
        self._header = header
        self._key = _color_key(image, header)
        self._low_bytes = low_bytes
        self._white = 255.0
        mode = image.mode
        if mode in {"I", "F"}:
            self._white = self._find_white()
        elif mode in _DEEP:
            self._white = 4095.0 if header.raw_mode == "I;12" else 65535.0
        self.profile = profile or _profile_transform(image, header, keep_profile=keep_profile)

    @property
    def copies_samples(self) -> bool:
        """Whether red, green, blue and alpha are the stored 8-bit samples, unchanged."""
        plain = self._image.mode in {"RGB", "RGBA"} and self._key is None
        return plain and self.profile.transform is None

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences that the user should see about the conversion."""
        notices = [self.profile.notice] if self.profile.notice else []
        if self._image.mode == "F" and (notice := white_notice(self._white)):
            notices.append(notice)
        return tuple(notices)

    def strips(self) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """Yield the first row and the pixels, uint8 (rows, width, 4), of each strip."""
        for box in self._boxes():
            yield box[1], self._convert(self._image.crop(box), box)

    def _boxes(self) -> Iterator[tuple[int, int, int, int]]:
        width, height = self._image.size
        rows = max(1, _STRIP_PIXELS // width)
        return ((0, top, width, min(top + rows, height)) for top in range(0, height, rows))

    def _convert(self, strip: Pillow.Image, box: tuple[int, int, int, int]) -> NDArray[np.uint8]:
        pixels = np.empty((strip.height, strip.width, 4), np.uint8)
        pixels[..., 3] = self._alpha(strip, box)
        color = self._color(strip)
        if color.mode == "RGBA" and self.profile.transform is None:
            pixels[..., :3] = np.asarray(color)[..., :3]
            return pixels
        if color.mode != self.profile.mode:
            color = color.convert(self.profile.mode)
        color = self.profile.apply(color)
        pixels[..., :3] = np.asarray(color.convert("RGB"))
        return pixels

    def _alpha(
        self, strip: Pillow.Image, box: tuple[int, int, int, int]
    ) -> NDArray[np.uint8] | int:
        if strip.mode in _ALPHA:
            return np.asarray(strip.getchannel(strip.getbands()[-1]))
        if strip.mode == "P":
            if not strip.has_transparency_data:
                return 255
            return np.asarray(strip.convert("RGBA").getchannel("A"))
        if self._key is None:
            return 255
        samples = np.asarray(strip)
        if samples.dtype == np.bool_:
            samples = samples.astype(np.uint8) * np.uint8(255)
        matches = samples == np.array(self._key)
        if matches.ndim == 3:
            matches = matches.all(axis=2)
        if self._low_bytes is not None:
            low = np.asarray(self._low_bytes.crop(box))
            key = np.array(self._image.info["transparency"]) & 255
            matches &= (low == key).all(axis=2)
        return np.where(matches, np.uint8(0), np.uint8(255))

    def _color(self, strip: Pillow.Image) -> Pillow.Image:
        """Return the colours of a strip in a mode of 8 bits per sample."""
        if strip.mode in _DEEP:
            return Pillow.fromarray(self._scale(np.asarray(strip)))
        strip.info.pop("transparency", None)
        mode = _STRAIGHT.get(strip.mode)
        return strip if mode is None else strip.convert(mode)

    def _scale(self, samples: NDArray[np.generic]) -> NDArray[np.uint8]:
        """Scale samples of more than 8 bits to 8 bits, rounded; NaN becomes black."""
        values = self._values(samples) * (255.0 / self._white)
        levels = np.clip(np.nan_to_num(values, nan=0.0, posinf=255.0, neginf=0.0), 0, 255)
        if self._header.inverted:
            levels = 255 - levels
        return np.floor(levels + 0.5).astype(np.uint8)

    def _values(self, samples: NDArray[np.generic]) -> NDArray[np.float64]:
        if self._header.unsigned and samples.dtype == np.int32:
            samples = samples.view(np.uint32)
        return samples.astype(np.float64)

    def _find_white(self) -> float:
        if self._header.format in {"PNG", "PPM"} and self._image.mode == "I":
            return 65535.0
        largest = 0.0
        for box in self._boxes():
            values = self._values(np.asarray(self._image.crop(box)))
            largest = max(largest, float(values[np.isfinite(values)].max(initial=0.0)))
        return white_level(largest, fractions=self._image.mode == "F")


def _profile_transform(
    image: Pillow.Image, header: Header, *, keep_profile: bool
) -> ProfileTransform:
    """Return how the colours become sRGB; a PNG may describe them without a profile."""
    kind, profile = _kind(image.mode), image.info.get("icc_profile")
    if profile or header.format != "PNG" or not _COLOR_CHUNKS & set(image.info):
        return find_transform(kind, profile, keep_profile=keep_profile)
    from quantizer.image_files.png_color import chunk_profile  # noqa: PLC0415 - few images need it

    try:
        described = chunk_profile(image.info)
    except (ValueError, TypeError, ArithmeticError):
        notice = "Its gAMA and cHRM chunks make no sense and are ignored."
        return ProfileTransform(kind, notice=notice)
    found = find_transform(kind, described, keep_profile=keep_profile)
    # Colours that two chunks describe need no profile once they are in sRGB.
    return found if found.transform is None else replace(found, icc_profile=None)


def _kind(mode: str) -> str:
    """Return the mode of 8 bits and without alpha to which `mode` is converted first."""
    if mode in _GREY:
        return "L"
    return mode if mode in {"CMYK", "LAB"} else "RGB"


def white_level(largest: float, *, fractions: bool) -> float:
    """Return the value of white in an image whose largest value is `largest`.

    Floating-point values (`fractions`) of up to 1 are fractions of white. Up to 16 they are
    fractions that overshoot, and the largest one is white. Larger ones, and integers, are levels of
    8 or of 16 bits if they fit in; otherwise the largest value is white.
    """
    if fractions and largest <= 16:
        return max(1.0, largest)
    for white in (255.0, 65535.0):
        if largest <= white:
            return white
    return largest


def white_notice(white: float) -> str:
    """Return the sentence that `white` was guessed; empty if it is the usual value of a format."""
    if white in {1.0, 255.0, 65535.0}:
        return ""
    return f"Its values do not say what is white; the largest one, {white:g}, was taken."


def _color_key(image: Pillow.Image, header: Header) -> int | tuple[int, ...] | None:
    """Return the transparent grey or colour, in the scale of the decoded samples, or None."""
    key = image.info.get("transparency")
    if image.mode not in {"1", "L", "I", "I;16", "RGB"} or not isinstance(key, int | tuple):
        return None
    if isinstance(key, int):
        return key * _PNG_KEY_SCALE.get(header.raw_mode, 1)
    if header.raw_mode == "RGB;16B":
        return tuple(int(channel) >> 8 for channel in key)
    return tuple(int(channel) for channel in key)
