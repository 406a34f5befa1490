"""What a batch did, written down for resume and undo."""
