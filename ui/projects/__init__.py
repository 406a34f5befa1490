"""Projects: an image with all that was chosen for it, saved and opened; and the last state."""
