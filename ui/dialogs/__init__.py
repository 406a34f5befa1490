"""The dialogs: export, palette export, messages."""
