"""Translations of the window, one gettext catalogue for each language, and their extraction."""
