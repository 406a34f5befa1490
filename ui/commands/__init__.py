"""What a menu entry or a key does."""
