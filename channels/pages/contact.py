"""The form: a live chat without JavaScript.

A message makes a chat session, as the widget's first one does; the browser keeps its token in a
cookie that no script reads, and the page shows the thread.
"""

import asyncio
import contextlib
import re
import uuid
from collections.abc import Mapping, Sequence

import structlog
from aiohttp import web

from channels.base import Intake
from channels.livechat.desk import ThreadState
from channels.livechat.frames import LONGEST
from channels.livechat.session import address_of, fresh_token, is_token
from channels.pages import forms
from channels.pages.desk import ContactDesk
from channels.pages.rendering import see
from channels.pages.status import Site
from channels.pages.words import word
from runtime.bus import Bus
from runtime.pace import Paces
from tickets.domain.lifecycle import Handler
from tickets.domain.message import AuthorKind, Message
from tickets.domain.traffic import Inbound

log = structlog.get_logger()
COOKIE = "tanya_kontak"
PATH = "/kontak"
POSTS_A_MINUTE = 30  # of one network address
_REMEMBERED = 20_000
_COOKIE_LASTS = 30 * 24 * 3600  # seconds
PATIENCE = 4.0  # seconds that a sender is kept waiting for the bot's answer
_SHOWN = 200  # messages
_TYPED = ("action", "client_id", "email", "start", "text", "website")  # fields of ours
_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,180}\.[^@\s<>\".]{2,60}")


class _Fault(Exception):
    """What is wrong with a form, in words, and HTTP's status for it."""

    def __init__(self, words: str, status: int = 422, *, trap: bool = False) -> None:
        super().__init__(words)
        self.status, self.trap = status, trap


