"""Images in groups that look alike: K-means on what images are like, not on their pixels.

Of each image its *features* are measured: how often each colour occurs, and which main colours
there are. The number of groups is the one with the largest mean silhouette. Draws 24 small
landscapes of four kinds, or takes the images of a folder: ``python image_groups.py my-photos/``.
Prints the groups and saves ``image_groups.png`` in the current folder.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image, ImageColor, ImageDraw

from quantizer.grouping.described_image import ImageFile
from quantizer.grouping.group import group
from quantizer.grouping.read import ReadImages, read_images
from quantizer.tables.table import printable

SCENES = {  # colours of the sky, the sun or moon, and the land
    "sunset": ("#f08040", "#ffe080", "#602040"),
    "forest": ("#a8d0e0", "#fff8c0", "#207030"),
    "beach": ("#50a8f0", "#fff4a0", "#e8d098"),
    "night": ("#101838", "#e8e8f0", "#080810"),
}
SHOWN = 6
"""Images of a group that the picture shows, the most typical first."""


def draw(scene: str, rng: np.random.Generator) -> Image.Image:
    """Return a landscape of 96 by 64 pixels; each has other shapes and slightly other colours."""
    colors = np.array([ImageColor.getrgb(code) for code in SCENES[scene]])
    varied = np.clip(colors + rng.integers(-12, 13, colors.shape), 0, 255)
    sky, sun, land = map(tuple, varied.tolist())
    image = Image.new("RGB", (96, 64), sky)
    pen = ImageDraw.Draw(image)
    pen.circle(rng.uniform((10, 8), (86, 24)).tolist(), rng.uniform(4, 8), fill=sun)
    hills = zip((0, 24, 48, 72, 96), rng.uniform(28, 44, 5).tolist(), strict=True)
    pen.polygon([(0, 64), *hills, (96, 64)], fill=land)
    return image


def read(folder: Path) -> ReadImages:
    """Return all images of a folder, with their features and thumbnails."""
    files = [ImageFile(path, path.name) for path in sorted(folder.iterdir()) if path.is_file()]
    return read_images(files, ("color", "palette"), with_thumbnails=True)


if len(sys.argv) > 1:
    if not Path(sys.argv[1]).is_dir():
        sys.exit(f"There is no folder {sys.argv[1]}.")
    found = read(Path(sys.argv[1]))
else:
    rng = np.random.default_rng(seed=0)
    with tempfile.TemporaryDirectory() as folder:
        for scene in SCENES:
            for number in range(1, 7):
                draw(scene, rng).save(Path(folder, f"{scene}-{number}.png"))
        found = read(Path(folder))
if not found.images:
    sys.exit(f"There are no images in {sys.argv[1]}.")

grouping = group(found.images, count=None)
print(f"{len(grouping.images)} images in {len(grouping.groups)} groups")
print(f"Mean silhouette: {grouping.silhouette:.2f}")
for one in grouping.groups:
    names = ", ".join(grouping.images[place].file.name for place in one.members)
    print(f"Group {one.title}, silhouette {one.silhouette:.2f}: {printable(names)}")

rows = len(grouping.groups)
figure = Figure(figsize=(8, 1.2 * rows), dpi=80, layout="constrained")
cells = figure.subplots(rows, SHOWN, squeeze=False)
for row, one in zip(cells, grouping.groups, strict=True):
    row[0].set_title(one.title, loc="left")
    for axes in row:
        axes.axis("off")
    for axes, place in zip(row, one.members, strict=False):
        axes.imshow(Image.open(io.BytesIO(grouping.images[place].thumbnail.webp)))
figure.savefig("image_groups.png")
print("Picture: image_groups.png")
