"""The mode that shows K-means step by step."""
