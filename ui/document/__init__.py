"""The open image, its settings, its result and undo; no widgets."""
