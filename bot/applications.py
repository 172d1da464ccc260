"""Applications in the office's own system: who owns one may hear how far it is.

The contract that a back end keeps is docs/applications.md.
"""

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Protocol

import aiohttp
import pydantic
import structlog
from yarl import URL

from bot.flows.engine import Flows
from bot.flows.values import Advance, Application, LookUp, Stage
from bot.knowledge import Words
from nlu.breaker import Breaker, Open
from runtime.http import read_at_most
from runtime.secret import Secret

LARGEST_ANSWER = 16 * 1024
_OK = 200
log = structlog.get_logger()


class NotFound(Exception):
    """There is no such application."""


class NotOwner(NotFound):
    """There may be one, but the owner check failed; a citizen hears the same as for `NotFound`."""


class Unavailable(Exception):
    """The back end is away, slow, refused us or answered nonsense; the message names nobody."""


class Applications(Protocol):
    """Where applications are looked up."""

    async def find(self, number: str, owner_check: str) -> Application:
        """Find the owner's application; raises `NotFound`, `NotOwner` or `Unavailable`.

        ``owner_check``: four characters, lower case, see docs/applications.md.
        """

    async def close(self) -> None:
        """Close the connections."""


Step = Annotated[str, pydantic.Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]+$")]


class _NextStep(pydantic.BaseModel):
    id: Step
    en: Step


class _Answer(pydantic.BaseModel):
    number: Annotated[str, pydantic.Field(min_length=1, max_length=64)]
    stage: Stage
    since: dt.date
    next_step: _NextStep | None = None


class _Refusal(pydantic.BaseModel):
    error: str


_REFUSALS: Mapping[int, tuple[str, type[NotFound]]] = {
    404: ("not_found", NotFound),
    403: ("not_owner", NotOwner),
}


class HttpApplications:
    """Asks over HTTP, at ``base``.

    ``monotonic`` counts seconds; ``timeout`` is for the whole answer; the breaker opens after
    ``limit`` failures in a row for ``rest`` seconds.
    """

    def __init__(
        self,
        base: str,
        secret: Secret,
        *,
        monotonic: Callable[[], float],
        timeout: float = 3.0,
        limit: int = 3,
        rest: float = 5.0,
    ) -> None:
        self._base, self._secret, self._timeout = URL(base), secret, timeout
        self._breaker = Breaker(monotonic=monotonic, limit=limit, rest=rest)
        self._session: aiohttp.ClientSession | None = None

    @property
    def state(self) -> str:
        """The breaker's: "closed" (it is asked), "open" (it is not) or "half-open"."""
        return self._breaker.state

    async def find(self, number: str, owner_check: str) -> Application:
        """Ask; raises `Unavailable` at once while the breaker is open."""
        try:
            with self._breaker.attempt(Unavailable):
                found = _found(*await self._ask(number, owner_check), number)
        except Open:
            raise Unavailable("it failed too often just now") from None
        except Unavailable as why:
            log.warning("applications.unavailable", why=str(why))
            raise
        if isinstance(found, NotFound):
            raise found
        return found

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, number: str, owner_check: str) -> tuple[int, bytes]:
        url = self._base / "applications" / "lookup"
        body = json.dumps({"number": number, "owner_check": owner_check}).encode()
        headers = {
            "Authorization": f"Bearer {self._secret.reveal()}",
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        try:
            async with asyncio.timeout(self._timeout):
                posted = self._connected().post(
                    url, data=body, headers=headers, allow_redirects=False
                )
                async with posted as response:
                    return response.status, await _body(response)
        except TimeoutError:
            raise Unavailable(f"no answer within {self._timeout:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Unavailable(type(error).__name__) from None

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=None),  # _ask() has one for all of it
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._session


async def looked_up(
    applications: Applications, flows: Flows, advance: Advance, now: dt.datetime
) -> Advance:
    """Carry out a `LookUp`, and let the flow go on with what was found; else nothing."""
    if not isinstance(advance.effect, LookUp) or advance.state is None:
        return advance
    try:
        asked = advance.effect
        found = await applications.find(asked.number, asked.owner_check)
    except NotFound:
        return flows.looked_up(advance.state, None, now)
    except Unavailable:
        return flows.look_up_failed(advance.state)
    return flows.looked_up(advance.state, found, now)


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = await read_at_most(response, LARGEST_ANSWER)
    if body is None:
        raise Unavailable("the answer is far too long")
    return body


def _found(status: int, body: bytes, number: str) -> Application | NotFound:
    if status in _REFUSALS:
        error, refusal = _REFUSALS[status]
        try:
            if _Refusal.model_validate_json(body).error == error:
                return refusal()
        except pydantic.ValidationError:
            pass  # a proxy's page, or a wrong base: nothing is known
    if status != _OK:
        raise Unavailable(f"status {status}")
    try:
        answer = _Answer.model_validate_json(body)
    except pydantic.ValidationError:
        raise Unavailable("the answer is nonsense") from None
    if answer.number.casefold() != number.casefold():
        raise Unavailable("the answer is about another application")
    theirs = answer.next_step
    step = Words(id=theirs.id, en=theirs.en) if theirs else None
    return Application(number=answer.number, stage=answer.stage, since=answer.since, next_step=step)
