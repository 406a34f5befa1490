"""Measure the speed and the error of Quantizer and of comparable programs.

``python -m tests.benchmarks.quantize`` compares algorithms in one process, ``...cli`` complete
processes with pngquant, ``...scale`` time and memory for growing images. Programs that are not
installed (``pip install '.[benchmarks]'``) are left out.
"""
