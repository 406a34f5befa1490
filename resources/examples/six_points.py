"""Six points in two clusters: small enough to check K-means by hand.

Prints the clusters and saves ``six_points.png`` in the current folder.
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from quantizer import KMeans

points = np.array([[1, 2], [1, 4], [1, 0], [10, 2], [10, 4], [10, 0]])
new_points = np.array([[0, 0], [12, 3]])

model = KMeans(n_clusters=2, random_state=0).fit(points)
new_labels = model.predict(new_points)

for cluster, (x, y) in enumerate(model.cluster_centers_):
    members = ", ".join(f"({x}, {y})" for x, y in points[model.labels_ == cluster])
    print(f"Cluster {cluster}: the points {members}; their centroid is ({x:g}, {y:g})")
print(f"Inertia: {model.inertia_:g}, the sum of the squared distances to the centroids")
for (x, y), label in zip(new_points, new_labels, strict=True):
    print(f"The new point ({x}, {y}) belongs to cluster {label}")

figure = Figure(figsize=(6, 3.5), layout="constrained")
axes = figure.subplots()
colors = {"cmap": "viridis", "vmin": 0, "vmax": 1.5}
axes.scatter(points[:, 0], points[:, 1], c=model.labels_, s=60, label="points", **colors)
axes.scatter(new_points[:, 0], new_points[:, 1], c=new_labels, marker="^", label="new", **colors)
centroids = model.cluster_centers_
axes.scatter(centroids[:, 0], centroids[:, 1], c="red", marker="x", s=90, label="centroids")
axes.set(title="Six points in two clusters", xlabel="x", ylabel="y")
axes.legend(loc="upper center")
figure.savefig("six_points.png")
print("Picture: six_points.png")
