"""The commands of the menus and shortcuts, and what they do."""
