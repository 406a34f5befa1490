"""The texts of the page "K-means explained"."""

from __future__ import annotations

from dataclasses import dataclass

from quantizer.language import mark


@dataclass(frozen=True, slots=True)
class Section:
    """A term and what it means.

    Parameters
    ----------
    title
        The term.
    text
        A few sentences.
    picture
        Name of its picture in `explained_pictures.PICTURES`; empty for none.
    """

    title: str
    text: str
    picture: str = ""


SECTIONS = (
    Section(
        mark("K-means in one minute"),
        mark(
            "K-means divides points into k groups, called clusters, so that the points of "
            "a cluster lie close together. The points can be anything that numbers "
            "describe: the colours of an image, the customers of a shop, or the dots on "
            "the right.\n\nYou choose k. K-means places k centroids and then repeats two "
            "steps, assign and update, until nothing changes.\n\nIn this program the points "
            "are the colours of the image, and the centroids become the palette."
        ),
        "points",
    ),
    Section(
        mark("Centroid"),
        mark(
            "A centroid is the centre of a cluster: the mean of its points. For an image "
            "it is the mean colour of the cluster, and so an entry of the palette. The "
            "numbered discs in the pictures are centroids."
        ),
        "start",
    ),
    Section(
        mark("Assign"),
        mark(
            "In this step each point goes to its nearest centroid. All points of one "
            "centroid are a cluster. The border between two clusters lies halfway between "
            "their centroids, and is always a straight line: the picture shows the region "
            "of each centroid as a tint."
        ),
        "assign",
    ),
    Section(
        mark("Update"),
        mark(
            "In this step each centroid moves to the mean of its points. The lines in the "
            "picture show from where. Now some points may be nearer to another centroid, "
            "so K-means assigns again."
        ),
        "update",
    ),
    Section(
        mark("Inertia"),
        mark(
            "Inertia measures how far the points are from their centroids: square the "
            "distance of each point to its centroid, and add up all squares. Both steps "
            "can only lower it, so K-means always comes to an end. It has converged once "
            "an assignment changes nothing.\n\nInertia can be compared only for the same "
            "points, colour space and distance."
        ),
        "inertia",
    ),
    Section(
        mark("Start"),
        mark(
            "K-means finds a low inertia near its start, which need not be the lowest of "
            "all. In the picture two centroids began in one group and cannot leave it; the "
            "third serves two groups. That is why the program tries several starts and "
            "keeps the best.\n\nThe seed is the number that random choices are made from: "
            "the same seed gives the same start."
        ),
        mark("bad start"),
    ),
    Section(
        "k-means++",
        mark(
            "A start at random may place two centroids side by side. k-means++ chooses "
            "them one by one: the farther a point is from the centroids chosen so far, the "
            "likelier it is the next. In the picture the size of a point shows how likely "
            "it is."
        ),
        "k-means++",
    ),
    Section(
        mark("k and the elbow"),
        mark(
            "With more clusters the inertia is always lower, so the lowest inertia tells "
            "nothing about k. Often the curve of inertia over k falls steeply at first and "
            "then flattens. The bend is called the elbow or knee, and is a good k: more "
            "clusters gain little."
        ),
        "elbow",
    ),
    Section(
        mark("Silhouette"),
        mark(
            "The silhouette compares, for each point, the mean distance to the points of "
            "its own cluster with that to the points of the nearest other cluster. It is 1 "
            "for clusters that are compact and far apart, about 0 where they touch, and "
            "negative for points in the wrong cluster. A k with the highest mean "
            "silhouette suits the points."
        ),
        "silhouette",
    ),
    Section(
        mark("What K-means cannot see"),
        mark(
            "Each point goes to the nearest centroid, so clusters are compact and their "
            "borders are straight. K-means cuts through shapes that are long, bent or "
            "inside one another, such as these two moons, even if their parts are clearly "
            "separate."
        ),
        "moons",
    ),
    Section(
        mark("Outlier"),
        mark(
            "An outlier is a point far from all others. Its squared distance counts so "
            "much that it pulls a centroid towards itself, or takes one for itself alone. "
            "Here one far point, on the right, has a cluster of its own, and both groups "
            "share the other centroid."
        ),
        "outlier",
    ),
    Section(
        mark("Distance, or metric"),
        mark(
            "Euclidean distance is the length of a straight line. Manhattan distance adds "
            "up the differences along each axis, as on a grid of streets; its centroid is "
            "the median of each coordinate, which an outlier hardly moves. With it the "
            "groups of the picture above come apart."
        ),
        "manhattan",
    ),
)
"""All sections, in the order in which the terms build on one another."""
