"""One file in, one file out: the road that command line, batch and window share."""
