"""The cloud of points and centroids, in two or three dimensions."""
