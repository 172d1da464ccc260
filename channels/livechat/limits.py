"""How fast citizens may do things: each session, and each network address for all behind it."""

from collections.abc import Callable

from channels.livechat.settings import LiveChatSettings
from runtime.http import neighbourhood
from runtime.pace import Paces

_REMEMBERED = 20_000  # sessions, and as many addresses


class Limits:
    """The paces of one live chat; each call takes one, or says how many seconds are to be waited.

    They are counted in memory, in each process for itself.
    """

    def __init__(self, settings: LiveChatSettings, monotonic: Callable[[], float]) -> None:
        self._monotonic, people = monotonic, settings.people_per_address
        self._messages = _paces(settings.messages_per_minute)
        self._uploads = _paces(settings.uploads_per_minute)
        self._messages_of_place = _paces(people * settings.messages_per_minute)
        self._uploads_of_place = _paces(people * settings.uploads_per_minute)
        self._connections_of_place = _paces(people * settings.connections_per_minute)
        self._hellos_of_place = _paces(people * settings.hellos_per_minute)

    def message(self, session: str, remote: str) -> int:
        """A message, or something else that is stored."""
        return self._take(self._messages, session) or self._of(self._messages_of_place, remote)

    def upload(self, session: str, remote: str) -> int:
        """A file."""
        return self._take(self._uploads, session) or self._of(self._uploads_of_place, remote)

    def connection(self, remote: str) -> int:
        """A new socket."""
        return self._of(self._connections_of_place, remote)

    def hello(self, remote: str) -> int:
        """A hello of someone who has no thread yet."""
        return self._of(self._hellos_of_place, remote)

    def _of(self, paces: Paces, remote: str) -> int:
        return self._take(paces, neighbourhood(remote))

    def _take(self, paces: Paces, name: str) -> int:
        pace = paces.of(name)
        return 0 if pace.allows(self._monotonic()) else int(pace.wait) + 1


def _paces(per_minute: int) -> Paces:
    return Paces(per_minute, remembered=_REMEMBERED)
