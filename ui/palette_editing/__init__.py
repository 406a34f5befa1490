"""Editing the palette by hand: what is shown at once, what can be done, and the colour picker."""
