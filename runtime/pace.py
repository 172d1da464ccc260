"""A limit on how fast someone may do something: so many at once, so many a minute."""

import dataclasses
from collections import OrderedDict


@dataclasses.dataclass(slots=True)
class Pace:
    """A bucket that holds ``per_minute`` and fills up evenly; ``now`` is monotonic seconds."""

    per_minute: int
    left: float = -1.0
    at: float = 0.0

    def allows(self, now: float) -> bool:
        """Take one, if there is one."""
        if self.left < 0:
            self.left, self.at = float(self.per_minute), now
        gained = (now - self.at) * self.per_minute / 60
        self.left, self.at = min(float(self.per_minute), self.left + gained), now
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

    def __init__(self, per_minute: int, *, remembered: int) -> None:
        self._per_minute, self._remembered = per_minute, remembered
        self._paces: OrderedDict[str, Pace] = OrderedDict()

    def of(self, name: str) -> Pace:
        """The pace of this one."""
        pace = self._paces.pop(name, None) or Pace(self._per_minute)
        self._paces[name] = pace
        if len(self._paces) > self._remembered:
            self._paces.popitem(last=False)
        return pace
