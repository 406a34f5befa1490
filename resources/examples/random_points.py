"""100 random points in three clusters: K-means finds three, whether they are there or not.

The points of one set lie anywhere in a square, those of another around three places.
K-means divides both; the silhouette tells how well the clusters are separated. Prints the clusters
and saves ``random_points.png`` in the current folder.
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from quantizer import KMeans
from quantizer.kmeans.silhouette import silhouettes

rng = np.random.default_rng(seed=0)
places = np.array([[0.2, 0.3], [0.5, 0.8], [0.8, 0.2]])
origins = rng.integers(3, size=100)
sets = {
    "Anywhere in the square": rng.random((100, 2)),
    "Around three places": places[origins] + rng.normal(scale=0.06, size=(100, 2)),
}

figure = Figure(figsize=(8, 4), dpi=80, layout="constrained")
models, scores = [], []
both = figure.subplots(1, 2, sharex=True, sharey=True)
for axes, (title, points) in zip(both, sets.items(), strict=True):
    model = KMeans(n_clusters=3, n_init=10, random_state=0).fit(points)
    score = silhouettes(points, model.labels_).mean()
    sizes = ", ".join(map(str, np.bincount(model.labels_)))
    print(f"{title}: clusters of {sizes} points, mean silhouette {score:.2f}")
    centroids = model.cluster_centers_
    axes.scatter(points[:, 0], points[:, 1], c=model.labels_, cmap="viridis", s=25)
    axes.scatter(centroids[:, 0], centroids[:, 1], c="red", marker="x", s=90)
    axes.set(title=f"{title}: silhouette {score:.2f}", xlabel="x", ylabel="y", aspect="equal")
    models.append(model)
    scores.append(score)
print("The nearer a silhouette is to 1, the better the clusters are separated.")
figure.savefig("random_points.png")
print("Picture: random_points.png")
