"""Resizing, tone and sharpening: what happens to an image before its colours are chosen."""
