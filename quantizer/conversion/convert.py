"""One file in, the bytes of a reduced one out.

    load: read the file -> drop what the format to be written cannot hold, and say so
        -> reduce: still or moving -> encode

Between the two a caller can tell a person what will be lost. Nothing is written here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from quantizer.image.palette import format_hex
from quantizer.image_files.formats import AlphaSupport
from quantizer.image_files.read_animation import read_animation
from quantizer.image_files.write import encode
from quantizer.image_files.write_animation import ANIMATED, encode_animation
from quantizer.progress import SILENT, Stage
from quantizer.reduction.alpha import apply_alpha_mode, has_soft_edges, idle_matte
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import AlphaMode, Effort

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.conversion.recipe import Recipe
    from quantizer.image.image import Animation, IndexedAnimation, IndexedImage
    from quantizer.image_files.write import Encoded
    from quantizer.progress import Progress
    from quantizer.reduction.pipeline import Quantized


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A file that was read, as far as the format to be written can hold it.

    Parameters
    ----------
    animation
        Its frames; one if it does not move, or cannot in that format.
    recipe
        How it is converted; its settings ask for no more transparency than the format holds.
    notices
        Sentences the user should see: what was left out.
    """

    animation: Animation
    recipe: Recipe
    notices: tuple[str, ...]

    @property
    def moves(self) -> bool:
        """Whether there is more than one frame."""
        return len(self.animation.frames) > 1


@dataclass(frozen=True, slots=True, eq=False)
class Reduced:
    """A reduced file.

    Parameters
    ----------
    result
        How it came about; where the frames' palettes differ, its palette is the largest.
    images
        The reduced frames.
    encoded
        The file's bytes, and what the format could not keep.
    """

    result: Quantized
    images: tuple[IndexedImage, ...]
    encoded: Encoded


def load(
    path: Path, recipe: Recipe, progress: Progress = SILENT, *, data: bytes | None = None
) -> Loaded:
    """Read what the format to be written can hold of a file.

    Parameters
    ----------
    path
        The file.
    recipe
        How it is converted.
    progress
        Told how far the reading is.
    data
        The file's bytes, if they are at hand; it is not opened then.

    Raises
    ------
    ReadError
        If the file cannot be read.
    Cancelled
        If `progress` says so.
    """
    file_format, alpha = recipe.file_format, recipe.settings.alpha
    animation = read_animation(
        path,
        max_megapixels=recipe.max_megapixels,
        progress=progress,
        keep_profile=recipe.keep_profile and file_format.keeps_profile,
        data=data,
    )
    notices = animation.source.notices
    label = file_format.label
    if recipe.keep_profile and not file_format.keeps_profile and animation.metadata.icc_profile:
        notices += (f"{label} cannot hold a colour profile; the colours are sRGB now.",)
    if len(animation.frames) > 1 and file_format not in ANIMATED:
        notices += (f"{label} holds no animation; only the first frame is used.",)
        animation = replace(animation, frames=animation.frames[:1])
    mode, lost = _held_alpha(recipe, animation)
    if mode is not alpha.mode:
        settings = replace(recipe.settings, alpha=replace(alpha, mode=mode))
        recipe = replace(recipe, settings=settings)
    return Loaded(animation, recipe, notices + lost)


def reduce(loaded: Loaded, progress: Progress = SILENT) -> Reduced:
    """Reduce a file that was read, and encode the result.

    Parameters
    ----------
    loaded
        The file.
    progress
        Told stage and fraction; asked whether the job is still wanted.

    Raises
    ------
    SettingsError, QualityError, SizeError
        As `quantizer.reduction.pipeline.quantize` does.
    WriteError
        If the format cannot hold the result.
    Cancelled
        If `progress` says so.
    """
    return _reduce_frames(loaded, progress) if loaded.moves else _reduce_image(loaded, progress)


def measure_psnr(loaded: Loaded, reduced: Reduced, progress: Progress = SILENT) -> float:
    """Return the PSNR of a result, in dB; infinite for an exact one.

    Of an animation those frames are measured that ``Recipe.with_metrics`` measures; what the
    format cannot hold of soft edges is not held against the result.
    """
    from quantizer.metrics.metrics import mean_psnr  # noqa: PLC0415 - seldom wanted by `reduce`

    frames, alpha = loaded.animation.frames, loaded.recipe.settings.alpha
    measured: tuple[int, ...] = (0,)
    if loaded.moves:
        from quantizer.animation.quantize import measured_frames  # noqa: PLC0415 - as below

        measured = measured_frames(len(frames))
    pairs = [
        (apply_alpha_mode(frames[number].image, alpha, progress), reduced.images[number])
        for number in measured
    ]
    return mean_psnr(pairs, progress)


