"""Playing an animation and scrubbing through it."""
