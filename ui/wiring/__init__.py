"""Connects the parts of the main window: commands to what they do, signals to who listens."""
