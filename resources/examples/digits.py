"""Handwritten digits in ten clusters: K-means never sees which digit an image shows.

Prints the dominant digit of each cluster and saves ``digits.png`` in the current folder: the
centroids, which are images, too. The data and their source are described in ``SOURCES.txt``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from quantizer import KMeans

table = np.loadtxt(Path(__file__).with_name("digits.csv.gz"), delimiter=",", dtype=int)
images, digits = table[:, :64], table[:, 64]  # 8 x 8 pixels of 0 to 16, and the digit they show

model = KMeans(n_clusters=10, n_init=10, random_state=0).fit(images)

# Row: cluster; column: digit; each cell: how many images of the digit are in the cluster.
counts = np.zeros((10, 10), int)
np.add.at(counts, (model.labels_, digits), 1)
dominant = counts.argmax(axis=1)
accuracy = counts.max(axis=1).sum() / len(digits)

print("Dominant digit  Images  Share  Next digit")
order = np.argsort(dominant)
for cluster in order:
    next_digit, digit = np.argsort(counts[cluster])[-2:]
    size = counts[cluster].sum()
    share, next_share = counts[cluster, [digit, next_digit]] / size
    print(f"{digit:>14}  {size:>6}  {share:>5.0%}  {next_digit} ({next_share:.0%})")
print(f"{accuracy:.0%} of the {len(digits)} images show the dominant digit of their cluster.")

figure = Figure(figsize=(7, 3.4), layout="constrained")
for axes, cluster in zip(figure.subplots(2, 5).flat, order, strict=True):
    axes.imshow(model.cluster_centers_[cluster].reshape(8, 8), cmap="gray_r")
    share = counts[cluster].max() / counts[cluster].sum()
    axes.set(title=f"{dominant[cluster]} ({share:.0%})", xticks=[], yticks=[])
figure.suptitle("Centroids, with the dominant digit and its share")
figure.savefig("digits.png")
print("Picture: digits.png")
