"""ICC profiles: colours in a profile's space become sRGB, by Little CMS with perceptual intent.

`find_transform` looks once at an image's profile and decides: there is nothing to do (no profile,
or one that describes sRGB to within one level), or the colours are transformed, or the profile
cannot be used. The transform is then applied to one strip of the image after another.

An image may also keep its profile, with its colours in the profile's space. What shows it, and
formats that cannot hold a profile, need those colours in sRGB: `image_to_srgb`,
`indexed_image_to_srgb`, `palette_to_srgb` and `pixels_to_srgb` give them.

Most images have no profile. Therefore Pillow's colour management is loaded at first use.

Sources: ICC.1:2010 (profiles), IEC 61966-2-1 (sRGB).
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image as Pillow

from quantizer.image.frozen import frozen
from quantizer.image.image import Image, IndexedImage
from quantizer.image_files.png_color import is_chunk_profile
from quantizer.progress import SILENT, Progress

from ..language import mark, tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.palette import Palette

_MODES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab ": "LAB"}
"""Colour space in a profile's header to Pillow's mode for it."""

_STRIP_PIXELS = 1 << 17
"""Pixels that are transformed between two checks for a cancel. Not tuned."""

_UNUSABLE = mark("Its colour profile cannot be used; its colours are taken as sRGB.")
_NOT_KEPT = mark("Its colour profile is not one for RGB, so its colours are converted to sRGB.")


@dataclass(frozen=True, slots=True)
class ProfileTransform:
    """How the colours of one image become sRGB.

    Parameters
    ----------
    mode
        Mode that the pixels must have: ``L``, ``RGB``, ``CMYK`` or ``LAB``.
    transform
        Little CMS transform from that mode to RGB, or None if Pillow's own conversion will do.
    icc_profile
        Profile that describes the resulting pixels, or None.
    notice
        Sentence for the user, or an empty string.
    own_profile
        The image's own RGB profile if it describes other colours than sRGB, else None.
    """

    mode: str
    transform: Any = None
    icc_profile: bytes | None = None
    notice: str = ""
    own_profile: bytes | None = None

    def apply(self, image: Pillow.Image) -> Pillow.Image:
        """Return an image of `mode` in sRGB; the same object if there is no `transform`."""
        if self.transform is None:
            return image
        return _image_cms().applyTransform(image, self.transform) or image


def find_transform(
    mode: str, icc_profile: bytes | None, *, keep_profile: bool = False
) -> ProfileTransform:
    """Decide how pixels of `mode` become sRGB.

    Parameters
    ----------
    mode
        Mode of the pixels: ``L``, ``RGB``, ``CMYK`` or ``LAB``.
    icc_profile
        The image's profile, or None.
    keep_profile
        Whether colours stay in the profile's space. This holds for RGB profiles only, because
        the palette that will be written is RGB.

    Returns
    -------
    ProfileTransform
        Its `mode` is `mode`, or ``RGB`` for grey pixels with an RGB profile.
    """
    if not icc_profile:
        return _without_profile(mode)
    try:
        profile = _image_cms().ImageCmsProfile(io.BytesIO(icc_profile))
        profile_mode = _MODES[profile.profile.xcolor_space]
        if profile_mode != mode and (mode, profile_mode) != ("L", "RGB"):
            return _without_profile(mode, tr(_UNUSABLE))
        transform = _transform(profile, profile_mode)
        is_srgb = _is_identity(profile_mode, transform)
        own_profile = icc_profile if profile_mode == "RGB" and not is_srgb else None
        if keep_profile and profile_mode == "RGB":
            return ProfileTransform(mode, None, icc_profile, own_profile=own_profile)
        if is_srgb:
            # A grey profile cannot describe the RGB palette that will be written.
            fitting = icc_profile if profile_mode == "RGB" else srgb_profile()
            return ProfileTransform(mode, None, fitting)
        notice = tr(_NOT_KEPT) if keep_profile else ""
        return ProfileTransform(profile_mode, transform, srgb_profile(), notice, own_profile)
    except Exception:  # noqa: BLE001 - whatever is wrong with a profile, the pixels are still good
        return _without_profile(mode, tr(_UNUSABLE))


@cache
def srgb_profile() -> bytes:
    """Return an sRGB profile that is the same at every call: its date of creation is fixed."""
    cms = _image_cms()
    data = bytearray(cms.ImageCmsProfile(cms.createProfile("sRGB")).tobytes())
    # Bytes 24 to 35 of the header are the date of creation (ICC.1:2010, 7.2), by default now.
    data[24:36] = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    return bytes(data)


def profile_name(icc_profile: bytes) -> str:
    """Return a profile's description, such as ``Display P3``, or an empty string without one."""
    cms = _image_cms()
    try:
        profile = cms.ImageCmsProfile(io.BytesIO(icc_profile))
        return " ".join(cms.getProfileDescription(profile).split())
    except (cms.PyCMSError, OSError, ValueError):
        return ""


