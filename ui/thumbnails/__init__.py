"""Thumbnails of files: read fast, in a worker, and cached."""
