"""The canvas: original and result on one surface, divided by a movable split."""
