"""All frames of an animation, reduced without flicker."""
