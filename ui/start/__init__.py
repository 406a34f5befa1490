"""The start page: what the main window shows while no image is open."""
