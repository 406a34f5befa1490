"""One palette for many files."""
