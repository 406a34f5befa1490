"""Starts one command and tells what it took: ``launcher.py DESCRIPTOR COMMAND...``.

A process starts with the peak memory of the one that started it, so the starter has to be small:
this one imports next to nothing. It writes seconds, peak memory in KiB and the exit code to the
open file DESCRIPTOR.
"""

import os
import sys
import time


def main() -> None:
    """Run the command and write its figures."""
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
