"""Start the program from a checkout, without installing it: ``python main.py``."""

from __future__ import annotations

import sys

from quantizer.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
