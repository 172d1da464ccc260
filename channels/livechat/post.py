"""A citizen's wishes about e-mail: "write to me there", and a copy of the conversation."""

import dataclasses
import datetime as dt
from typing import Protocol

from channels.livechat import frames
from channels.livechat.phrases import phrase
from tickets.domain.address import shortened, usable


class NothingYet(Exception):
    """Nothing was said in this chat yet."""


class NoSuchAddress(Exception):
    """No mail can go there."""


class NotNow(Exception):
    """Asked for too often."""

    def __init__(self, again_in: dt.timedelta) -> None:
        super().__init__("asked for too often")
        self.again_in = again_in


class PostDesk(Protocol):
    """What is asked of the desk; both raise `NothingYet` and `NoSuchAddress`."""

    async def contact(
        self, *, sender: str, email: str, name: str, confirm: str, client_id: str
    ) -> None:
        """Write to the citizen there; say so in the chat in the words of ``confirm``."""

    async def transcript(self, *, sender: str, email: str, client_id: str, locale: str) -> None:
        """Send a copy of the conversation there; raises `NotNow` too."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why not: ``code`` for programs, ``detail`` for people."""

    code: str
    detail: str


async def ask(
    desk: PostDesk | None,
    frame: frames.Contact | frames.Transcript,
    sender: str,
    locale: str,
) -> Fault | None:
    """Carry it out; None when that is done.  ``desk`` None: no mailbox is configured."""
    if desk is None:
        return Fault(code="no_mail", detail=phrase("no_mail", locale))
    address = usable(frame.email)
    if address is None:
        return Fault(code="bad_email", detail=phrase("bad_email", locale))
    client_id = str(frame.client_id)
    try:
        if isinstance(frame, frames.Transcript):
            await desk.transcript(sender=sender, email=address, client_id=client_id, locale=locale)
        else:
            confirm = phrase("will_write", locale, address=shortened(address))
            await desk.contact(
                sender=sender, email=address, name=frame.name, confirm=confirm, client_id=client_id
            )
    except NothingYet:
        return Fault(code="nothing_yet", detail=phrase("nothing_yet", locale))
    except NoSuchAddress:
        return Fault(code="bad_email", detail=phrase("bad_email", locale))
    except NotNow as why:
        minutes = max(1, -(-why.again_in // dt.timedelta(minutes=1)))
        return Fault(code="too_often", detail=_too_often(minutes, locale))
    return None


def _too_often(minutes: int, locale: str) -> str:
    if minutes > 60:  # noqa: PLR2004  from here on hours
        return phrase("too_often_hours", locale, hours=-(-minutes // 60))
    return phrase("too_often", locale, minutes=minutes)
