"""ICC profiles: into sRGB with perceptual intent, and left alone where that changes nothing.

`plan_conversion` looks at a profile and at the colours it is for and decides once per image:
nothing to do (it describes sRGB, to within one level), convert, or unusable. The conversion is
then applied strip by strip.
"""

from __future__ import annotations

import io
import struct
from functools import cache
from typing import Any

import numpy as np
from PIL import Image as Pillow
from PIL import ImageCms

from quantizer.image_files.conversion import Conversion

_SPACES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab ": "LAB"}
"""Colour space of a profile, as its header spells it, to the mode of pixels it is for."""

UNUSABLE = "Its colour profile cannot be used; its colours are taken as sRGB."

NOT_KEPT = "Its colour profile is not one for RGB, so its colours are converted to sRGB."


@cache
def srgb_profile() -> bytes:
    """Return an sRGB profile whose bytes are the same on every day."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # Bytes 24 to 35 of the header are the date of creation (ICC.1:2010, 7.2): now, by default.
    data[24:36] = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    return bytes(data)


def plan_conversion(
    mode: str, icc_profile: bytes | None, *, keep_profile: bool = False
) -> Conversion:
    """Decide how pixels of `mode` (``L``, ``RGB``, ``CMYK``, ``LAB``) become sRGB.

    Parameters
    ----------
    mode
        Mode of the pixels.
    icc_profile
        The profile that came with them, or None.
    keep_profile
        Whether the colours stay as they are, for the profile to go with them. Only RGB can: the
        palette that will be written is RGB.

    Returns
    -------
    Conversion
        Its `mode` is `mode`, or ``RGB`` for grey pixels that came with an RGB profile.
    """
    if not icc_profile:
        return _without_profile(mode)
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc_profile))
        wanted = _SPACES[profile.profile.xcolor_space]
        if wanted != mode and (mode, wanted) != ("L", "RGB"):
            return _without_profile(mode, UNUSABLE)
        transform = _transform(profile, wanted)
        is_srgb = _changes_nothing(wanted, transform)
        own_profile = icc_profile if wanted == "RGB" and not is_srgb else None
        if keep_profile and wanted == "RGB":
            return Conversion(mode, None, icc_profile, own_profile=own_profile)
        if is_srgb:
            # A grey profile cannot tag the RGB palette that will be written.
            return Conversion(mode, None, icc_profile if wanted == "RGB" else srgb_profile())
        notice = NOT_KEPT if keep_profile else ""
        return Conversion(wanted, transform, srgb_profile(), notice, own_profile)
    except Exception:  # noqa: BLE001 - whatever is wrong with a profile, the pixels are still good
        return _without_profile(mode, UNUSABLE)


def _without_profile(mode: str, notice: str = "") -> Conversion:
    # Pillow itself converts everything but LAB, which it leaves to the colour management.
    transform = _transform(ImageCms.createProfile("LAB"), "LAB") if mode == "LAB" else None
    return Conversion(mode, transform, None, notice)


def _transform(profile: Any, mode: str) -> Any:
    return ImageCms.buildTransform(
        profile,
        ImageCms.createProfile("sRGB"),
        mode,
        "RGB",
        renderingIntent=ImageCms.Intent.PERCEPTUAL,
    )


def _changes_nothing(mode: str, transform: Any) -> bool:
    """Tell whether no colour of a cube moves by more than one level."""
    if mode not in {"L", "RGB"}:
        return False
    levels = np.arange(256, dtype=np.uint8)
    if mode == "RGB":
        steps = np.arange(0, 256, 15, dtype=np.uint8)
        cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3)
        greys = np.repeat(levels[:, np.newaxis], 3, axis=1)
        colors = np.concatenate([cube, greys])[np.newaxis]
        wanted = colors
    else:
        colors = levels[np.newaxis]
        wanted = np.repeat(colors[..., np.newaxis], 3, axis=2)
    converted = ImageCms.applyTransform(Pillow.fromarray(colors), transform)
    difference = np.asarray(converted).astype(int) - wanted
    return int(np.abs(difference).max()) <= 1
