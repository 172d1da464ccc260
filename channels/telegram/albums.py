"""Albums arrive in parts, and nothing says how many: one is whole when it grows no more."""

import dataclasses
from collections import OrderedDict

MOST = 10  # parts of an album
_REMEMBERED = 1000


@dataclasses.dataclass(slots=True)
class _Seen:
    parts: int
    since: float


class Albums:
    """How long each album has been as it is; ``now`` is monotonic seconds."""

    def __init__(self, settle: float) -> None:
        """``settle``: seconds without a new part after which an album is whole."""
        self.settle = settle
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def whole(self, album: str, parts: int, now: float) -> bool:
        """Whether it is complete, with so many parts here."""
        seen = self._seen.get(album)
        if seen is None or seen.parts != parts:
            self._seen[album] = seen = _Seen(parts, now)
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        return parts >= MOST or now - seen.since >= self.settle
