"""``python -m quantizer``: the command line, without a window."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    try:
        from quantizer import cli  # noqa: PLC0415 - see below

        return cli.main(sys.argv[1:])
    except KeyboardInterrupt:  # before the command line was there to hear it
        sys.stderr.write("quantizer: interrupted\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
