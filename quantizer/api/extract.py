"""`extract_palette` of one image, and `shared_palette` of several."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

import numpy as np

from quantizer.api.image import as_image, is_pillow_image
from quantizer.api.keywords import settings_from
from quantizer.api.palette import as_palette
from quantizer.closest import did_you_mean
from quantizer.errors import DataError, DataTypeError, SettingsError, type_name
from quantizer.image.image import Image
from quantizer.progress import SILENT, Progress, Stage

from ..language import tr

if TYPE_CHECKING:
    from quantizer.api.image import ImageLike
    from quantizer.api.keywords import Count, SettingKeywords
    from quantizer.api.palette import PaletteLike
    from quantizer.image.palette import Palette
    from quantizer.settings.settings import Settings
    from quantizer.swatches.order import SwatchOrder


def extract_palette(
    image: ImageLike,
    colors: Count | Settings | None = None,
    progress: Progress = SILENT,
    *,
    settings: Settings | None = None,
    palette: PaletteLike | None = None,
    order: SwatchOrder | str | None = None,
    names: PaletteLike | None = None,
    ignore_white: bool = False,
    ignore_background: bool = False,
    min_share: float = 0.0,
    threads: int | None = None,
    **keywords: Unpack[SettingKeywords],
) -> Palette:
    """Return the main colours of an image, as ``quantizer palette`` finds them.

    Parameters
    ----------
    image
        As for `quantize`.
    colors
        Their number, by default 8; as for `quantize`.
    progress, settings, palette, threads, **keywords
        As for `quantize`. By default colours are found in CIELAB, and vivid ones count more.
    order
        Their order: ``"share"`` (the most used first), ``"lightness"``, ``"hue"`` or ``"image"``
        (from its top to its bottom); None leaves them as they are found.
    names
        A palette with names: each colour gets that of the nearest one. ``"css"`` for the names of
        CSS.
    ignore_white, ignore_background
        Whether nearly white pixels, and those like most of the border, are left out.
    min_share
        Share of the pixels, 0 to 1, below which a colour is left out.

    Returns
    -------
    Palette
        Each entry has its share of the pixels.

    Raises
    ------
    DataTypeError, DataError, ReadError, SettingsError, Cancelled
        As `quantize` does.

    Examples
    --------
    >>> from quantizer import extract_palette
    >>> palette = extract_palette("flag.png", 3, order="share")
    >>> [(swatch.hex, swatch.share) for swatch in palette]
    [('#ffffff', 0.5), ('#d22f27', 0.375), ('#1e50a0', 0.125)]
    """
    from quantizer.swatches.extract import SwatchOptions, extract  # noqa: PLC0415 - quantize does without
    from quantizer.swatches.names import css_colors  # noqa: PLC0415 - as above
    from quantizer.swatches.usual_settings import USUAL_SETTINGS  # noqa: PLC0415 - as above

    named = None
    if names is not None:
        is_css = isinstance(names, str) and names == "css"
        named = css_colors() if is_css else as_palette(names)
    options = SwatchOptions(
        _order(order),
        named,
        ignores_white=ignore_white,
        ignores_background=ignore_background,
        min_share=min_share,
    )
    chosen = settings_from(colors, settings, keywords, USUAL_SETTINGS)
    given = None if palette is None else as_palette(palette)
    picture = as_image(image, progress)
    found, _ = extract(
        picture, chosen, options, progress, with_metrics=False, palette=given, threads=threads
    )
    return found


def _order(order: SwatchOrder | str | None) -> SwatchOrder | None:
    """Return an order for its word.

    Raises
    ------
    SettingsError
        If there is no such order.
    """
    from quantizer.swatches.order import SwatchOrder  # noqa: PLC0415 - as above

    if order is None:
        return None
    if order not in list(SwatchOrder):
        message = tr(
            "order is {order!r}, but must be one of {known}",
            order=order,
            known=", ".join(SwatchOrder),
        )
        raise SettingsError(message + did_you_mean(order, SwatchOrder))
    return SwatchOrder(order)


def shared_palette(
    images: Iterable[ImageLike],
    colors: Count | Settings | None = None,
    progress: Progress = SILENT,
    *,
    settings: Settings | None = None,
    palette: PaletteLike | None = None,
    **keywords: Unpack[SettingKeywords],
) -> Palette:
    """Return one palette for several images, as ``quantizer batch --share all`` finds it.

    Each pixel counts the same, so large images count more than small ones. If any image has
    transparent pixels, there is a transparent entry.

    Parameters
    ----------
    images
        What `quantize` takes, in a list, or one after the other from a generator: only the colours
        are kept.
    colors, settings, **keywords
        As for `quantize`. Colours are chosen for the dither with which the images will be reduced.
    progress
        Told stage and fraction.
    palette
        A palette of which those entries are returned that serve the images best.

    Returns
    -------
    Palette
        To be given to `quantize` with each image; its entries have their share of all pixels.

    Raises
    ------
    DataTypeError
        If it is not a list of images; a `TypeError`.
    DataError, ReadError, SettingsError, Cancelled
        As `quantize` does.

    Examples
    --------
    >>> from quantizer import quantize, shared_palette
    >>> palette = shared_palette(["photo.jpg", "flag.png"], colors=32)
    >>> photo, flag = (quantize(name, palette=palette) for name in ("photo.jpg", "flag.png"))
    >>> photo.palette.hex == flag.palette.hex
    True
    """
    from quantizer.batch.shared_palette.color_tally import ColorTally  # noqa: PLC0415 - as above
    from quantizer.batch.shared_palette.count import add_image  # noqa: PLC0415 - as above
    from quantizer.batch.shared_palette.find import check_target, palette_of_tally  # noqa: PLC0415 - as above
    from quantizer.reduction.alpha import apply_alpha_mode  # noqa: PLC0415 - as above

    _check_several(images)
    chosen = settings_from(colors, settings, keywords).fitted_to_depth()
    check_target(chosen)
    given = None if palette is None else as_palette(palette)
    tally = ColorTally()
    counting = replace(progress.at(Stage.COUNT), is_part=True)
    for image in images:
        flat = apply_alpha_mode(as_image(image, progress), chosen.alpha, counting)
        add_image(tally, flat, chosen, counting)
    if tally.is_empty:
        raise DataError(tr("a palette for several images needs at least one image"))
    return palette_of_tally(tally, chosen, progress, given)


def _check_several(images: object) -> None:
    """Raise `DataTypeError` if this is one image, and not several."""
    is_single_array = isinstance(images, np.ndarray) and images.ndim <= 3
    is_one = isinstance(images, str | bytes | os.PathLike | Image) or is_single_array
    if is_one or not isinstance(images, Iterable) or is_pillow_image(images):
        raise DataTypeError(
            tr("this needs several images, in a list, not {kind}", kind=type_name(images))
        )
