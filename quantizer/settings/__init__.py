"""The settings of a reduction and their enums."""
