"""Which palette entry each pixel takes."""
