"""Read and write image files.

`read.read_image` reads a file into an `Image`, `write.write_image` writes an `IndexedImage` to a
file, `formats` lists the formats, and `atomic` is the only module that writes output files. Nothing
is imported here, so that the command line can list the formats without loading NumPy or Pillow.
"""
