"""Pins: results of the open image that are kept, to be compared with each other."""
