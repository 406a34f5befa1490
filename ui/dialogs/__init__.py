"""The dialogs: exporting, saving presets, messages and help."""
