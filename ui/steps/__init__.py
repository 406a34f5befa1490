"""The mode in which K-means is stepped through."""
