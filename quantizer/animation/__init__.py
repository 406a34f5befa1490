"""Reduce all frames of an animation, without flicker."""
