"""The canvas: draws the original and the result, split, side by side or as their difference."""
