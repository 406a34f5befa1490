"""K-means in single steps, to be watched: seeding, assignment, update."""
