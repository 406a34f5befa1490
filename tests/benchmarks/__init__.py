"""How fast and how close Quantizer is, beside its peers.

``python -m tests.benchmarks.quantize`` compares algorithms in one process, ``...cli`` whole
processes with pngquant, ``...scale`` time and memory as images grow. Peers that are not installed
(``pip install '.[benchmarks]'``) are left out.
"""