def pixels_to_srgb(
    pixels: NDArray[np.uint8], icc_profile: bytes | None, progress: Progress = SILENT
) -> NDArray[np.uint8]:
    """Convert pixels from the space of an RGB profile to sRGB.

    Parameters
    ----------
    pixels
        uint8 (height, width, 4): red, green, blue, alpha (not premultiplied).
    icc_profile
        The profile; None stands for sRGB.
    progress
        Checked for a cancel.

    Returns
    -------
    NDArray[np.uint8]
        uint8 (height, width, 4) with the same alpha; `pixels` itself if it is in sRGB already.

    Raises
    ------
    Cancelled
        If the job was cancelled.
    """
    rgb = _rgb_transform(icc_profile)
    if rgb.transform is None:
        return pixels
    converted = np.empty_like(pixels)
    rows = max(1, _STRIP_PIXELS // pixels.shape[1])
    for top in range(0, len(pixels), rows):
        progress.check()
        strip = np.ascontiguousarray(pixels[top : top + rows])
        height, width = strip.shape[:2]
        # Pillow copies pixels of four bytes as a block, but those of three one by one.
        colors = Pillow.frombytes("RGB", (width, height), strip, "raw", "RGBX")
        data = rgb.apply(colors).tobytes("raw", "RGBX")
        part = converted[top : top + rows]
        part[...] = np.frombuffer(data, np.uint8).reshape(strip.shape)
        part[..., 3] = strip[..., 3]
    return converted


def image_to_srgb(image: Image, progress: Progress = SILENT) -> Image:
    """Return `image` in sRGB: what reading its file without ``keep_profile`` gives.

    It is `image` itself if that is in sRGB already. `progress` is checked for a cancel.
    """
    profile = image.metadata.icc_profile
    pixels = pixels_to_srgb(image.pixels, profile, progress)
    if profile is None or pixels is image.pixels:
        return image
    # Colours that a PNG's chunks describe need no profile once they are in sRGB.
    new_profile = None if is_chunk_profile(profile) else srgb_profile()
    return Image(frozen(pixels), replace(image.metadata, icc_profile=new_profile), image.source)


def palette_to_srgb(palette: Palette, icc_profile: bytes | None) -> Palette:
    """Return a palette in sRGB, from the space of `icc_profile`; itself if it is so already."""
    if not len(palette) or _rgb_transform(icc_profile).transform is None:
        return palette
    return palette.with_colors(pixels_to_srgb(palette.colors[np.newaxis], icc_profile)[0])


def indexed_image_to_srgb(indexed: IndexedImage) -> IndexedImage:
    """Return an image with its palette in sRGB and no profile; itself if it is in sRGB already."""
    palette = palette_to_srgb(indexed.palette, indexed.metadata.icc_profile)
    if palette is indexed.palette:
        return indexed
    return IndexedImage(indexed.indices, palette, replace(indexed.metadata, icc_profile=None))


def _image_cms() -> Any:
    from PIL import ImageCms  # noqa: PLC0415 - most images have no profile

    return ImageCms


@lru_cache(maxsize=4)
def _rgb_transform(icc_profile: bytes | None) -> ProfileTransform:
    return find_transform("RGB", icc_profile)


def _without_profile(mode: str, notice: str = "") -> ProfileTransform:
    # Pillow itself converts every mode but LAB, which it leaves to the colour management.
    transform = _transform(_image_cms().createProfile("LAB"), "LAB") if mode == "LAB" else None
    return ProfileTransform(mode, transform, None, notice)


def _transform(profile: Any, mode: str) -> Any:
    cms = _image_cms()
    srgb, intent = cms.createProfile("sRGB"), cms.Intent.PERCEPTUAL
    return cms.buildTransform(profile, srgb, mode, "RGB", renderingIntent=intent)


def _is_identity(mode: str, transform: Any) -> bool:
    """Return whether no grey, and no colour of a regular grid, moves by more than one level."""
    if mode not in {"L", "RGB"}:
        return False
    colors = levels = np.arange(256, dtype=np.uint8)
    if mode == "RGB":
        steps = np.arange(0, 256, 15, dtype=np.uint8)
        grid = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3)
        colors = np.concatenate([grid, np.repeat(levels[:, np.newaxis], 3, axis=1)])
    image = Pillow.fromarray(colors[np.newaxis])
    converted = np.asarray(_image_cms().applyTransform(image, transform)).astype(int)
    return int(np.abs(converted - np.asarray(image.convert("RGB"))).max()) <= 1
