"""Which files are converted, and where to; decided before anything is written."""
