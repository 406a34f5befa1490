"""Playback of animations: the clock, the store of frame pictures, and their presenter."""
