"""``python -m quantizer``: the command line, without a window."""

from __future__ import annotations

import sys

from quantizer import cli

sys.exit(cli.main(sys.argv[1:]))
