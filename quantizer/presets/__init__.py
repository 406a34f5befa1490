"""Named settings, saved as JSON, for the window and the command line alike."""