class ContactPage:
    """``/kontak``."""

    def __init__(
        self,
        site: Site,
        desk: ContactDesk,
        intake: Intake,
        bus: Bus,
        *,
        channel: str,
        messages_per_minute: int,
    ) -> None:
        """``channel``: the live chat that the form is a door to."""
        self._site, self._desk, self._intake, self._bus = site, desk, intake, bus
        self._channel = channel
        self._by_session = Paces(messages_per_minute, remembered=_REMEMBERED)
        self._by_remote = Paces(POSTS_A_MINUTE, remembered=_REMEMBERED)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """``GET``: the form, or the thread it led to."""
        locale = forms.locale_of(request, {}, self._site.locale)
        return await self._page(request, locale, noted="noted" in request.query)

    async def post(self, request: web.Request) -> web.StreamResponse:
        """``POST``: a message, a choice, an e-mail address, or goodbye."""
        locale, form = forms.locale_of(request, {}, self._site.locale), dict[str, str]()
        try:
            form = dict(await forms.read(request, self._site.public_url))
            locale = forms.locale_of(request, form, self._site.locale)
            return await self._done(request, form, locale)
        except forms.BadForm as why:
            return await self._page(
                request, locale, why.status, fault=word(why.code, locale), form=form
            )
        except _Fault as why:
            return await self._page(
                request, locale, why.status, fault=str(why), form=form, trap=why.trap
            )

    async def _done(
        self, request: web.Request, form: Mapping[str, str], locale: str
    ) -> web.StreamResponse:
        self._slow_down(self._by_remote, self._site.remote(request), locale)
        if form.get("action") == "leave":
            gone = see(f"{PATH}?lang={locale}")
            gone.del_cookie(COOKIE, path=PATH)
            return gone
        token = _session(request, form)
        address, email = address_of(token), _email(form, locale)
        if form.get("website"):
            raise _Fault(word("trapped", locale), trap=True)
        if form.get("action") == "email":
            await self._note(address, email, locale)
            return self._back(token, f"{PATH}?lang={locale}&noted#end")
        text, choice = await self._said(form, address, locale)
        seq = await self._store(form, address, text, choice, locale)
        if email:
            await self._note(address, email, locale)
        await self._answered(address, seq)
        return self._back(token, f"{PATH}?lang={locale}#end")

    async def _said(
        self, form: Mapping[str, str], address: str, locale: str
    ) -> tuple[str, str | None]:
        """What was written, or the label of what was chosen and its id."""
        if chosen := form.get("choice"):
            seq = int(form["seq"]) if re.fullmatch(r"[0-9]{1,9}", form.get("seq", "")) else 0
            label = await self._label(address, seq, chosen)
            if label is None:
                raise _Fault(word("unknown_choice", locale))
            return label, chosen
        text = form.get("text", "").strip()
        if not text:
            raise _Fault(word("empty", locale))
        if len(text) > LONGEST:
            raise _Fault(word("too_long", locale, length=len(text)))
        return text, None

    async def _label(self, address: str, seq: int, chosen: str) -> str | None:
        said, _ = await self._desk.thread(self._channel, address, max(seq - 1, 0))
        offered = said[0].choices if said and said[0].seq == seq else ()
        return next((one.label for one in offered if one.id == chosen), None)

    async def _store(
        self, form: Mapping[str, str], address: str, text: str, choice: str | None, locale: str
    ) -> int:
        """Store it once, however often the form is sent; its ``seq``."""
        self._slow_down(self._by_session, address, locale)
        try:
            client_id = str(uuid.UUID(form.get("client_id", "")))
        except ValueError:
            raise _Fault(word("no_form", locale)) from None
        inbound = Inbound(
            channel=self._channel, kind="livechat", sender=address, text=text, locale=locale,
            external_id=f"{address}:{client_id}", client_id=client_id, choice=choice,
        )  # fmt: skip
        try:
            receipt = await self._intake.receive(inbound)
        except Exception:  # the citizen must hear of it; the log says why
            log.exception("contact.not_stored", channel=self._channel)
            raise _Fault(word("not_stored", locale), 503) from None
        return receipt.seq or 0

    async def _note(self, address: str, email: str, locale: str) -> None:
        if not email:
            raise _Fault(word("bad_email", locale))
        try:
            confirm = word("email_noted", locale)
            await self._desk.note_email(self._channel, address, email, confirm)
        except ValueError:
            raise _Fault(word("bad_email", locale)) from None
        except Exception:
            log.exception("contact.not_noted", channel=self._channel)
            raise _Fault(word("not_stored", locale), 503) from None

    async def _answered(self, address: str, seq: int) -> None:
        """Wait a little for the bot: then the page that follows has its answer."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE), self._bus.listen(f"chat:{address}") as bell:
                while True:
                    said, state = await self._desk.thread(self._channel, address, seq)
                    if state is None or state.handler is not Handler.BOT or _answers(said):
                        return
                    await bell.wait(1.0)

    def _slow_down(self, paces: Paces, name: str, locale: str) -> None:
        pace = paces.of(name)
        if not pace.allows(self._site.monotonic()):
            raise _Fault(word("too_fast", locale, seconds=int(pace.wait) + 1), 429)

    def _back(self, token: str, place: str) -> web.StreamResponse:
        answer = see(place)
        answer.set_cookie(
            COOKIE, token, httponly=True, samesite="Strict", path=PATH,
            secure=self._site.secure, max_age=_COOKIE_LASTS,
        )  # fmt: skip
        return answer

    async def _page(
        self,
        request: web.Request,
        locale: str,
        status: int = 200,
        *,
        fault: str = "",
        form: Mapping[str, str] | None = None,
        trap: bool = False,
        noted: bool = False,
    ) -> web.Response:
        """The page; what was typed is in it again when something was wrong."""
        typed = dict.fromkeys(_TYPED, "") | dict(form or {})
        said: Sequence[Message] = ()
        state: ThreadState | None = None
        place: int | None = None
        try:
            said, state = await self._thread(request.cookies.get(COOKIE))
            if state is not None:
                outlook = await self._desk.outlook(self._channel)
                place = outlook.of(state.waiting_since).position
        except Exception:  # what was typed must come back all the same
            log.exception("contact.not_shown", channel=self._channel)
            fault, status = fault or word("not_now", locale), max(status, 503)
        return self._site.renderer.page(
            "contact.html",
            locale,
            status,
            path=PATH,
            fault=fault,
            noted=noted,
            trap=trap,
            typed=typed,
            client_id=typed["client_id"] or str(uuid.uuid4()),
            start=typed["start"] or fresh_token(),
            said=said,
            state=state,
            place=place,
            more=bool(said) and (said[0].seq or 1) > 1,
            offering=_offering(said),
            longest=LONGEST,
        )

    async def _thread(self, token: str | None) -> tuple[Sequence[Message], ThreadState | None]:
        """The end of the thread, and how it stands; it is read with that."""
        if token is None or not is_token(token):
            return (), None
        address = address_of(token)
        state = await self._desk.thread_state(self._channel, address)
        if state is None:
            return (), None
        after = max(0, state.last_seq - _SHOWN)
        said, state = await self._desk.thread(self._channel, address, after)
        if said and said[-1].seq:
            await self._desk.read_up_to(self._channel, address, said[-1].seq)
        return said, state


def _session(request: web.Request, form: Mapping[str, str]) -> str:
    """The chat's token: the cookie's, else the one that this form was made with.

    So a form that is sent twice before there is a cookie is one chat.
    """
    made = (request.cookies.get(COOKIE), form.get("start"))
    return next((token for token in made if token and is_token(token)), fresh_token())


def _email(form: Mapping[str, str], locale: str) -> str:
    email = form.get("email", "").strip().lower()
    if email and not _EMAIL.fullmatch(email):
        raise _Fault(word("bad_email", locale))
    return email


def _answers(said: Sequence[Message]) -> bool:
    return any(one.author.kind in {AuthorKind.BOT, AuthorKind.AGENT} for one in said)


def _offering(said: Sequence[Message]) -> Message | None:
    """The last message, for its quick replies, whatever the system said beside it."""
    last = next((one for one in reversed(said) if one.author.kind is not AuthorKind.SYSTEM), None)
    return last if last is not None and last.author.kind is not AuthorKind.CONTACT else None
