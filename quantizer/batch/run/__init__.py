"""The tasks of a batch, over any executor."""
