"""The panels beside the canvas: settings, swatches, metrics."""
