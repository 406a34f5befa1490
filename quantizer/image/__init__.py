"""Images in memory: Image, IndexedImage, Animation, Palette, Histogram."""
