"""Run one command and measure it: ``launcher.py DESCRIPTOR COMMAND...``.

A process inherits the peak memory of the process that started it. So this one is small and imports
almost nothing. It writes seconds, peak memory in KiB and exit code to the open file DESCRIPTOR.
"""

import os
import sys
import time


def main() -> None:
    """Run the command and write the measurement."""
    descriptor = int(sys.argv[1])
    os.set_inheritable(descriptor, False)
    command = sys.argv[2:]
    started = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    peak = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    figures = f"{seconds} {peak} {os.waitstatus_to_exitcode(status)}"
    os.write(descriptor, figures.encode())


if __name__ == "__main__":
    main()
