"""One file in, the bytes of a reduced one out."""
