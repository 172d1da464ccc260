"""The ledger of mail."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200

from console.api.base import View, answer
from console.schemas import LedgerOut, MailboxOut, SetAsideOut
from runtime.clock import system_clock
from tickets.queries import Balance, SetAside

MAILBOXES: web.AppKey[tuple[str, ...]] = web.AppKey("mailboxes", tuple)


class LedgerView(View):
    """``/api/v1/mail/ledger``."""

    async def get(self) -> r200[LedgerOut]:
        """Say for each mailbox what was seen, what became of it, and what was set aside."""
        names = self.request.app[MAILBOXES]
        books = await self.queries.balance(names, system_clock())
        return answer(
            LedgerOut(
                mailboxes=[
                    _mailbox(book, await self.queries.set_aside(book.channel)) for book in books
                ]
            )
        )


def _mailbox(book: Balance, aside: list[SetAside]) -> MailboxOut:
    return MailboxOut(
        channel=book.channel,
        seen=book.seen,
        outcomes=dict(book.outcomes),
        waiting=book.waiting,
        balanced=book.balanced,
        set_aside=[
            SetAsideOut(id=one.id, at=one.at, reason=one.reason, external_id=one.external_id)
            for one in aside
        ],
    )
