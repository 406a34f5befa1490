"""Images sorted into groups: features of whole images, and K-means over them."""
