"""Files that ship with the application: icons and the sample image."""
