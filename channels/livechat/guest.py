"""Who a hello comes from, and whose thread it opens."""

import dataclasses

from channels.livechat import frames
from channels.livechat.desk import SessionDesk, ThreadDesk
from channels.livechat.identity import verified
from channels.livechat.session import (
    address_of,
    address_of_user,
    fresh_bound_token,
    fresh_token,
    is_bound_token,
    is_token,
)
from tickets.domain.traffic import Visitor


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A citizen who said hello."""

    session: str  # the token they are to keep
    address: str  # of their thread
    locale: str
    after: int  # the last ``seq`` they have of it
    visitor: Visitor | None  # what the page told; None: nothing

    @property
    def name(self) -> str:
        """Their name, where the page told it."""
        return self.visitor.name if self.visitor is not None else ""


async def welcomed(
    hello: frames.Hello, desk: ThreadDesk, channel: str, secret: str | None
) -> Guest:
    """Who it is: anonymous, or a user the page vouches for; raises `BadIdentity`."""
    told = None if hello.attributes is None else tuple(hello.attributes.items())
    if hello.user is None:
        return _anonymous(hello, Visitor(attributes=told) if told is not None else None)
    visitor = dataclasses.replace(verified(hello.user, secret), attributes=told)
    address = address_of_user(channel, hello.user.id)
    known = hello.session if await _is_of(hello.session, address, desk, channel) else None
    session = known or fresh_bound_token()
    await desk.bind(address_of(session), channel, address)
    return Guest(
        session=session,
        address=address,
        locale=hello.locale,
        after=hello.after if known else 0,  # what else they have is another thread's
        visitor=visitor,
    )


async def thread_of(session: str, desk: SessionDesk, channel: str) -> str | None:
    """The address of a session's thread; None when it is no session, or over."""
    if is_token(session):
        return address_of(session)
    if is_bound_token(session):
        return await desk.bound(address_of(session), channel)
    return None


def _anonymous(hello: frames.Hello, visitor: Visitor | None) -> Guest:
    known = hello.session if is_token(hello.session) else None
    session = known or fresh_token()
    return Guest(
        session=session,
        address=address_of(session),
        locale=hello.locale,
        after=hello.after if known else 0,
        visitor=visitor,
    )


async def _is_of(session: str | None, address: str, desk: SessionDesk, channel: str) -> bool:
    if session is None or not is_bound_token(session):
        return False
    return await desk.bound(address_of(session), channel) == address
