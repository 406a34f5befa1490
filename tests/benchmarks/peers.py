"""The other programs, in one process: each as its manual recommends, undithered and in sRGB.

All start from decoded pixels in the form that they need, and end with one palette entry per pixel
and 8-bit colours:

- *libimagequant* at its default speed, with raw bytes; *imagequant-pillow* is the same through the
  binding's function for Pillow images, which converts the pixels one by one in Python.
- *Pillow*: ``Image.quantize`` with median cut and with the fast octree.
- *scikit-learn*: ``KMeans`` on the distinct colours with their weights. Counting them, rounding the
  centroids and finding the nearest one of each colour is part of the time.
- *OpenCV*: ``kmeans`` on all pixels as float32, k-means++, one attempt, at most 10 iterations or a
  movement of 1, as in its tutorial.
- *faiss*: ``Kmeans`` on the distinct colours with their weights, 25 iterations (its default), on
  all of them instead of a sample.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import PIL.Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tests.benchmarks.contender import Contender
    from tests.benchmarks.picture import Picture

    Pixels = NDArray[np.uint8]


class _Peer:
    """A library that may be missing, and whose result is indices with a palette."""

    module: ClassVar[str]
    takes_alpha = False

    def __init__(self, name: str) -> None:
        self.name = name
        self._library: Any = importlib.import_module(self.module)

    def restore(self, picture: Picture, result: tuple[Pixels, Pixels]) -> Pixels:
        """Look every pixel up in the palette."""
        indices, palette = result
        if palette.shape[1] == 3:
            palette = np.pad(palette, ((0, 0), (0, 1)), constant_values=255)
        colors: Pixels = palette[indices].reshape(picture.rgba.shape)
        return colors


class Libimagequant(_Peer):
    """libimagequant through the bytes of an image."""

    module = "imagequant"
    takes_alpha = True

    def run(self, picture: Picture, k: int) -> tuple[bytes, list[int]]:
        """Reduce."""
        result: tuple[bytes, list[int]] = self._library.quantize_raw_rgba_bytes(
            picture.raw, *picture.size, dithering_level=0, max_colors=k
        )
        return result

    def restore(self, picture: Picture, result: Any) -> Pixels:
        """Look every pixel up in the palette of RGBA entries."""
        indices, palette = result
        table = np.array(palette, np.uint8).reshape(-1, 4)
        return super().restore(picture, (np.frombuffer(indices, np.uint8), table))


class ImagequantPillow(_Peer):
    """libimagequant through its binding's function for Pillow images."""

    module = "imagequant"
    takes_alpha = True

    def run(self, picture: Picture, k: int) -> PIL.Image.Image:
        """Reduce."""
        result: PIL.Image.Image = self._library.quantize_pil_image(
            picture.pillow_rgba, dithering_level=0, max_colors=k
        )
        return result

    def restore(self, _picture: Picture, result: Any) -> Pixels:
        """Convert the result to RGBA with Pillow."""
        return np.asarray(result.convert("RGBA"))


class Pillow:
    """One method of Pillow's ``quantize``."""

    takes_alpha = False

    def __init__(self, name: str, method: PIL.Image.Quantize) -> None:
        self.name = name
        self._method = method

    def run(self, picture: Picture, k: int) -> PIL.Image.Image:
        """Reduce."""
        return picture.pillow_rgb.quantize(k, self._method, dither=PIL.Image.Dither.NONE)

    def restore(self, _picture: Picture, result: PIL.Image.Image) -> Pixels:
        """Convert the result to RGBA with Pillow."""
        return np.asarray(result.convert("RGBA"))


class ScikitLearn(_Peer):
    """scikit-learn's ``KMeans``; the best of `n_init` runs."""

    module = "sklearn.cluster"

    def __init__(self, name: str, n_init: int) -> None:
        super().__init__(name)
        self._metrics = importlib.import_module("sklearn.metrics")
        self._n_init = n_init

    def run(self, picture: Picture, k: int) -> tuple[Pixels, Pixels]:
        """Reduce."""
        colors, weights, places = _distinct(picture.rgb)
        k = min(k, len(colors))
        model = self._library.KMeans(k, n_init=self._n_init, random_state=0)
        palette = _rounded(model.fit(colors, sample_weight=weights).cluster_centers_)
        entries = self._metrics.pairwise_distances_argmin(colors, palette.astype(np.float32))
        return entries.astype(np.uint8)[places], palette


class OpenCV(_Peer):
    """OpenCV's ``kmeans``."""

    module = "cv2"

    def run(self, picture: Picture, k: int) -> tuple[Pixels, Pixels]:
        """Reduce."""
        cv2 = self._library
        pixels = picture.rgb.reshape(-1, 3).astype(np.float32)
        criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
        cv2.setRNGSeed(0)
        k = min(k, len(pixels))
        _, labels, centers = cv2.kmeans(pixels, k, None, criteria, 1, cv2.KMEANS_PP_CENTERS)
        return labels.astype(np.uint8), _rounded(centers)


class Faiss(_Peer):
    """faiss' ``Kmeans``."""

    module = "faiss"

    def run(self, picture: Picture, k: int) -> tuple[Pixels, Pixels]:
        """Reduce."""
        colors, weights, places = _distinct(picture.rgb)
        k = min(k, len(colors))
        model = self._library.Kmeans(
            3, k, seed=0, min_points_per_centroid=1, max_points_per_centroid=len(colors)
        )
        model.train(colors, weights=weights)
        palette = _rounded(model.centroids)
        index = self._library.IndexFlatL2(3)
        index.add(palette.astype(np.float32))
        return index.search(colors, 1)[1].astype(np.uint8)[places], palette


PEERS: dict[str, Callable[[str], Contender]] = {
    "libimagequant": Libimagequant,
    "imagequant-pillow": ImagequantPillow,
    "pillow-mediancut": lambda name: Pillow(name, PIL.Image.Quantize.MEDIANCUT),
    "pillow-fastoctree": lambda name: Pillow(name, PIL.Image.Quantize.FASTOCTREE),
    "sklearn-1": lambda name: ScikitLearn(name, 1),
    "sklearn-10": lambda name: ScikitLearn(name, 10),
    "opencv": OpenCV,
    "faiss": Faiss,
}
"""Constructors by name; they raise ImportError if the library is not installed."""


def _distinct(
    rgb: Pixels,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.intp]]:
    """Return the distinct colours (n, 3), their weights (n,) and the index of each pixel."""
    packed = rgb.reshape(-1, 3).astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    found, places, counts = np.unique(packed, return_inverse=True, return_counts=True)
    colors = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
    return colors.astype(np.float32), counts.astype(np.float32), places


def _rounded(centers: NDArray[np.floating[Any]]) -> Pixels:
    """Return centroids as 8-bit colours."""
    colors: Pixels = np.clip(np.rint(centers), 0, 255).astype(np.uint8)
    return colors
