"""Customers in segments by what they spend, and the few that fit no segment.

The table ``customers.csv`` is made up, see ``SOURCES.txt``. The elbow of the inertia and the
largest silhouette suggest the number of segments. Then clusters are added as long as the new ones
are small: what is far from everything else gets a cluster of its own, so a small cluster holds
outliers. Prints segments and outliers, and saves ``customers.png`` in the current folder.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from quantizer.settings.enums import Selector
from quantizer.tables.read import read_table
from quantizer.tables.segmentation import SegmentOptions, segment
from quantizer.tables.view import view

path = Path(__file__).with_name("customers.csv")
table = read_table(path)  # the columns of numbers: euros a year, and visits

found = segment(table, SegmentOptions(Selector.ELBOW))
elbow = len(found.centers)
selection = segment(table, SegmentOptions(Selector.SILHOUETTE)).selection
print(f"Number of segments: {elbow} by the elbow of the inertia, {selection.k} by the silhouette")

larger = segment(table, SegmentOptions(elbow + 1))
while larger.small.sum() > found.small.sum():
    found, larger = larger, segment(table, SegmentOptions(len(larger.centers) + 1))

with path.open(encoding="ascii", newline="") as file:
    customers = np.array([row["customer"] for row in csv.DictReader(file)])[found.rows.indices]
for cluster, description in enumerate(found.descriptions):
    members = customers[found.labels == cluster]
    if found.small[cluster]:
        print(f"Outlier: {', '.join(members)}: {description}")
    else:
        means = zip(table.names, found.means[cluster], strict=True)
        print(f"Segment {cluster + 1}: {len(members)} customers, {description}")
        print("   mean: " + ", ".join(f"{name} {mean:,.0f}" for name, mean in means))

figure = Figure(figsize=(10, 4), dpi=80, layout="constrained")
left, right = figure.subplots(1, 2)
curve = selection.candidates
counts = [candidate.k for candidate in curve]
left.plot(counts, [candidate.inertia for candidate in curve], "o-", label="inertia")
left.axvline(elbow, color="gray", linestyle="--", label=f"elbow: {elbow}")
left.set(title="How many segments?", xlabel="clusters", xticks=counts[::2], ylabel="inertia")
scores = left.twinx()
scores.plot(counts, [candidate.silhouette for candidate in curve], "s-C1", label="mean silhouette")
scores.set(ylabel="mean silhouette", ylim=(0, 1))
figure.legend(loc="upper right", bbox_to_anchor=(0.44, 0.88))

seen = view(found)  # the two directions in which the customers differ most
is_outlier = found.small[found.labels]
near, far = seen.points[~is_outlier], seen.points[is_outlier]
right.scatter(near[:, 0], near[:, 1], c=found.labels[~is_outlier], cmap="viridis", s=20)
right.scatter(far[:, 0], far[:, 1], c="red", marker="x", s=60)
for point, name in zip(far, customers[is_outlier], strict=True):
    right.annotate(name, point, xytext=(6, 6), textcoords="offset points", color="red")
for cluster in np.flatnonzero(~found.small):
    right.annotate(str(cluster + 1), seen.centroids[cluster], weight="bold", backgroundcolor="w")
right.set(title="Segments and outliers", xlabel=seen.axes[0], ylabel=seen.axes[1])
figure.savefig("customers.png")
print("Picture: customers.png")
