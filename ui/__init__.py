"""The window: what a person sees of Quantizer; imports the library, never the other way round."""