def _held_alpha(recipe: Recipe, animation: Animation) -> tuple[AlphaMode, tuple[str, ...]]:
    """Return what becomes of transparency, all of which the format may not hold, and notices.

    It goes before colours are chosen, so that none is chosen for what is not seen.
    """
    file_format, alpha = recipe.file_format, recipe.settings.alpha
    images = [frame.image for frame in animation.frames]
    if file_format.alpha is AlphaSupport.NONE and alpha.mode is not AlphaMode.OPAQUE:
        mode = AlphaMode.OPAQUE
        matte = "white" if alpha.matte is None else format_hex((*alpha.matte, 255))
        notice = f"{file_format.label} cannot hold transparency; the image was put on {matte}."
        is_lost = any(image.has_alpha for image in images)
    elif file_format.alpha is AlphaSupport.BINARY and alpha.mode is AlphaMode.FULL:
        mode = AlphaMode.THRESHOLD
        notice = (
            f"{file_format.label} cannot hold partial transparency; each pixel is now opaque or "
            "clear (--alpha dither and --matte are other ways)."
        )
        is_lost = any(has_soft_edges(image) for image in images)
    else:
        return alpha.mode, idle_matte(alpha, images)
    return (mode, (notice,)) if is_lost else (alpha.mode, ())


class _Encoder:
    """Encodes results, and remembers the files of those that are still in use."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._done: WeakKeyDictionary[IndexedImage, Encoded] = WeakKeyDictionary()

    def __call__(self, indexed: IndexedImage) -> Encoded:
        """Return the file of an image."""
        if indexed not in self._done:
            self._done[indexed] = encode(
                indexed,
                self._recipe.file_format,
                keep_exif=self._recipe.keep_exif,
                optimize=self._recipe.optimize,
                hurried=self._recipe.settings.cluster.effort is Effort.FAST,
                threads=self._recipe.threads,
            )
        return self._done[indexed]

    def animated(self, indexed: IndexedAnimation, progress: Progress = SILENT) -> Encoded:
        """Return the file of an animation; it is known by its first frame."""
        first = indexed.frames[0].image
        if first not in self._done:
            self._done[first] = encode_animation(
                indexed,
                self._recipe.file_format,
                optimize=self._recipe.optimize,
                threads=self._recipe.threads,
                progress=progress,
            )
        return self._done[first]

    def size(self, indexed: IndexedImage) -> int:
        """Return the bytes of the file of an image."""
        return len(self(indexed).data)

    def animated_size(self, indexed: IndexedAnimation) -> int:
        """Return the bytes of the file of an animation."""
        return len(self.animated(indexed).data)


def _reduce_image(loaded: Loaded, progress: Progress) -> Reduced:
    recipe = loaded.recipe
    encoder = _Encoder(recipe)
    result = quantize(
        loaded.animation.frames[0].image,
        recipe.settings,
        progress,
        with_metrics=recipe.with_metrics,
        palette=recipe.palette,
        threads=recipe.threads,
        file_size=encoder.size,
    )
    progress.at(Stage.WRITE).report(0)
    return Reduced(result, (result.indexed,), encoder(result.indexed))


def _reduce_frames(loaded: Loaded, progress: Progress) -> Reduced:
    """Reduce an animation; where palettes differ, the one told of is the largest."""
    from quantizer.animation.quantize import quantize_animation  # noqa: PLC0415 - stills are the rule
    from quantizer.animation.target_search import fit_animation  # noqa: PLC0415 - as above

    recipe = loaded.recipe
    encoder = _Encoder(recipe)
    if recipe.settings.target.max_bytes is None:
        found = quantize_animation(
            loaded.animation,
            recipe.settings,
            progress,
            with_metrics=recipe.with_metrics,
            palette=recipe.palette,
            threads=recipe.threads,
        )
    else:
        found = fit_animation(
            loaded.animation,
            recipe.settings,
            encoder.animated_size,
            progress,
            with_metrics=recipe.with_metrics,
            threads=recipe.threads,
        )
    encoded = encoder.animated(found.indexed, progress)
    images, result = tuple(frame.image for frame in found.indexed.frames), found.quantized
    if recipe.has_frame_palettes:
        largest = max((image.palette for image in images), key=len)
        result = replace(result, palette=largest)
    return Reduced(result, images, encoded)
