"""Limits that settings and algorithms share; a module that loads nothing else."""

MAX_COLORS = 256
"""Most entries of an indexed image: one byte per pixel."""
