"""Colour spaces, and features to cluster."""
