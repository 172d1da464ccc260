"""Asks a Rasa server what a text means: our thin one, or a stock one.

A stock server obeys texts that begin with a slash, guesses at texts without a letter, and stands
still over long ones.  So all of that is dealt with here too, before the text leaves; our own
server does it again, because it costs nothing and it has a socket of its own.
"""

import asyncio
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import aiohttp
import pydantic
from yarl import URL

from nlu.breaker import Breaker, Open
from nlu.interpreter import Entity, Guess, Interpretation, Interpreter, Unavailable
from nlu.private import numbers_in
from nlu.server.thin.texts import presentable, readable
from nlu.signals import after_greeting, signals
from runtime.http import read_at_most
from runtime.secret import Secret

LARGEST_ANSWER = 256 * 1024
BRIEF = 6  # words
_GREETING = "sapaan"

Confidence = Annotated[float, pydantic.Field(ge=0, le=1, allow_inf_nan=False)]


class _Intent(pydantic.BaseModel):
    name: str | None
    confidence: Confidence


class _Topic(pydantic.BaseModel):
    topic: str
    confidence: Confidence
    intent: str
    permit: str | None = None


class _Entity(pydantic.BaseModel):
    entity: str
    value: str | int | float


class _Answer(pydantic.BaseModel):
    intent: _Intent
    intent_ranking: list[_Intent] = []
    topics: list[_Topic] = []  # of our own classifier; a stock one has none
    entities: list[_Entity] = []


class RasaClient:
    """An `Interpreter` over HTTP: ``target`` is a Unix socket, or the URL of a server.

    ``monotonic`` counts seconds; the breaker opens after ``limit`` failures for ``rest`` seconds.
    """

    def __init__(
        self,
        target: Path | str,
        *,
        monotonic: Callable[[], float],
        token: Secret | None = None,
        timeout: float = 3.0,
        limit: int = 3,
        rest: float = 5.0,
    ) -> None:
        self._target, self._token = target, token
        self._timeout = timeout
        self._url = _parse_url("http://rasa" if isinstance(target, Path) else target)
        self._breaker = Breaker(monotonic=monotonic, limit=limit, rest=rest)
        self._session: aiohttp.ClientSession | None = None

    @property
    def state(self) -> str:
        """The breaker's: "closed" (it is asked), "open" (it is not) or "half-open"."""
        return self._breaker.state

    async def parse(self, text: str) -> Interpretation:
        """Ask; raises `Unavailable`, at once while the breaker is open."""
        asked = presentable(text)
        if not readable(asked):
            return Interpretation()
        try:
            with self._breaker.attempt(Unavailable):
                return _interpretation(await self._ask(asked))
        except Open:
            raise Unavailable("it failed too often just now") from None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, text: str) -> bytes:
        body = json.dumps({"text": text}).encode()
        try:
            async with asyncio.timeout(self._timeout):
                try:
                    return await self._post(body)
                except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                    return await self._post(body)  # the server was swapped for a new one
        except TimeoutError:
            raise Unavailable(f"no answer within {self._timeout:g} s") from None
        except (aiohttp.ClientError, OSError) as error:
            raise Unavailable(type(error).__name__) from None

    async def _post(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token.reveal()}"
        posted = self._connected().post(
            self._url, data=body, headers=headers, allow_redirects=False
        )
        async with posted as response:
            if response.status != 200:  # noqa: PLR2004
                raise Unavailable(f"status {response.status}")
            return await _read(response)

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            unix = isinstance(self._target, Path)
            connector = aiohttp.UnixConnector(str(self._target)) if unix else None
            no_limit = aiohttp.ClientTimeout(total=None)  # _ask() has one for all of it
            self._session = aiohttp.ClientSession(connector=connector, timeout=no_limit)
        return self._session


class FallbackInterpreter:
    """Asks ``primary``, and ``standin`` while that is unavailable; adds what fixed rules find."""

    def __init__(self, primary: Interpreter, standin: Interpreter) -> None:
        self._primary = primary
        self._standin = standin

    async def parse(self, text: str) -> Interpretation:
        """Read one text; the result's ``source`` tells who read it."""
        try:
            found = await self._primary.parse(text)
            if found.intent == _GREETING and (matter := after_greeting(text)):
                found = await self._primary.parse(matter)
        except Unavailable:
            found = await self._standin.parse(text)
        return dataclasses.replace(
            found,
            signals=signals(text),
            entities=found.entities + numbers_in(text),
            brief=len(text.split()) <= BRIEF,
        )


def _parse_url(base: str) -> URL:
    """Keep the query: a stock server takes its token there."""
    url = URL(base)
    return url.with_path(url.path.rstrip("/") + "/model/parse", keep_query=True)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = await read_at_most(response, LARGEST_ANSWER)
    if body is None:
        raise Unavailable("the answer is far too long")
    return body


def _interpretation(body: bytes) -> Interpretation:
    try:
        answer = _Answer.model_validate_json(body)
    except pydantic.ValidationError:
        raise Unavailable("the answer is nonsense") from None
    guesses = [
        Guess(intent=g.intent, confidence=g.confidence, topic=g.topic, permit=g.permit)
        for g in answer.topics
    ] or [
        Guess(intent=guess.name, confidence=guess.confidence)
        for guess in answer.intent_ranking or [answer.intent]
        if guess.name
    ]
    return Interpretation(
        ranking=tuple(sorted(guesses, key=lambda guess: -guess.confidence)),
        entities=tuple(Entity(name=e.entity, value=str(e.value)) for e in answer.entities),
    )
