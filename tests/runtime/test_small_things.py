"""Clock, ids and pace: small, and everything stands on them."""

import datetime as dt
import resource
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from runtime.clock import system_clock
from runtime.files import MOST
from runtime.ids import new_id
from runtime.pace import Pace


def test_the_time_is_aware_and_in_utc() -> None:
    assert system_clock().tzinfo is dt.UTC


def test_ids_are_of_version_7_and_rise_strictly() -> None:
    ids = [new_id() for _ in range(5000)]
    assert {i.version for i in ids} == {7}
    assert {i.variant for i in ids} == {"specified in RFC 4122"}
    assert ids == sorted(set(ids))
    assert [i.hex for i in ids] == sorted(i.hex for i in ids)


def test_an_id_tells_about_when_it_was_made() -> None:
    now, made = system_clock().timestamp(), (new_id().int >> 80) / 1000
    assert abs(made - now) < 60  # very many at once run a little ahead, to keep rising


def test_a_burst_is_allowed_and_no_more() -> None:
    pace = Pace(per_minute=3)
    assert [pace.allows(100.0) for _ in range(5)] == [True, True, True, False, False]


def test_it_fills_up_evenly() -> None:
    pace = Pace(per_minute=60)
    while pace.allows(0.0):
        pass
    assert not pace.allows(0.5)
    assert pace.allows(1.0)
    assert not pace.allows(1.0)


def test_it_says_how_long_to_wait() -> None:
    pace = Pace(per_minute=60)
    while pace.allows(0.0):
        pass
    assert pace.wait == 1.0
    assert not pace.allows(pace.wait - 0.01)
    assert pace.allows(1.01)
    assert Pace(per_minute=1, left=1.0).wait == 0


@given(st.integers(1, 600), st.lists(st.floats(0, 30), max_size=200))
def test_nobody_ever_gets_more_than_a_burst_and_what_time_allows(
    per_minute: int, steps: list[float]
) -> None:
    pace, now, allowed = Pace(per_minute=per_minute), 1000.0, 0
    for step in steps:
        now += step
        allowed += pace.allows(now)
    assert allowed <= per_minute + (now - 1000.0) * per_minute / 60 + 1e-6


@given(st.integers(1, 600))
def test_an_hour_later_the_bucket_is_full_but_not_fuller(per_minute: int) -> None:
    pace = Pace(per_minute=per_minute)
    pace.allows(0.0)
    assert sum(pace.allows(3600.0) for _ in range(per_minute + 10)) == per_minute


def test_more_files_than_the_usual_are_allowed_if_the_system_lets_us() -> None:
    """In a process of its own: a limit that was lowered for good could not be raised again."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    program = (
        "import resource; from runtime.files import allow_many_files; "
        f"resource.setrlimit(resource.RLIMIT_NOFILE, (256, {hard})); print(allow_many_files())"
    )
    said = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", program], capture_output=True, check=True
    )
    assert int(said.stdout) == (MOST if hard == resource.RLIM_INFINITY else min(hard, MOST))
