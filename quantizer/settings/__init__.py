"""What the user chose, and the enums of it."""
