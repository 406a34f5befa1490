"""Functions called in other processes, which can be killed at any moment.

`child.call_in_process` makes one call in a new process. `child.ChildProcess` makes one call after
another and is what a pool of workers is built from. `server` runs inside the process, and `message`
carries values between the two.
"""
