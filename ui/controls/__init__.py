"""What every window and control does by itself, by one event filter on the application."""
