"""Tables of numbers: reading, scaling and clustering them, and what sets their segments apart."""
