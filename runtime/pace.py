"""A limit on how fast someone may do something: so many at once, so many a minute."""

import dataclasses
from collections import OrderedDict


@dataclasses.dataclass(slots=True)
class Pace:
    """A bucket that fills up evenly, and holds a minute's worth unless told; ``now`` is seconds."""

    per_minute: float
    left: float = -1.0
    at: float = 0.0
    most: float | None = None

    def allows(self, now: float) -> bool:
        """Take one, if there is one."""
        most = self.most or float(self.per_minute)
        if self.left < 0:
            self.left, self.at = most, now
        gained = max(0.0, now - self.at) * self.per_minute / 60
        self.left, self.at = min(most, self.left + gained), max(now, self.at)
        if self.left < 1:
            return False
        self.left -= 1
        return True

    @property
    def wait(self) -> float:
        """Seconds until the next one."""
        return max(0.0, (1 - self.left) * 60 / self.per_minute)


class Paces:
    """A pace for each of many, by name; those not seen for longest are forgotten."""

    def __init__(self, per_minute: float, *, remembered: int, most: float | None = None) -> None:
        self._per_minute, self._remembered, self._most = per_minute, remembered, most
        self._paces: OrderedDict[str, Pace] = OrderedDict()

    def of(self, name: str) -> Pace:
        """The pace of this one."""
        pace = self._paces.pop(name, None) or Pace(self._per_minute, most=self._most)
        self._paces[name] = pace
        if len(self._paces) > self._remembered:
            self._paces.popitem(last=False)
        return pace
