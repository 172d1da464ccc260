"""The status page: a receipt number, a code over the ticket's own channel, and how it stands.

What the browser holds between the steps is one sealed cookie: the step, the number as it was
typed, and for the code a token that makes it good in this browser alone.  Nothing of it stands
in an address, and nothing here depends on whether the number exists.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from aiohttp import web

from channels.livechat.session import fresh_token
from channels.pages import forms
from channels.pages.desk import StatusDesk
from channels.pages.rendering import Renderer, see
from channels.pages.words import word
from runtime.pace import Paces
from tickets.domain import number

log = structlog.get_logger()
COOKIE = "tanya_status"
PATH = "/status/"
POSTS_A_MINUTE = 20  # of one network address
_REMEMBERED = 20_000
_LASTS = dt.timedelta(minutes=15)  # a little more than a code
_LONGEST = 60  # characters of what is typed for a number


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What all pages share."""

    renderer: Renderer
    public_url: str
    locale: str  # of the office
    now: Callable[[], dt.datetime]
    monotonic: Callable[[], float]
    remote: Callable[[web.Request], str]  # the citizen's network address

    @property
    def secure(self) -> bool:
        """Whether cookies keep to HTTPS."""
        return self.public_url.startswith("https:")


class StatusPage:
    """``/status/``."""

    def __init__(self, site: Site, desk: StatusDesk, *, secret: bytes, example: str) -> None:
        """``example``: a receipt number as the office's look."""
        self._site, self._desk, self._example = site, desk, example
        self._seal = forms.Seal(secret)
        self._paces = Paces(POSTS_A_MINUTE, remembered=_REMEMBERED)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """``GET``: the step that is next."""
        locale = forms.locale_of(request, {}, self._site.locale)
        held = self._held(request)
        if held.get("step") == "open":
            told = await self._desk.told(held["number"], locale)
            if told is not None:
                return self._page("answer", locale, told=told.splitlines())
        if held.get("step") == "code":
            return self._page("code", locale, number=held["number"])
        return self._page("number", locale)

    async def post(self, request: web.Request) -> web.StreamResponse:
        """``POST``: a number, a code, or done."""
        locale = forms.locale_of(request, {}, self._site.locale)
        try:
            form = await forms.read(request, self._site.public_url)
        except forms.BadForm as why:
            return self._page("number", locale, why.status, fault=word(why.code, locale))
        locale = forms.locale_of(request, form, self._site.locale)
        pace = self._paces.of(self._site.remote(request))
        if not pace.allows(self._site.monotonic()):
            fault = word("too_fast", locale, seconds=int(pace.wait) + 1)
            return self._again(request, locale, 429, fault, form)
        try:
            return await self._step(request, form, locale)
        except Exception:  # the citizen must hear of it; the log says why, and no number
            log.exception("status.failed")
            return self._again(request, locale, 503, word("not_now", locale), form)

    async def _step(
        self, request: web.Request, form: Mapping[str, str], locale: str
    ) -> web.StreamResponse:
        held = self._held(request)
        match form.get("action"):
            case "code" if held.get("step") == "code":
                return await self._code(held, form.get("code", ""), locale)
            case "again" if "number" in held:
                return await self._number(held["number"], locale)
            case "number":
                return await self._number(form.get("number", "")[:_LONGEST], locale)
            case "done":
                return self._forget(see(f"{PATH}?lang={locale}"))
            case _:
                return self._page("number", locale, 422, fault=word("no_flow", locale))

    async def _number(self, typed: str, locale: str) -> web.StreamResponse:
        """Have a code sent; a slip of the pen is told, for the letter gives it away to anyone."""
        found = number.find(typed)
        if found is None:
            code = "misspelt_number" if typed.strip() else "empty_number"
            fault = word(code, locale, example=self._example)
            return self._page("number", locale, 422, fault=fault, typed=typed)
        token = fresh_token()
        await self._desk.ask(token, found)
        return self._keep(locale, step="code", number=found, token=token)

    async def _code(self, held: Mapping[str, Any], typed: str, locale: str) -> web.StreamResponse:
        code = re.sub(r"[\s-]", "", typed)
        opened = None
        if re.fullmatch(r"[0-9]{6}", code):
            opened = await self._desk.check(held["token"], code)
        if opened is None:
            fault = word("wrong_code", locale)
            return self._page("code", locale, 422, fault=fault, number=held["number"])
        return self._keep(locale, step="open", number=opened)

    def _keep(self, locale: str, **values: str) -> web.StreamResponse:
        answer = see(f"{PATH}?lang={locale}")
        until = (self._site.now() + _LASTS).timestamp()
        answer.set_cookie(
            COOKIE, self._seal.closed(values, until), httponly=True, samesite="Strict", path=PATH,
            secure=self._site.secure, max_age=int(_LASTS.total_seconds()),
        )  # fmt: skip
        return answer

    def _forget(self, answer: web.Response) -> web.StreamResponse:
        answer.del_cookie(COOKIE, path=PATH)
        return answer

    def _held(self, request: web.Request) -> Mapping[str, Any]:
        return self._seal.opened(request.cookies.get(COOKIE), self._site.now().timestamp())

    def _again(
        self, request: web.Request, locale: str, status: int, fault: str, form: Mapping[str, str]
    ) -> web.Response:
        """The same step once more, with what went wrong."""
        held = self._held(request)
        if held.get("step") == "code":
            return self._page("code", locale, status, fault=fault, number=held["number"])
        typed = form.get("number", "")[:_LONGEST]
        return self._page("number", locale, status, fault=fault, typed=typed)

    def _page(self, step: str, locale: str, status: int = 200, **values: object) -> web.Response:
        given = {"path": PATH, "step": step, "fault": "", "typed": "", "number": "", "told": ()}
        given["example"] = self._example
        return self._site.renderer.page("status.html", locale, status, **given | values)
