"""What goes on by e-mail, wired: from which mailbox, after how long, and what a chat may ask."""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterator

from app.settings import Settings
from channels.livechat.post import NoSuchAddress, NothingYet, NotNow
from channels.livechat.settings import LiveChatSettings
from channels.telegram.settings import TelegramSettings
from runtime.clock import Clock
from tickets.commands.case import NotFound
from tickets.commands.reach import BadAddress, ReachCommands
from tickets.commands.transcripts import TooOften, TranscriptCommands
from tickets.domain.traffic import ByMail

_FOLLOW = dt.timedelta(minutes=2)  # after this what was written in Telegram goes on by e-mail


def by_mail_of(settings: Settings) -> dict[str, ByMail]:
    """From which mailbox, and when, what stays unread on a chat's channel goes on by e-mail."""
    boxes = list(settings.mailboxes())
    found: dict[str, ByMail] = {}
    for name, chosen in settings.channels.items() if boxes else ():
        if isinstance(chosen, LiveChatSettings):
            after = dt.timedelta(seconds=chosen.follow_seconds)
            found[name] = ByMail(channel=chosen.mail or boxes[0], after=after)
        elif isinstance(chosen, TelegramSettings):
            found[name] = ByMail(channel=boxes[0], after=_FOLLOW)
    return found


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChatPost:
    """What one live chat asks of the desk about e-mail: a `channels.livechat.post.PostDesk`."""

    channel: str
    by_mail: ByMail
    reach: ReachCommands
    transcripts: TranscriptCommands
    clock: Clock

    async def contact(
        self, *, sender: str, email: str, name: str, confirm: str, client_id: str
    ) -> None:
        """Write to the citizen there."""
        with self._told():
            await self.reach.note(
                channel=self.channel,
                sender=sender,
                email=email,
                name=name,
                confirm=confirm,
                client_id=client_id,
                by_mail=self.by_mail,
            )

    async def transcript(self, *, sender: str, email: str, client_id: str, locale: str) -> None:
        """Send a copy of the conversation there."""
        with self._told():
            await self.transcripts.ask(
                channel=self.channel,
                sender=sender,
                email=email,
                client_id=client_id,
                locale=locale,
                mailbox=self.by_mail.channel,
            )

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Tell the chat what went wrong in its own words."""
        try:
            yield
        except NotFound:
            raise NothingYet from None
        except BadAddress:
            raise NoSuchAddress from None
        except TooOften as why:
            raise NotNow(why.again - self.clock()) from None
