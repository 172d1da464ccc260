"""A clock that stands still until a test moves it."""

import datetime as dt

START = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


class StandingClock:
    """Give the time a test set."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        """Move on."""
        self.now += dt.timedelta(seconds=seconds)
