"""How fast Telegram lets us speak: to all chats, to one, and in one group; pure.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

import dataclasses
from collections import OrderedDict, deque

PER_SECOND = 30  # messages to all chats together
BURST = 5  # of those, so many at once
BETWEEN = 1.0  # seconds between two messages to one chat
PER_GROUP, MINUTE = 20, 60.0  # messages to one group in so many seconds
_REMEMBERED = 10_000  # chats


@dataclasses.dataclass(slots=True)
class _Chat:
    free: float = 0.0  # when the next message may go
    lately: deque[float] = dataclasses.field(default_factory=deque)  # in a group


class Flood:
    """When each message may go; times are monotonic seconds."""

    def __init__(self) -> None:
        self._chats: OrderedDict[int, _Chat] = OrderedDict()
        self._full = 0.0  # when the bucket of all chats is empty again

    def told(self, chat: int, until: float) -> None:
        """Telegram said not to write to this chat before."""
        self._of(chat).free = max(self._of(chat).free, until)

    def said(self, chat: int, now: float) -> None:
        """It has come there: only now, perhaps, and the next is to keep its distance."""
        self.told(chat, now + BETWEEN)

    def wait(self, chat: int, now: float, weight: int = 1) -> float:
        """Seconds until this chat may be written to."""
        mine = self._of(chat)
        wait = max(0.0, mine.free - now)
        beyond = len(mine.lately) + weight - PER_GROUP
        if chat < 0 and beyond > 0 and mine.lately:
            oldest = mine.lately[min(beyond, len(mine.lately)) - 1]
            wait = max(wait, oldest + MINUTE - now)
        return wait

    def reserve(self, chat: int, now: float, weight: int = 1) -> float:
        """Take the chat's next place; seconds until it is there."""
        start = now + self.wait(chat, now, weight)
        mine = self._of(chat)
        mine.free = start + BETWEEN
        if chat < 0:
            mine.lately.extend([start] * weight)
            while mine.lately[0] <= now - MINUTE:
                mine.lately.popleft()
        return start - now

    def share(self, now: float, weight: int = 1) -> float:
        """Take a place among all chats, once this one may speak; seconds until it is there."""
        self._full = max(self._full, now) + weight / PER_SECOND
        return max(0.0, self._full - BURST / PER_SECOND - now)

    def _of(self, chat: int) -> _Chat:
        mine = self._chats.pop(chat, None) or _Chat()
        self._chats[chat] = mine
        if len(self._chats) > _REMEMBERED:
            self._chats.popitem(last=False)
        return mine
