"""An image and settings in, an indexed image out: quantize(), and how the palette is found."""
