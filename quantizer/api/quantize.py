"""`quantize` and `quantize_animation` for what people have, with keywords."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Unpack

from quantizer.api.image import as_image, is_pillow_image
from quantizer.api.keywords import settings_from
from quantizer.api.palette import as_palette
from quantizer.errors import DataTypeError, type_name
from quantizer.image.image import Animation
from quantizer.progress import SILENT, Progress
from quantizer.reduction import pipeline

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image as Pillow

    from quantizer.animation.quantized_animation import QuantizedAnimation
    from quantizer.api.image import ImageLike
    from quantizer.api.keywords import Count, SettingKeywords
    from quantizer.api.palette import PaletteLike
    from quantizer.image.histogram import Histogram
    from quantizer.image.image import IndexedImage
    from quantizer.reduction.quantized import Quantized
    from quantizer.settings.settings import Settings


def quantize(
    image: ImageLike,
    colors: Count | Settings | None = None,
    progress: Progress = SILENT,
    *,
    settings: Settings | None = None,
    palette: PaletteLike | None = None,
    with_metrics: bool = True,
    threads: int | None = None,
    histogram: Histogram | None = None,
    file_size: Callable[[IndexedImage], int] | None = None,
    **keywords: Unpack[SettingKeywords],
) -> Quantized:
    """Reduce an image to a palette.

    Parameters
    ----------
    image
        A path, a `PIL.Image` of any mode, an array (height, width) or (height, width, 1 to 4) of
        uint8, uint16, bool or floating point from 0 to 1, or an `Image`; see `as_image`.
    colors
        Most colours, 1 to 256, a transparent entry included; by default 256. ``"elbow"`` or
        ``"silhouette"`` finds a number that suits the image. `Settings` can be given here, too.
    progress
        Told stage and fraction; checked for a cancel at least every quarter of a second.
    settings
        All settings in one value; `colors` and the keywords change single ones of it.
    palette
        Colours to use in place of those that would be found: a `Palette`, the name of a built-in
        palette, a palette file, a list of hex codes or of (red, green, blue), or an array; see
        `as_palette`. If `colors` is less than their number, those that serve the image best.
    with_metrics
        Whether to measure MSE, PSNR, SSIM and CIEDE2000, which may take longer than the rest.
    threads
        Most threads at work, None for one per processor core; the result does not depend on it.
        Several threads may call this function at a time.
    histogram
        The image's histogram, if known.
    file_size
        Returns the size of a result in bytes, for ``max_bytes``; by default that of a PNG file.
    **keywords
        Single settings, such as ``dither="none"``, ``space="oklab"``, ``effort="best"``,
        ``alpha="threshold"``; `SettingKeywords` lists them.

    Returns
    -------
    Quantized
        The result: ``indices``, ``palette``, ``metrics``, ``to_pil()``, ``to_array()``, ``save()``.

    Raises
    ------
    DataTypeError
        If `image` or `palette` is nothing of the kind; a `TypeError`.
    DataError
        If an array has no pixel, or floating-point values that are not within 0 to 1.
    ReadError
        If a file cannot be read.
    SettingsError
        If a setting has a value that is not allowed, or cannot be used with this image.
    QualityError, SizeError
        If no number of colours meets ``min_psnr`` or ``max_bytes``.
    Cancelled
        If `progress` is cancelled.

    Examples
    --------
    >>> from quantizer import quantize
    >>> result = quantize("photo.jpg", colors=16, dither="none", space="oklab")
    >>> len(result.palette), result.indices.shape
    (16, (64, 96))
    >>> quantize("photo.jpg", palette=["#000", "#fff"]).palette.hex
    ['#000000', '#ffffff']
    """
    chosen = settings_from(colors, settings, keywords)
    given = None if palette is None else as_palette(palette)
    if chosen.target.max_bytes is not None and file_size is None:
        file_size = _png_size
    return pipeline.quantize(
        as_image(image, progress),
        chosen,
        progress,
        with_metrics=with_metrics,
        palette=given,
        histogram=histogram,
        threads=threads,
        file_size=file_size,
    )


def quantize_animation(
    animation: Animation | str | os.PathLike[str] | Pillow.Image,
    colors: Count | Settings | None = None,
    progress: Progress = SILENT,
    *,
    settings: Settings | None = None,
    palette: PaletteLike | None = None,
    with_metrics: bool = True,
    threads: int | None = None,
    **keywords: Unpack[SettingKeywords],
) -> QuantizedAnimation:
    """Reduce all frames of an animation, without flicker.

    Parameters
    ----------
    animation
        An animated file (its path), a `PIL.Image` with several frames, or an `Animation`.
    colors, progress, settings, palette, with_metrics, threads, **keywords
        As for `quantize`. ``frame_palettes="each"`` gives each frame a palette of its own.

    Returns
    -------
    QuantizedAnimation
        The result: ``frames``, ``palette``, ``metrics``, ``save()``.

    Raises
    ------
    DataTypeError
        If `animation` is nothing of the kind; a `TypeError`.
    ReadError, SettingsError, QualityError, Cancelled
        As `quantize` does.

    Examples
    --------
    >>> from quantizer import quantize_animation
    >>> result = quantize_animation("clip.gif", colors=8)
    >>> len(result.frames), len(result.palette) <= 8
    (3, True)
    >>> result.save("clip-8.gif")
    """
    from quantizer.animation import quantize as frames  # noqa: PLC0415 - stills are usual

    return frames.quantize_animation(
        _as_animation(animation, progress),
        settings_from(colors, settings, keywords),
        progress,
        with_metrics=with_metrics,
        palette=None if palette is None else as_palette(palette),
        threads=threads,
    )


def _as_animation(
    animation: Animation | str | os.PathLike[str] | Pillow.Image, progress: Progress
) -> Animation:
    if isinstance(animation, Animation):
        return animation
    if isinstance(animation, str | os.PathLike):
        from quantizer.image_files.read_animation import read_animation  # noqa: PLC0415 - as above

        return read_animation(animation, progress=progress)
    if is_pillow_image(animation):
        from quantizer.image_files.from_pillow import animation_from_pillow  # noqa: PLC0415 - as above

        return animation_from_pillow(animation)
    kind = type_name(animation)
    raise DataTypeError(
        tr("an animation is a path, a PIL.Image or a quantizer.Animation, not {kind}", kind=kind)
    )


def _png_size(indexed: IndexedImage) -> int:
    """Return the size of an image as a PNG file, in bytes."""
    from quantizer.image_files.formats import format_by_name  # noqa: PLC0415 - seldom needed
    from quantizer.image_files.write import encode  # noqa: PLC0415 - as above

    return len(encode(indexed, format_by_name("png")).data)
