"""The few calls of the Bot API we make; fails only with `Trouble`.

Updates come as plain dicts (the library would read a whole batch at once, and one odd update
would spoil it).  For that the method is spelt ``getupdates``: the Bot API ignores case, and the
library does not take it for its own `Bot.get_updates`.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from channels.telegram.composing import Part
from channels.telegram.reading import KINDS
from channels.telegram.trouble import Trouble, trouble
from runtime.secret import Secret

T = TypeVar("T")
CONNECTIONS = 32  # one of them is the long poll's
CONNECT, ANSWER, GRACE = 5.0, 10.0, 5.0  # seconds: to connect, to answer, for both together
TELLTALES = ("httpx", "httpcore", "telegram")  # they log URLs (the token) and bodies


class Request(HTTPXRequest):
    """The library's HTTP, with errors that carry neither a URL nor what was said."""

    async def do_request(self, *args: Any, **named: Any) -> tuple[int, bytes]:  # noqa: ANN401
        """Raise a fresh error: the original holds the request, whose URL holds the token."""
        try:
            return await super().do_request(*args, **named)
        except TimedOut:
            error: NetworkError = TimedOut()
        except NetworkError as why:
            error = NetworkError(f"no connection: {type(why.__cause__).__name__}")
        raise error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Refuse what is no answer of the Bot API, without logging it."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if isinstance(answer, dict) and ("result" in answer or "description" in answer):
            return answer
        raise TelegramError("not the Bot API's answer")


class Api:
    """One bot.  Connections are opened when needed, and again after `close`."""

    def __init__(self, token: Secret, base: str) -> None:
        hush()
        self._token = token
        self._request = Request(
            connection_pool_size=CONNECTIONS,
            connect_timeout=CONNECT,
            read_timeout=ANSWER,
            write_timeout=ANSWER,
            pool_timeout=CONNECT,
        )
        root = base.rstrip("/")
        self._bot = Bot(
            token.reveal(),
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def close(self) -> None:
        """Let go of all connections."""
        await self._request.shutdown()

    async def name(self) -> str:
        """The bot's user name."""
        me = await self._call(self._bot.get_me)
        return me.username or str(me.id)

    async def updates(self, offset: int | None, wait: int) -> list[object]:
        """What is not confirmed yet, waiting up to ``wait`` seconds; confirms all before offset."""
        asked = {"offset": offset, "timeout": wait, "allowed_updates": KINDS}
        answer = await self._call(
            lambda: self._bot.do_api_request(
                "getupdates", api_kwargs=asked, read_timeout=wait + ANSWER
            ),
            wait,
        )
        if not isinstance(answer, list):
            raise Trouble("later", "not a list of updates")
        return answer

    async def send(self, part: Part) -> str:
        """Send one message; its id."""
        message = await self._call(
            lambda: self._bot.send_message(
                chat_id=part.chat,
                text=part.text,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=_keyboard(part),
            )
        )
        return str(message.message_id)

    async def edit_text(self, part: Part, message: int) -> None:
        """Put this in place of a message; that it says so already is well too."""
        try:
            await self._call(
                lambda: self._bot.edit_message_text(
                    chat_id=part.chat,
                    message_id=message,
                    text=part.text,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                    reply_markup=_keyboard(part),
                )
            )
        except Trouble as why:
            if "is not modified" not in why.reason:
                raise

    async def answer(self, query: str) -> None:
        """Let the pressed button come to rest."""
        await self._call(lambda: self._bot.answer_callback_query(query))

    async def _call(self, call: Callable[[], Awaitable[T]], wait: float = 0) -> T:
        try:
            async with asyncio.timeout(wait + CONNECT + ANSWER + GRACE):
                await self._request.initialize()
                return await call()
        except Exception as why:  # noqa: BLE001 - the library lets odd answers through as any error
            failed = trouble(why, self._token.reveal())
        raise failed  # outside, so that it drags no context along


def hush() -> None:
    """Keep the libraries below from logging URLs, parameters and answers."""
    for name in TELLTALES:
        logging.getLogger(name).setLevel(logging.WARNING)


def _keyboard(part: Part) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(c.label, callback_data=c.id)] for c in part.choices]
    return InlineKeyboardMarkup(rows) if rows else None
