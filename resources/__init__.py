"""Files that are installed with the application: icons, sample image, blue-noise mask."""
