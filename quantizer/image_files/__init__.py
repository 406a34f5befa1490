"""Image files in and out.

`read.read_image` turns a file into an `Image`, `write.write_image` turns an `IndexedImage` into a
file, `formats` says which formats there are, and `atomic` is the only place in the project that
puts bytes on a disk. Nothing is imported here: the command line lists the formats without
loading NumPy or Pillow.
"""
