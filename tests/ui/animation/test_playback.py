from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ui.animation import playback as module
from ui.animation.playback import Player

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Clock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def player(qapp: object, clock: Clock) -> Player:
    player = Player(lambda _frame: True)
    player.load([20, 30, 50], 0)
    return player


def pass_frame(player: Player, clock: Clock) -> int:
    """Let the timer run out; return the milliseconds that it was set to."""
    interval = player._timer.interval()
    clock.now += interval / 1000
    player._timer.stop()
    player._advance()
    return interval


def test_each_frame_shows_for_its_duration_again_and_again(player: Player, clock: Clock) -> None:
    shown: list[int] = []
    player.frame_changed.connect(shown.append)
    player.play()
    assert [pass_frame(player, clock) for _ in range(6)] == [20, 30, 50, 20, 30, 50]
    assert shown == [1, 2, 0, 1, 2, 0]
    player.pause()


def test_a_late_timer_shortens_the_next_wait(player: Player, clock: Clock) -> None:
    player.play()
    clock.now += 0.007  # late by 7 ms
    assert pass_frame(player, clock) == 20
    assert player._timer.interval() == 23
    player.pause()


def test_a_long_sleep_is_not_made_up_for(player: Player, clock: Clock) -> None:
    player.play()
    clock.now += 10
    pass_frame(player, clock)
    assert player.frame == 1
    assert player._timer.interval() == 0
    pass_frame(player, clock)
    assert player._timer.interval() == 50
    player.pause()


def test_durations_of_ten_milliseconds_or_less_are_a_tenth_of_a_second(player: Player) -> None:
    player.load([0, 10, 11], 0)
    assert player.durations == (100, 100, 11)


def test_playing_ends_at_the_last_frame_of_the_last_loop(player: Player, clock: Clock) -> None:
    told: list[bool] = []
    player.playing_changed.connect(told.append)
    player.load([20, 30, 50], 2)
    player.play()
    for _ in range(6):
        pass_frame(player, clock)
    assert (player.frame, player.is_playing) == (2, False)
    assert told == [True, False]
    player.play()  # begins anew
    assert (player.frame, player.is_playing) == (0, True)
    player.pause()


def test_a_frame_whose_picture_is_not_ready_is_waited_for(clock: Clock, qapp: object) -> None:
    ready = {0}
    player = Player(lambda frame: frame in ready)
    player.load([20, 30], 0)
    player.play()
    pass_frame(player, clock)
    assert (player.frame, player.is_playing) == (0, True)
    ready.add(1)
    pass_frame(player, clock)
    assert player.frame == 1
    player.pause()


def test_stepping_pauses_and_goes_round(player: Player, clock: Clock) -> None:
    player.play()
    player.step(-1)
    assert (player.frame, player.is_playing) == (2, False)
    player.step(1)
    assert player.frame == 0


def test_seeking_goes_on_playing_from_there(player: Player, clock: Clock) -> None:
    player.play()
    player.seek(2)
    assert (player.frame, player.is_playing) == (2, True)
    assert player._timer.interval() == 50
    player.pause()


def test_an_image_that_does_not_move_does_not_play(player: Player) -> None:
    player.load([], 0)
    player.play()
    player.seek(1)
    assert (player.frame, player.is_playing) == (0, False)


def test_it_plays_by_itself(qtbot: QtBot, qapp: object) -> None:
    player = Player(lambda _frame: True)
    player.load([15, 15], 0)
    with qtbot.waitSignals([player.frame_changed] * 3, timeout=5000):
        player.play()
    player.pause()
