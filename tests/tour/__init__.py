"""A tour through the window by real mouse and key events, with a screenshot of each state.

`python -m tests.tour` starts an X server (Xvfb), a window manager (openbox) and the program, drives
it with xdotool, and writes one picture for each state. In each state it lists the texts that are
cut off and the widgets that overlap. It is no test of the suite: what it shows is to be looked at.
"""
