"""The functions of ``from quantizer import …``: they take what people have, and keywords.

`as_image` turns paths, arrays and `PIL.Image` into an `Image`, `keywords` turns words such as
``dither="none"`` into `Settings`, and each function then calls the one of the same name below it.
"""
