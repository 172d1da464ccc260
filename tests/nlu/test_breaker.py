import pytest

from nlu.breaker import Breaker, Open


class Failure(Exception):
    pass


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(Failure), breaker.attempt(Failure):
            raise Failure


def test_it_opens_after_failures_in_a_row_only() -> None:
    breaker = Breaker(monotonic=Clock(), limit=3, rest=5)
    fail(breaker, 2)
    with breaker.attempt(Failure):
        pass
    fail(breaker, 2)
    assert breaker.state == "closed"
    fail(breaker)
    assert breaker.state == "open"
    with pytest.raises(Open), breaker.attempt(Failure):
        pytest.fail("it let an attempt through")


def test_after_its_rest_it_lets_one_through() -> None:
    clock = Clock()
    breaker = Breaker(monotonic=clock, limit=1, rest=5)
    fail(breaker)
    clock.now += 5
    assert breaker.state == "half-open"
    with breaker.attempt(Failure), pytest.raises(Open), breaker.attempt(Failure):
        pytest.fail("it let a second attempt through")
    assert breaker.state == "closed"


def test_a_failed_probe_opens_it_again() -> None:
    clock = Clock()
    breaker = Breaker(monotonic=clock, limit=3, rest=5)
    fail(breaker, 3)
    clock.now += 5
    fail(breaker)
    assert breaker.state == "open"


def test_an_abandoned_probe_makes_room_for_the_next() -> None:
    clock = Clock()
    breaker = Breaker(monotonic=clock, limit=1, rest=5)
    fail(breaker)
    clock.now += 5
    with pytest.raises(KeyboardInterrupt), breaker.attempt(Failure):
        raise KeyboardInterrupt
    assert breaker.state == "half-open"
    with breaker.attempt(Failure):
        pass
    assert breaker.state == "closed"
