"""A run is paused and cancelled from other threads and from signal handlers."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from quantizer.batch.run.control import Control
from quantizer.errors import Cancelled
from quantizer.progress import Progress


def test_a_pause_ends_and_a_cancel_does_not() -> None:
    control = Control()
    assert not control.is_paused
    control.pause()
    assert control.is_paused
    control.resume()
    assert not control.is_paused
    control.pause()
    control.cancel()
    control.resume()
    assert control.is_cancelled
    assert not control.is_paused


def test_each_change_calls_the_callback() -> None:
    control, told = Control(), []
    with control.notifying(lambda: told.append(control.is_paused)):
        control.pause()
        control.resume()
    control.pause()
    assert told == [True, False]


def test_a_jobs_line_ends_with_the_run_or_by_itself() -> None:
    control = Control()
    own = control.progress(Progress(cancelled=lambda: True))
    plain = control.progress()
    plain.check()
    with pytest.raises(Cancelled):
        own.check()
    control.cancel()
    with pytest.raises(Cancelled):
        plain.check()


def test_a_sleep_ends_with_its_time_or_with_the_run() -> None:
    control = Control()
    assert not control.wait(0)
    threading.Timer(0.01, control.cancel).start()
    assert control.wait(3600)


def test_a_signal_handler_may_cancel_a_sleep() -> None:
    control = Control()
    former = signal.signal(signal.SIGUSR1, lambda *_: control.cancel())
    try:
        threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGUSR1)).start()
        assert control.wait(3600)
    finally:
        signal.signal(signal.SIGUSR1, former)
